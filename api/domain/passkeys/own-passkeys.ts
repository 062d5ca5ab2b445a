import { and, desc, eq, isNotNull, isNull } from 'drizzle-orm'
import type { Address } from 'viem'
import { notFoundError } from '../../http/not-found.ts'
import { PAGE_SIZE_MAX } from '../../limits.ts'
import type { Database } from '../../store/database.ts'
import { passkey } from '../../store/tables.ts'
import type { PasskeyRow } from './register-passkey.ts'

interface Dependencies {
  database: Database
  now: () => Date
}

const isOwn = (account: Address) => and(eq(passkey.account, account), isNotNull(passkey.lastUsedAt))

/** Passkeys that sign the account in, or did until they were revoked; newest first. */
export async function listPasskeys({ database }: Dependencies, account: Address): Promise<PasskeyRow[]> {
  return await database
    .select()
    .from(passkey)
    .where(isOwn(account))
    .orderBy(desc(passkey.createdAt))
    .limit(PAGE_SIZE_MAX)
}

/** @throws BaseError PASSKEY_UNKNOWN (404), for another account's passkey as well. */
export async function readPasskey(
  { database }: Pick<Dependencies, 'database'>,
  { account, credentialId }: { account: Address; credentialId: string },
): Promise<PasskeyRow> {
  const isThis = and(isOwn(account), eq(passkey.credentialId, credentialId))
  const [row] = await database.select().from(passkey).where(isThis)
  if (row) return row
  throw unknown(credentialId)
}

/**
 * @param require Throws unless the passkey is still what its owner saw; nobody changes it meanwhile.
 * @throws BaseError PASSKEY_UNKNOWN (404).
 */
export async function renamePasskey(
  { database }: Dependencies,
  { account, credentialId, label }: { account: Address; credentialId: string; label: string },
  require: (row: PasskeyRow) => void,
): Promise<PasskeyRow> {
  const isThis = and(isOwn(account), eq(passkey.credentialId, credentialId))
  return await database.transaction(async (transaction) => {
    const [before] = await transaction.select().from(passkey).where(isThis).for('update')
    if (!before) throw unknown(credentialId)
    require(before)
    await transaction.update(passkey).set({ label }).where(isThis)
    return { ...before, label }
  })
}

/**
 * Ends a passkey's sign-ins; one that was revoked stays so. What it signs on chain ends by the account registry only.
 * @throws BaseError PASSKEY_UNKNOWN (404).
 */
export async function revokePasskey(
  { database, now }: Dependencies,
  { account, credentialId }: { account: Address; credentialId: string },
): Promise<PasskeyRow> {
  const isThis = and(isOwn(account), eq(passkey.credentialId, credentialId))
  await database
    .update(passkey)
    .set({ revokedAt: now() })
    .where(and(isThis, isNull(passkey.revokedAt)))
  const [row] = await database.select().from(passkey).where(isThis)
  if (row) return row
  throw unknown(credentialId)
}

function unknown(credentialId: string) {
  return notFoundError('PASSKEY_UNKNOWN', `${credentialId} is no passkey of this account.`)
}
