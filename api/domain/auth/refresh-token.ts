import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { and, eq, isNull } from 'drizzle-orm'
import { type Address, getAddress } from 'viem'
import { BaseError } from '../../../kit/errors.ts'
import { REFRESH_TOKEN_TTL_SEC } from '../../limits.ts'
import type { Database } from '../../store/database.ts'
import { refreshToken, session } from '../../store/tables.ts'
import type { SessionPrincipal } from './principal.ts'

export interface RefreshDependencies {
  database: Database
  now: () => Date
}

export interface Grant {
  principal: SessionPrincipal
  refreshToken: string
}

/** Opens a session with its first refresh token. */
export async function openSession({ database, now }: RefreshDependencies, account: Address): Promise<Grant> {
  const sessionId = randomUUID()
  return await database.transaction(async (tx) => {
    await tx.insert(session).values({ id: sessionId, account })
    return { principal: { kind: 'session', account, sessionId }, refreshToken: await addToken(tx, sessionId, now()) }
  })
}

/**
 * Spends a refresh token for the next one. A token that was already spent has been copied: its whole family ends.
 * @throws BaseError REFRESH_TOKEN_INVALID, REFRESH_TOKEN_REUSED (401).
 */
export async function rotate({ database, now }: RefreshDependencies, token: string): Promise<Grant> {
  const at = now()
  const outcome = await database.transaction(async (tx) => {
    const [row] = await tx
      .select({ token: refreshToken, session })
      .from(refreshToken)
      .innerJoin(session, eq(session.id, refreshToken.sessionId))
      .where(eq(refreshToken.hash, hashOf(token)))
      .for('update')
    if (!row || row.session.revokedAt || row.token.expiresAt <= at) return 'invalid' as const
    if (row.token.spentAt) {
      await tx
        .update(session)
        .set({ revokedAt: at, revokedReason: 'refresh token reused' })
        .where(eq(session.id, row.session.id))
      return 'reused' as const
    }
    await tx.update(refreshToken).set({ spentAt: at }).where(eq(refreshToken.hash, row.token.hash))
    const principal = {
      kind: 'session' as const,
      account: getAddress(row.session.account),
      sessionId: row.session.id,
    }
    return { principal, refreshToken: await addToken(tx, row.session.id, at) }
  })
  if (outcome === 'invalid') throw refusal('REFRESH_TOKEN_INVALID', 'The refresh token is unknown, expired or revoked.')
  if (outcome === 'reused')
    throw refusal('REFRESH_TOKEN_REUSED', 'The refresh token was used before; the session is closed.')
  return outcome
}

/** Ends a session; its refresh tokens are worthless, its access token runs out within 15 minutes. */
export async function closeSession({ database, now }: RefreshDependencies, sessionId: string): Promise<void> {
  await database
    .update(session)
    .set({ revokedAt: now(), revokedReason: 'signed out' })
    .where(and(eq(session.id, sessionId), isNull(session.revokedAt)))
}

async function addToken(tx: Pick<Database, 'insert'>, sessionId: string, at: Date): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const expiresAt = new Date(at.getTime() + REFRESH_TOKEN_TTL_SEC * 1000)
  await tx.insert(refreshToken).values({ hash: hashOf(token), sessionId, expiresAt })
  return token
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

function refusal(code: string, title: string): BaseError {
  return new BaseError(title, { code, details: 'Sign in again.', status: 401 })
}
