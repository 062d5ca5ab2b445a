import type { Context } from 'hono'
import { BaseError } from '../../kit/errors.ts'
import type { ApiConfig } from '../config.ts'
import { verifyAccessToken } from '../domain/auth/access-token.ts'
import { DpopNonces } from '../domain/auth/dpop-nonce.ts'
import { DpopProofs } from '../domain/auth/dpop-proofs.ts'
import { LiveSessions } from '../domain/auth/live-sessions.ts'
import type { SessionPrincipal } from '../domain/auth/principal.ts'
import { deriveKey, TokenKeys } from '../domain/auth/token-keys.ts'
import { verifyProof } from '../domain/auth/verify-proof.ts'
import type { Database } from '../store/database.ts'

interface Dependencies {
  config: ApiConfig
  database: Database
  now: () => Date
}

/** What access tokens of one process are made and checked with. */
export class TokenCredentials {
  readonly keys: TokenKeys
  readonly sessions: LiveSessions
  readonly #nonces: DpopNonces
  readonly #proofs: DpopProofs
  readonly #dependencies: Dependencies

  constructor(dependencies: Dependencies) {
    const { config, now } = dependencies
    this.#dependencies = dependencies
    this.keys = new TokenKeys(dependencies)
    this.sessions = new LiveSessions(dependencies)
    this.#nonces = new DpopNonces(deriveKey(config.JWT_SECRET, 'dpop nonces'), now)
    this.#proofs = new DpopProofs(dependencies)
  }

  /** The session that a token speaks for. A bound token is taken with a proof of its key only, an unbound one without. */
  async identify(context: Context, { token, proof }: { token: string; proof?: string }): Promise<SessionPrincipal> {
    const principal = await verifyAccessToken(this.keys, token, this.#dependencies.now())
    const isBound = principal.keyThumbprint !== undefined
    if (isBound !== (proof !== undefined)) throw mismatch(isBound)
    if (proof !== undefined && (await this.#prove(context, proof, token)) !== principal.keyThumbprint)
      throw mismatch(true)
    await this.sessions.require(principal.sessionId)
    return principal
  }

  /** The key that a request for tokens is proven with; the tokens are then bound to it. None when it carries no proof. */
  async keyOf(context: Context): Promise<string | undefined> {
    const proof = context.req.header('dpop')
    return proof === undefined ? undefined : await this.#prove(context, proof)
  }

  async #prove(context: Context, proof: string, accessToken?: string): Promise<string> {
    const { config, now } = this.#dependencies
    const url = new URL(new URL(context.req.url).pathname, config.PUBLIC_URL).href
    const token = accessToken === undefined ? {} : { accessToken }
    // With every answer, so that a client that asks steadily never has to ask twice (RFC 9449, 8.2).
    context.header('dpop-nonce', this.#nonces.current())
    const request = { proof, method: context.req.method, url, ...token }
    try {
      return await verifyProof({ nonces: this.#nonces, proofs: this.#proofs, now }, request)
    } catch (error) {
      if (error instanceof BaseError) context.header('www-authenticate', challengeOf(error))
      throw error
    }
  }
}

function challengeOf({ code }: BaseError): string {
  const error = code === 'DPOP_NONCE_REQUIRED' ? 'use_dpop_nonce' : 'invalid_dpop_proof'
  return `DPoP error="${error}", algs="ES256 EdDSA Ed25519"`
}

function mismatch(isBound: boolean): BaseError {
  const details = isBound
    ? 'The token is bound to a key: send "authorization: DPoP …" and a proof by that key (RFC 9449).'
    : 'The token is bound to no key: send "authorization: Bearer …".'
  return new BaseError('The token and its proof do not belong together.', {
    code: 'DPOP_KEY_MISMATCH',
    details,
    status: 401,
  })
}
