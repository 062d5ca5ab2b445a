import { createHash } from 'node:crypto'
import { calculateJwkThumbprint, EmbeddedJWK, type JWTPayload, jwtVerify } from 'jose'
import { BaseError } from '../../../kit/errors.ts'
import { DPOP_WINDOW_SEC, MAX_DPOP_HEADER } from '../../limits.ts'
import type { DpopNonces } from './dpop-nonce.ts'
import type { DpopProofs } from './dpop-proofs.ts'

/** Asymmetric, short, and made by every platform's key store; RSA is not needed. */
const ALGORITHMS = ['ES256', 'EdDSA', 'Ed25519']
const MAX_ID = 128

export interface ProofDependencies {
  nonces: DpopNonces
  proofs: DpopProofs
  now: () => Date
}

/** A request that was proven (RFC 9449). */
export interface ProvenRequest {
  proof: string
  method: string
  /** As we are known, whatever the request calls us; without query. */
  url: string
  /** The access token that comes with it; none where tokens are asked for. */
  accessToken?: string
}

/**
 * Checks a DPoP proof (RFC 9449, 4.3) and spends it.
 * @returns the thumbprint (RFC 7638) of the key that made it.
 * @throws BaseError DPOP_PROOF_INVALID, DPOP_NONCE_REQUIRED, DPOP_PROOF_REPLAYED (401).
 */
export async function verifyProof(dependencies: ProofDependencies, request: ProvenRequest): Promise<string> {
  const { nonces, proofs, now } = dependencies
  const { payload, keyThumbprint } = await open(request.proof, now())
  const jti = checkClaims(payload, request, Math.floor(now().getTime() / 1000))
  const { nonce } = payload
  if (typeof nonce !== 'string' || !nonces.isGood(nonce))
    throw refusal('DPOP_NONCE_REQUIRED', 'Make the proof with the nonce of the header DPoP-Nonce.')
  if (!(await proofs.spend(keyThumbprint, jti)))
    throw refusal('DPOP_PROOF_REPLAYED', 'A proof is good for one request: make a new one with a jti of its own.')
  return keyThumbprint
}

async function open(proof: string, now: Date): Promise<{ payload: JWTPayload; keyThumbprint: string }> {
  if (proof.length > MAX_DPOP_HEADER) throw invalid(`It has at most ${MAX_DPOP_HEADER} characters.`)
  try {
    // The key is the one in the header: a proof shows that its maker has it, the token says whose it must be.
    const options = { typ: 'dpop+jwt', algorithms: ALGORITHMS, currentDate: now, clockTolerance: DPOP_WINDOW_SEC }
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, options)
    const { jwk } = protectedHeader
    if (!jwk || 'd' in jwk) throw invalid('The header needs `jwk`, the public key alone.')
    return { payload, keyThumbprint: await calculateJwkThumbprint(jwk) }
  } catch (error) {
    if (error instanceof BaseError) throw error
    throw invalid(
      `It must be a JWT of type dpop+jwt, signed (${ALGORITHMS.join(', ')}) by the key in its header.`,
      error,
    )
  }
}

function checkClaims(payload: JWTPayload, { method, url, accessToken }: ProvenRequest, nowSec: number): string {
  const { htm, htu, iat, jti, ath } = payload
  if (typeof jti !== 'string' || jti === '' || jti.length > MAX_ID) throw invalid('`jti`: 1 to 128 characters.')
  if (htm !== method) throw invalid(`\`htm\` must be ${method}.`)
  if (typeof htu !== 'string' || placeOf(htu) !== url) throw invalid(`\`htu\` must be ${url}.`)
  if (typeof iat !== 'number' || Math.abs(nowSec - iat) > DPOP_WINDOW_SEC)
    throw invalid(`\`iat\` must be within ${DPOP_WINDOW_SEC} s of ${nowSec}.`)
  const expected = accessToken === undefined ? undefined : createHash('sha256').update(accessToken).digest('base64url')
  if (ath !== expected) throw invalid('`ath` must be the SHA-256 of the access token that it comes with.')
  return jti
}

/** Scheme, host and path in normal form; query and fragment do not count (RFC 9449, 4.3). */
function placeOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`
}

function invalid(details: string, cause?: unknown): BaseError {
  return refusal('DPOP_PROOF_INVALID', details, cause)
}

function refusal(code: string, details: string, cause?: unknown): BaseError {
  return new BaseError('The proof of possession is not accepted.', { code, details, status: 401, cause })
}
