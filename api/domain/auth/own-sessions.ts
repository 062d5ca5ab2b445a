import { and, desc, eq, gt, isNull, ne } from 'drizzle-orm'
import { notFoundError } from '../../http/not-found.ts'
import { MAX_SESSIONS, REFRESH_TOKEN_TTL_SEC } from '../../limits.ts'
import type { Database } from '../../store/database.ts'
import { session } from '../../store/tables.ts'
import type { SessionPrincipal } from './principal.ts'

interface Dependencies {
  database: Database
  now: () => Date
}

export type SessionRow = typeof session.$inferSelect

/** Live sessions of the caller's account, the one used last first. */
export async function listSessions(
  { database, now }: Dependencies,
  { account }: SessionPrincipal,
): Promise<SessionRow[]> {
  // Unused for longer than a refresh token lives, a session is over without anybody having ended it.
  const usedAfter = new Date(now().getTime() - REFRESH_TOKEN_TTL_SEC * 1000)
  const isLive = and(eq(session.account, account), isNull(session.revokedAt), gt(session.lastUsedAt, usedAfter))
  return await database.select().from(session).where(isLive).orderBy(desc(session.lastUsedAt)).limit(MAX_SESSIONS)
}

/**
 * Ends one session of the caller's account; one that is over stays so.
 * @throws BaseError SESSION_UNKNOWN (404), for another account's session as well.
 */
export async function revokeSession(
  { database, now }: Dependencies,
  { account }: SessionPrincipal,
  sessionId: string,
): Promise<void> {
  const isOwn = and(eq(session.id, sessionId), eq(session.account, account))
  const [row] = await database.select({ id: session.id }).from(session).where(isOwn)
  if (!row) throw notFoundError('SESSION_UNKNOWN', `${sessionId} is no session of this account.`)
  await database
    .update(session)
    .set({ revokedAt: now(), revokedReason: 'revoked' })
    .where(and(isOwn, isNull(session.revokedAt)))
}

/** Ends every session of the account but the caller's; their ids. */
export async function revokeOthers(
  { database, now }: Dependencies,
  { account, sessionId }: SessionPrincipal,
): Promise<string[]> {
  const isOther = and(eq(session.account, account), ne(session.id, sessionId), isNull(session.revokedAt))
  const revoked = { revokedAt: now(), revokedReason: 'revoked with all others' }
  const rows = await database.update(session).set(revoked).where(isOther).returning({ id: session.id })
  return rows.map(({ id }) => id)
}
