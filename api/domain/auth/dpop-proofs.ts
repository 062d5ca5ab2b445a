import { createHash } from 'node:crypto'
import { lt } from 'drizzle-orm'
import { RetryableError } from '../../../kit/errors.ts'
import { DPOP_WINDOW_SEC, MAX_DPOP_PROOFS } from '../../limits.ts'
import type { Database } from '../../store/database.ts'
import { isDatabaseAway } from '../../store/database-away.ts'
import { dpopProof } from '../../store/tables.ts'

interface Dependencies {
  database: Database
  now: () => Date
}

/** A proof is looked at for this long after it was first seen: until its `iat` is outside the window whatever it was. */
const KEPT_MS = 2 * DPOP_WINDOW_SEC * 1000

/**
 * Proofs that were used, in a table so that one is good once over all API processes. While the database is away, only this process
 * remembers: a replay then needs the TLS connection broken and another process asked within a minute.
 */
export class DpopProofs {
  readonly #dependencies: Dependencies
  /** Expiry by hash, in the order in which they came and therefore expire. */
  readonly #seen = new Map<string, number>()
  #sweptAtMs = Number.NEGATIVE_INFINITY

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
  }

  /** False when the key used this id before. @throws RetryableError DPOP_PROOFS_FULL. */
  async spend(keyThumbprint: string, proofId: string): Promise<boolean> {
    const nowMs = this.#dependencies.now().getTime()
    this.#forget(nowMs)
    const hash = createHash('sha256').update(`${keyThumbprint} ${proofId}`).digest('base64url')
    if (this.#seen.has(hash)) return false
    if (this.#seen.size >= MAX_DPOP_PROOFS)
      throw new RetryableError('Too many proofs.', { code: 'DPOP_PROOFS_FULL', retryAfterSec: 1 })
    this.#seen.set(hash, nowMs + KEPT_MS)
    return await this.#insert(hash, nowMs)
  }

  async #insert(hash: string, nowMs: number): Promise<boolean> {
    const { database } = this.#dependencies
    try {
      if (nowMs - this.#sweptAtMs >= KEPT_MS) {
        this.#sweptAtMs = nowMs
        await database.delete(dpopProof).where(lt(dpopProof.expiresAt, new Date(nowMs)))
      }
      const row = { hash, expiresAt: new Date(nowMs + KEPT_MS) }
      return (await database.insert(dpopProof).values(row).onConflictDoNothing().returning()).length === 1
    } catch (error) {
      if (isDatabaseAway(error)) return true
      throw error
    }
  }

  #forget(nowMs: number): void {
    for (const [hash, expiresAtMs] of this.#seen) {
      if (expiresAtMs > nowMs) return
      this.#seen.delete(hash)
    }
  }
}
