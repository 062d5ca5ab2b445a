import { and, desc, eq, isNull } from 'drizzle-orm'
import type { Address } from 'viem'
import { notFoundError } from '../../http/not-found.ts'
import type { Queryable } from '../../store/database.ts'
import { apiKey } from '../../store/tables.ts'
import type { ApiKeyRow } from './register-key.ts'

interface Dependencies {
  database: Queryable
  now: () => Date
}

/** Keys of an account, newest first, revoked and expired ones too; the limit of live ones keeps the list short for long. */
export async function listKeys({ database }: Dependencies, account: Address, limit: number): Promise<ApiKeyRow[]> {
  return await database
    .select()
    .from(apiKey)
    .where(eq(apiKey.account, account))
    .orderBy(desc(apiKey.createdAt))
    .limit(limit)
}

/** @throws BaseError API_KEY_UNKNOWN (404), for another account's key as well. */
export async function readKey(
  { database }: Pick<Dependencies, 'database'>,
  account: Address,
  keyId: string,
): Promise<ApiKeyRow> {
  const [row] = await database.select().from(apiKey).where(isThis(account, keyId))
  if (row) return row
  throw notFoundError('API_KEY_UNKNOWN', `${keyId} is no key of this account.`)
}

/** Ends a key at once; a key that was revoked stays so. @throws BaseError API_KEY_UNKNOWN (404). */
export async function revokeKey({ database, now }: Dependencies, account: Address, keyId: string): Promise<ApiKeyRow> {
  await database
    .update(apiKey)
    .set({ revokedAt: now() })
    .where(and(isThis(account, keyId), isNull(apiKey.revokedAt)))
  return await readKey({ database }, account, keyId)
}

function isThis(account: Address, keyId: string) {
  return and(eq(apiKey.id, keyId), eq(apiKey.account, account))
}
