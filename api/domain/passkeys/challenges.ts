import { createHash, randomBytes } from 'node:crypto'
import { and, eq, gt, lt, sql } from 'drizzle-orm'
import type { Address } from 'viem'
import { BaseError, RetryableError } from '../../../kit/errors.ts'
import { MAX_OPEN_CHALLENGES, PASSKEY_CHALLENGE_SEC } from '../../limits.ts'
import type { Database } from '../../store/database.ts'
import { webauthnChallenge } from '../../store/tables.ts'

interface Dependencies {
  database: Database
  now: () => Date
}

export type Purpose = (typeof webauthnChallenge.$inferSelect)['purpose']

/**
 * A challenge that is good for one answer of one purpose and, when a passkey is added or steps up, for one account. One for an
 * operation is a hash of its digest, so that the passkey signs the operation.
 */
export async function issueChallenge(
  { database, now }: Dependencies,
  { purpose, account = null, operation = '' }: { purpose: Purpose; account?: Address | null; operation?: string },
): Promise<Buffer> {
  const at = now()
  await database.delete(webauthnChallenge).where(lt(webauthnChallenge.expiresAt, at))
  const [count] = await database.select({ open: sql<number>`count(*)::int` }).from(webauthnChallenge)
  if ((count?.open ?? 0) >= MAX_OPEN_CHALLENGES)
    throw new RetryableError('Too many sign-ins are open.', { code: 'AUTH_BUSY', retryAfterSec: 30 })
  const challenge = createHash('sha256').update(randomBytes(32)).update(operation).digest()
  const expiresAt = new Date(at.getTime() + PASSKEY_CHALLENGE_SEC * 1000)
  await database
    .insert(webauthnChallenge)
    .values({ challenge: challenge.toString('base64url'), purpose, account, operation, expiresAt })
  return challenge
}

/**
 * Spends the challenge that an answer names, also when the answer turns out wrong.
 * @returns it, with the account and the operation that it was issued for.
 * @throws BaseError PASSKEY_CHALLENGE_UNKNOWN (401).
 */
export async function spendChallenge(
  { database, now }: Dependencies,
  { clientDataJSON, purpose }: { clientDataJSON: string; purpose: Purpose },
): Promise<{ challenge: string; account: string | null; operation: string }> {
  const challenge = challengeIn(clientDataJSON)
  const isGood = and(
    eq(webauthnChallenge.challenge, challenge),
    eq(webauthnChallenge.purpose, purpose),
    gt(webauthnChallenge.expiresAt, now()),
  )
  const [spent] = await database.delete(webauthnChallenge).where(isGood).returning()
  if (spent) return spent
  throw new BaseError('The challenge cannot be used.', {
    code: 'PASSKEY_CHALLENGE_UNKNOWN',
    details: 'It is unknown, older than 5 minutes, used, or for something else: ask for new options.',
    status: 401,
  })
}

/** The challenge of client data (WebAuthn, 5.8.1); empty when it names none. Nothing else of it is believed yet. */
function challengeIn(clientDataJSON: string): string {
  try {
    const data: unknown = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'))
    const found = typeof data === 'object' && data !== null && 'challenge' in data ? data.challenge : ''
    return typeof found === 'string' && /^[\w-]{43}$/.test(found) ? found : ''
  } catch {
    return ''
  }
}
