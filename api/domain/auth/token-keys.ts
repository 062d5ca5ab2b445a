import { hkdfSync, randomBytes } from 'node:crypto'
import { gt, lt, sql } from 'drizzle-orm'
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { openField, sealField } from '../../../kit/field-encryption.ts'
import type { Secret } from '../../../kit/secret.ts'
import {
  ACCESS_TOKEN_TTL_SEC,
  TOKEN_KEY_AHEAD_SEC,
  TOKEN_KEY_RELOAD_MS,
  TOKEN_KEY_TTL_SEC,
  TOKEN_KEY_UNKNOWN_MS,
} from '../../limits.ts'
import type { Database } from '../../store/database.ts'
import { isDatabaseAway } from '../../store/database-away.ts'
import { tokenKey } from '../../store/tables.ts'

const ALGORITHM = 'EdDSA'

interface Dependencies {
  database: Database
  config: { JWT_SECRET: Secret }
  now: () => Date
}

interface TokenKey {
  kid: string
  publicJwk: JWK
  publicKey: CryptoKey
  privateKey: CryptoKey
  signsFromMs: number
  signsUntilMs: number
}

/**
 * The keys that sign access tokens, shared by every API process through the database. One signs, its successor is published before it
 * does, and its predecessor verifies until the last token it signed has expired.
 */
export class TokenKeys {
  readonly #dependencies: Dependencies
  readonly #sealingKey: Buffer
  #keys: readonly TokenKey[] = []
  #loadedAtMs = Number.NEGATIVE_INFINITY

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
    this.#sealingKey = deriveKey(dependencies.config.JWT_SECRET, 'token keys')
  }

  /** The key that signs now; made when there is none. */
  async signing(): Promise<{ kid: string; key: CryptoKey }> {
    await this.#reload(TOKEN_KEY_RELOAD_MS)
    const found = this.#signingNow()
    if (found) return { kid: found.kid, key: found.privateKey }
    await this.rotate()
    const made = this.#signingNow()
    if (!made) throw new Error('no key signs access tokens although one was just made')
    return { kid: made.kid, key: made.privateKey }
  }

  /** The key that a token names; undefined when it is not ours or no longer verifies. */
  async verifying(kid: string): Promise<CryptoKey | undefined> {
    await this.#reload(TOKEN_KEY_RELOAD_MS)
    const known = this.#find(kid)
    if (known) return known.publicKey
    await this.#reload(TOKEN_KEY_UNKNOWN_MS)
    return this.#find(kid)?.publicKey
  }

  /** What `/.well-known/jwks.json` holds (RFC 7517): every key that signs, will sign or may still be verified. */
  async published(): Promise<JWK[]> {
    await this.signing()
    const nowMs = this.#dependencies.now().getTime()
    return this.#keys.filter((key) => verifiesUntilMs(key) > nowMs).map(({ publicJwk }) => publicJwk)
  }

  /** Makes the keys that are due and drops those that verify nothing any more. One process at a time does it; it may run at any time. */
  async rotate(): Promise<void> {
    const { database, now } = this.#dependencies
    const nowMs = now().getTime()
    await database.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(hashtext('token_key'))`)
      await tx.delete(tokenKey).where(lt(tokenKey.signsUntil, new Date(nowMs - ACCESS_TOKEN_TTL_SEC * 1000)))
      const live = await tx
        .select()
        .from(tokenKey)
        .where(gt(tokenKey.signsUntil, new Date(nowMs)))
      let lastMs = Math.max(nowMs, ...live.map(({ signsUntil }) => signsUntil.getTime()))
      if (live.length === 0) {
        const first = await this.#make(nowMs)
        lastMs = first.signsUntil.getTime()
        await tx.insert(tokenKey).values(first)
      }
      if (lastMs - nowMs <= TOKEN_KEY_AHEAD_SEC * 1000) await tx.insert(tokenKey).values(await this.#make(lastMs))
    })
    await this.#reload(0)
  }

  #signingNow(): TokenKey | undefined {
    const nowMs = this.#dependencies.now().getTime()
    return this.#keys.find(({ signsFromMs, signsUntilMs }) => signsFromMs <= nowMs && nowMs < signsUntilMs)
  }

  #find(kid: string): TokenKey | undefined {
    const nowMs = this.#dependencies.now().getTime()
    return this.#keys.find((key) => key.kid === kid && verifiesUntilMs(key) > nowMs)
  }

  /** Reads the keys when they were read longer ago; without the database those that are known go on. */
  async #reload(afterMs: number): Promise<void> {
    const { database, now } = this.#dependencies
    const nowMs = now().getTime()
    if (afterMs > 0 && nowMs - this.#loadedAtMs < afterMs) return
    try {
      const rows = await database.select().from(tokenKey).orderBy(tokenKey.signsFrom)
      this.#keys = await Promise.all(rows.map((row) => this.#open(row)))
      this.#loadedAtMs = nowMs
    } catch (error) {
      if (!isDatabaseAway(error) || this.#keys.length === 0) throw error
    }
  }

  async #make(fromMs: number): Promise<typeof tokenKey.$inferInsert> {
    const { publicKey, privateKey } = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true })
    const kid = randomBytes(12).toString('base64url')
    return {
      kid,
      publicJwk: { ...(await exportJWK(publicKey)), kid, alg: ALGORITHM, use: 'sig' },
      sealedPrivate: sealField(this.#sealingKey, placeOf(kid), JSON.stringify(await exportJWK(privateKey))),
      signsFrom: new Date(fromMs),
      signsUntil: new Date(fromMs + TOKEN_KEY_TTL_SEC * 1000),
    }
  }

  async #open({ kid, publicJwk, sealedPrivate, ...row }: typeof tokenKey.$inferSelect): Promise<TokenKey> {
    const known = this.#keys.find((key) => key.kid === kid)
    if (known) return known
    const privateJwk: JWK = JSON.parse(openField(this.#sealingKey, placeOf(kid), sealedPrivate))
    return {
      kid,
      publicJwk,
      // An OKP key is never a symmetric secret, which is what the other half of the type is for.
      publicKey: (await importJWK(publicJwk, ALGORITHM)) as CryptoKey,
      privateKey: (await importJWK(privateJwk, ALGORITHM)) as CryptoKey,
      signsFromMs: row.signsFrom.getTime(),
      signsUntilMs: row.signsUntil.getTime(),
    }
  }
}

/** A key for one purpose out of a secret of the configuration (HKDF, RFC 5869). */
export function deriveKey(secret: Secret, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret.reveal(), '', `genex api: ${purpose}`, 32))
}

function verifiesUntilMs({ signsUntilMs }: TokenKey): number {
  return signsUntilMs + ACCESS_TOKEN_TTL_SEC * 1000
}

function placeOf(kid: string) {
  return { user: kid, table: 'app.token_key', column: 'sealed_private', version: 1 }
}
