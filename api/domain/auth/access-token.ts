import { type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { getAddress, isAddress } from 'viem'
import { BaseError } from '../../../kit/errors.ts'
import { ACCESS_TOKEN_TTL_SEC } from '../../limits.ts'
import { type SessionPrincipal, SIGN_IN_METHODS } from './principal.ts'
import type { TokenKeys } from './token-keys.ts'

const ISSUER = 'genex'
const AUDIENCE = 'genex-api'

/** A JWT (RFC 9068) for `ACCESS_TOKEN_TTL_SEC`; `cnf` names the key that it is bound to (RFC 9449, 6.1). */
export async function signAccessToken(keys: TokenKeys, principal: SessionPrincipal, now: Date): Promise<string> {
  const issuedAt = Math.floor(now.getTime() / 1000)
  const { kid, key } = await keys.signing()
  const { sessionId, method, authenticatedAtSec, keyThumbprint } = principal
  const binding = keyThumbprint === undefined ? {} : { cnf: { jkt: keyThumbprint } }
  return await new SignJWT({ sid: sessionId, amr: [method], auth_time: authenticatedAtSec, ...binding })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid })
    .setSubject(principal.account)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ACCESS_TOKEN_TTL_SEC)
    .sign(key)
}

/** @throws BaseError TOKEN_INVALID (401) for anything but a token of ours that has not expired. */
export async function verifyAccessToken(keys: TokenKeys, token: string, now: Date): Promise<SessionPrincipal> {
  const kid = keyIdOf(token)
  const key = kid === undefined ? undefined : await keys.verifying(kid)
  if (!key) throw invalid(undefined)
  try {
    const options = { algorithms: ['EdDSA'], typ: 'at+jwt', issuer: ISSUER, audience: AUDIENCE, currentDate: now }
    const principal = principalOf((await jwtVerify(token, key, options)).payload)
    if (principal) return principal
  } catch (error) {
    throw invalid(error)
  }
  throw invalid(undefined)
}

/** The key that the header names, before anything of it is believed. */
function keyIdOf(token: string): string | undefined {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString('utf8'))
    const kid = typeof header === 'object' && header !== null && 'kid' in header ? header.kid : undefined
    return typeof kid === 'string' && kid.length <= 40 ? kid : undefined
  } catch {
    return undefined
  }
}

function principalOf({ sub, sid, amr, auth_time, cnf }: JWTPayload): SessionPrincipal | undefined {
  const method = SIGN_IN_METHODS.find((known) => Array.isArray(amr) && amr[0] === known)
  if (typeof sub !== 'string' || !isAddress(sub) || typeof sid !== 'string' || !method) return undefined
  if (typeof auth_time !== 'number') return undefined
  const principal = { kind: 'session', account: getAddress(sub), sessionId: sid, method } as const
  const keyThumbprint = typeof cnf === 'object' && cnf !== null && 'jkt' in cnf ? String(cnf.jkt) : undefined
  return { ...principal, authenticatedAtSec: auth_time, ...(keyThumbprint === undefined ? {} : { keyThumbprint }) }
}

function invalid(cause: unknown): BaseError {
  return new BaseError('The access token is not valid.', {
    code: 'TOKEN_INVALID',
    details: 'It is expired, revoked or not ours: refresh it, or sign in again.',
    status: 401,
    cause,
  })
}
