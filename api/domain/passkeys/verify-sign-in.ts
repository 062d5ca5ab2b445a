import { type AuthenticationResponseJSON, verifyAuthenticationResponse } from '@simplewebauthn/server'
import { and, eq, gt, isNotNull, isNull, or, type SQL } from 'drizzle-orm'
import { type Address, getAddress } from 'viem'
import { BaseError } from '../../../kit/errors.ts'
import type { ApiConfig } from '../../config.ts'
import { PASSKEY_CLAIM_SEC } from '../../limits.ts'
import type { Database } from '../../store/database.ts'
import { passkey } from '../../store/tables.ts'
import { tellNotice } from '../notifications/tell.ts'
import { spendChallenge } from './challenges.ts'
import { coseOfPoint } from './public-key.ts'
import type { PasskeyRow } from './register-passkey.ts'
import { relyingPartyOf } from './relying-party.ts'

interface Dependencies {
  database: Database
  config: ApiConfig
  now: () => Date
}

/**
 * The account whose passkey signed a challenge of ours. The first sign-in makes a claim a passkey of the account.
 * @throws BaseError PASSKEY_CHALLENGE_UNKNOWN, PASSKEY_REFUSED (401): the same for an unknown passkey and for a wrong signature.
 */
export async function verifyPasskeySignIn(
  dependencies: Dependencies,
  response: AuthenticationResponseJSON,
): Promise<Address> {
  const { clientDataJSON } = response.response
  const { challenge } = await spendChallenge(dependencies, { clientDataJSON, purpose: 'sign-in' })
  const claimedAfter = new Date(dependencies.now().getTime() - PASSKEY_CLAIM_SEC * 1000)
  const counts = or(isNotNull(passkey.lastUsedAt), gt(passkey.createdAt, claimedAfter))
  return await verifyAssertion(dependencies, { response, challenge, counts })
}

/**
 * The operation that a passkey of the account signed, undefined for a challenge that was for none in particular. A mere claim does not
 * count: a passkey signs in first. @throws BaseError PASSKEY_CHALLENGE_UNKNOWN, PASSKEY_REFUSED (401).
 */
export async function verifyPasskeyStepUp(
  dependencies: Dependencies,
  { response, account }: { response: AuthenticationResponseJSON; account: Address },
): Promise<string | undefined> {
  const { clientDataJSON } = response.response
  const issued = await spendChallenge(dependencies, { clientDataJSON, purpose: 'step-up' })
  if (issued.account !== account) throw refused()
  const counts = and(isNotNull(passkey.lastUsedAt), eq(passkey.account, account))
  await verifyAssertion(dependencies, { response, challenge: issued.challenge, counts })
  return issued.operation || undefined
}

async function verifyAssertion(
  { database, config, now }: Dependencies,
  { response, challenge, counts }: { response: AuthenticationResponseJSON; challenge: string; counts: SQL | undefined },
): Promise<Address> {
  const at = now()
  const isUsable = and(eq(passkey.credentialId, response.id), isNull(passkey.revokedAt), counts)
  const [row] = await database.select().from(passkey).where(isUsable)
  if (!row) throw refused()
  const counter = await newCounter(config, { row, response, challenge })
  // Again under the same condition: a revocation in the meantime wins.
  const used = await database.transaction(async (tx) => {
    const [updated] = await tx.update(passkey).set({ counter, lastUsedAt: at }).where(isUsable).returning()
    if (updated && row.lastUsedAt === null) await tellNotice(tx, added(updated, at))
    return updated
  })
  if (used) return getAddress(used.account)
  throw refused()
}

function added({ credentialId, account, label }: PasskeyRow, at: Date) {
  const kind = 'security.passkey_added' as const
  return { sourceKey: `passkey:${credentialId}`, account, kind, parameters: { label }, occurredAt: at }
}

async function newCounter(
  config: ApiConfig,
  { row, response, challenge }: { row: PasskeyRow; response: AuthenticationResponseJSON; challenge: string },
): Promise<number> {
  const { id, origins } = relyingPartyOf(config)
  const verified = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: origins,
    expectedRPID: id,
    requireUserVerification: true,
    credential: { id: row.credentialId, publicKey: coseOfPoint(row.publicKey), counter: row.counter },
  }).catch((error: unknown) => {
    throw refused(error)
  })
  if (!verified.verified) throw refused()
  return verified.authenticationInfo.newCounter
}

function refused(cause?: unknown): BaseError {
  const details = 'It is unknown or revoked, or did not sign this challenge for our domain with user verification.'
  return new BaseError('The passkey is not accepted.', { code: 'PASSKEY_REFUSED', details, status: 401, cause })
}
