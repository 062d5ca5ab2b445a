import { type RegistrationResponseJSON, verifyRegistrationResponse } from '@simplewebauthn/server'
import { and, eq, isNotNull, isNull, lt, or, sql } from 'drizzle-orm'
import type { Address } from 'viem'
import { BaseError } from '../../../kit/errors.ts'
import { passkeyAddress } from '../../../sdk/src/passkey/address.ts'
import type { ApiConfig } from '../../config.ts'
import { MAX_PASSKEYS, PASSKEY_CLAIM_SEC } from '../../limits.ts'
import type { Database } from '../../store/database.ts'
import { passkey } from '../../store/tables.ts'
import { claimTicket } from '../sign-up/ticket.ts'
import { spendChallenge } from './challenges.ts'
import { coordinatesOf, pointOfCose } from './public-key.ts'
import { ALGORITHMS, relyingPartyOf } from './relying-party.ts'

interface Dependencies {
  database: Database
  config: ApiConfig
  /** Of the account registry, which gives each passkey its address. */
  registry: Address
  now: () => Date
}

export type PasskeyRow = typeof passkey.$inferSelect

interface Registration {
  response: RegistrationResponseJSON
  label: string
  /** In whose session it is added; else the passkey gives birth to one. */
  account: Address | undefined
  /** Leads a proven contact to the account that is born. */
  signUpTicket: string | undefined
}

/**
 * Registers a passkey: for the account in whose session the options were asked for, else for the account that the passkey is born with.
 * Nothing that counts follows from it alone: without attestation a registration proves no key, so the passkey must sign in next.
 * @throws BaseError PASSKEY_CHALLENGE_UNKNOWN, PASSKEY_REFUSED, SIGN_UP_TICKET_REFUSED (401), PASSKEY_NOT_DEVICE_BOUND, PASSKEY_TAKEN, PASSKEY_LIMIT (422).
 */
export async function registerPasskey(
  dependencies: Dependencies,
  { response, label, account, signUpTicket }: Registration,
): Promise<PasskeyRow> {
  const { config, registry, now } = dependencies
  const { clientDataJSON } = response.response
  const issued = await spendChallenge(dependencies, { clientDataJSON, purpose: 'registration' })
  // Options of one account's session are no use in another's, or in none.
  if (issued.account !== (account ?? null)) throw refused('The options were asked for by another account.')
  const { credential, credentialDeviceType } = await verify(config, response, issued.challenge)
  if (config.PASSKEY_DEVICES === 'device-bound' && credentialDeviceType !== 'singleDevice')
    throw refusal('PASSKEY_NOT_DEVICE_BOUND', 'Only passkeys that never leave their device are taken.')
  const publicKey = pointOfCose(credential.publicKey)
  const row: PasskeyRow = {
    credentialId: credential.id,
    account: account ?? passkeyAddress(registry, coordinatesOf(publicKey)),
    publicKey,
    counter: credential.counter,
    transports: credential.transports ?? [],
    deviceType: credentialDeviceType,
    label,
    createdAt: now(),
    lastUsedAt: null,
    revokedAt: null,
  }
  return await insert(dependencies.database, row, signUpTicket)
}

async function verify(config: ApiConfig, response: RegistrationResponseJSON, expectedChallenge: string) {
  const { id, origins } = relyingPartyOf(config)
  const expected = { expectedChallenge, expectedOrigin: origins, expectedRPID: id }
  const options = { response, ...expected, requireUserVerification: true, supportedAlgorithmIDs: ALGORITHMS }
  const verified = await verifyRegistrationResponse(options).catch((error: unknown) => {
    throw refused('It must be made for our domain, with user verification, by a key of algorithm -7.', error)
  })
  if (!verified.verified) throw refused('The attestation is not valid.')
  return verified.registrationInfo
}

/** One registration of an account at a time, so that two together do not pass the limit. Mere claims count for nothing and block nobody. */
async function insert(database: Database, row: PasskeyRow, ticket: string | undefined): Promise<PasskeyRow> {
  const claimedBefore = new Date(row.createdAt.getTime() - PASSKEY_CLAIM_SEC * 1000)
  const isSame = or(eq(passkey.publicKey, row.publicKey), eq(passkey.credentialId, row.credentialId))
  return await database.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`passkey:${row.account}`}))`)
    await tx.delete(passkey).where(and(isNull(passkey.lastUsedAt), or(isSame, lt(passkey.createdAt, claimedBefore))))
    const isLive = and(eq(passkey.account, row.account), isNull(passkey.revokedAt), isNotNull(passkey.lastUsedAt))
    const live = await tx.select({ id: passkey.credentialId }).from(passkey).where(isLive)
    if (live.length >= MAX_PASSKEYS) throw refusal('PASSKEY_LIMIT', `At most ${MAX_PASSKEYS}: revoke one first.`)
    const [inserted] = await tx.insert(passkey).values(row).onConflictDoNothing().returning()
    if (!inserted) throw refusal('PASSKEY_TAKEN', 'A passkey is registered once: sign in with it, or make a new one.')
    // Together or not at all: a passkey that is refused leaves its ticket unspent.
    if (ticket !== undefined) await claimTicket(tx, { ticket, credentialId: inserted.credentialId, at: row.createdAt })
    return inserted
  })
}

function refused(details: string, cause?: unknown): BaseError {
  return new BaseError('The passkey is not accepted.', { code: 'PASSKEY_REFUSED', details, status: 401, cause })
}

function refusal(code: string, details: string): BaseError {
  return new BaseError('The passkey cannot be registered.', { code, details, status: 422 })
}
