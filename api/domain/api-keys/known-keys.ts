import { eq } from 'drizzle-orm'
import { type Address, getAddress, type Hex } from 'viem'
import { API_KEY_STALE_MS, MAX_KNOWN_API_KEYS } from '../../limits.ts'
import type { Database } from '../../store/database.ts'
import { isDatabaseAway } from '../../store/database-away.ts'
import { apiKey } from '../../store/tables.ts'
import { isScope, type Scope } from './scopes.ts'

/** A registered key as requests are checked against it. */
export interface KnownKey {
  keyId: string
  account: Address
  publicKey: Hex
  scopes: readonly Scope[]
  ipAllowList: readonly string[]
  expiresAt: Date
  revokedAt: Date | null
}

interface Dependencies {
  database: Database
  now: () => Date
}

/**
 * Keys by id, asked of the database each time, so that a revocation acts at once. While the database is away, and no
 * revocation can be written, a key is what it was when it was last used; orders and cancels go on.
 */
export class KnownKeys {
  readonly #dependencies: Dependencies
  readonly #lastSeen = new Map<string, { key: KnownKey; atMs: number }>()

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
  }

  async find(keyId: string): Promise<KnownKey | undefined> {
    const { database, now } = this.#dependencies
    try {
      const [row] = await database.select().from(apiKey).where(eq(apiKey.id, keyId))
      this.#lastSeen.delete(keyId)
      if (!row) return undefined
      const key = keyOf(row)
      this.#remember(key, now().getTime())
      return key
    } catch (error) {
      const last = this.#lastSeen.get(keyId)
      if (isDatabaseAway(error) && last && now().getTime() - last.atMs <= API_KEY_STALE_MS) return last.key
      throw error
    }
  }

  /** After a revocation: what was last seen is no longer so, whether or not the database stays. */
  forget(keyId: string): void {
    this.#lastSeen.delete(keyId)
  }

  #remember(key: KnownKey, atMs: number): void {
    this.#lastSeen.set(key.keyId, { key, atMs })
    const [oldest] = this.#lastSeen.keys()
    if (this.#lastSeen.size > MAX_KNOWN_API_KEYS && oldest !== undefined) this.#lastSeen.delete(oldest)
  }
}

function keyOf(row: typeof apiKey.$inferSelect): KnownKey {
  const { id: keyId, account, publicKey, scopes, ipAllowList, expiresAt, revokedAt } = row
  return {
    keyId,
    account: getAddress(account),
    publicKey: publicKey as Hex,
    scopes: scopes.filter(isScope),
    ipAllowList,
    expiresAt,
    revokedAt,
  }
}
