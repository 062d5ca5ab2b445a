import { and, eq, isNull, lt } from 'drizzle-orm'
import { BaseError } from '../../../kit/errors.ts'
import { MAX_KNOWN_SESSIONS, SESSION_CHECK_MS, SESSION_STALE_MS, SESSION_USED_SEC } from '../../limits.ts'
import type { Database } from '../../store/database.ts'
import { isDatabaseAway } from '../../store/database-away.ts'
import { session } from '../../store/tables.ts'

interface Dependencies {
  database: Database
  now: () => Date
}

/**
 * Whether sessions live, asked of the database once in `SESSION_CHECK_MS` and session: what any process revoked ends everywhere within
 * that time, without messages that could be lost. While the database is away, and no revocation can be written, a session that was seen
 * alive shortly before goes on.
 */
export class LiveSessions {
  readonly #dependencies: Dependencies
  readonly #known = new Map<string, { isLive: boolean; atMs: number }>()

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
  }

  /** @throws BaseError SESSION_REVOKED (401). */
  async require(sessionId: string): Promise<void> {
    if (await this.#isLive(sessionId)) return
    const details = 'It was signed out or revoked, or its refresh token was used twice. Sign in again.'
    throw new BaseError('The session is closed.', { code: 'SESSION_REVOKED', details, status: 401 })
  }

  /** After this process opened or refreshed it: so it was alive just now. */
  saw(sessionId: string): void {
    this.#remember(sessionId, { isLive: true, atMs: this.#dependencies.now().getTime() })
  }

  /** After a revocation by this process: it acts on the next request. */
  forget(sessionId: string): void {
    this.#known.delete(sessionId)
  }

  async #isLive(sessionId: string): Promise<boolean> {
    const nowMs = this.#dependencies.now().getTime()
    const known = this.#known.get(sessionId)
    if (known && nowMs - known.atMs < SESSION_CHECK_MS) return known.isLive
    try {
      const isLive = await this.#read(sessionId, nowMs)
      this.#remember(sessionId, { isLive, atMs: nowMs })
      return isLive
    } catch (error) {
      if (isDatabaseAway(error) && known && nowMs - known.atMs <= SESSION_STALE_MS) return known.isLive
      throw error
    }
  }

  async #read(sessionId: string, nowMs: number): Promise<boolean> {
    const { database } = this.#dependencies
    const isOwn = and(eq(session.id, sessionId), isNull(session.revokedAt))
    const [row] = await database.select({ lastUsedAt: session.lastUsedAt }).from(session).where(isOwn)
    const usedBefore = new Date(nowMs - SESSION_USED_SEC * 1000)
    if (row && row.lastUsedAt < usedBefore) {
      const isOld = and(isOwn, lt(session.lastUsedAt, usedBefore))
      await database
        .update(session)
        .set({ lastUsedAt: new Date(nowMs) })
        .where(isOld)
    }
    return row !== undefined
  }

  #remember(sessionId: string, seen: { isLive: boolean; atMs: number }): void {
    this.#known.delete(sessionId)
    this.#known.set(sessionId, seen)
    const [oldest] = this.#known.keys()
    if (this.#known.size > MAX_KNOWN_SESSIONS && oldest !== undefined) this.#known.delete(oldest)
  }
}
