import { jwtVerify, SignJWT } from 'jose'
import { getAddress, isAddress } from 'viem'
import { BaseError } from '../../../kit/errors.ts'
import type { Secret } from '../../../kit/secret.ts'
import { ACCESS_TOKEN_TTL_SEC } from '../../limits.ts'
import type { SessionPrincipal } from './principal.ts'

const ISSUER = 'genex'
const AUDIENCE = 'genex-api'

/** A JWT for `ACCESS_TOKEN_TTL_SEC`. */
export async function signAccessToken(secret: Secret, principal: SessionPrincipal, now: Date): Promise<string> {
  const issuedAt = Math.floor(now.getTime() / 1000)
  return await new SignJWT({ sid: principal.sessionId })
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
    .setSubject(principal.account)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ACCESS_TOKEN_TTL_SEC)
    .sign(keyOf(secret))
}

/** @throws BaseError TOKEN_INVALID (401) for anything but a token of ours that has not expired. */
export async function verifyAccessToken(secret: Secret, token: string, now: Date): Promise<SessionPrincipal> {
  try {
    const { payload } = await jwtVerify(token, keyOf(secret), {
      algorithms: ['HS256'],
      typ: 'at+jwt',
      issuer: ISSUER,
      audience: AUDIENCE,
      currentDate: now,
    })
    if (typeof payload.sub === 'string' && isAddress(payload.sub) && typeof payload.sid === 'string') {
      return { kind: 'session', account: getAddress(payload.sub), sessionId: payload.sid }
    }
  } catch (error) {
    throw invalid(error)
  }
  throw invalid(undefined)
}

function keyOf(secret: Secret): Uint8Array {
  return new TextEncoder().encode(secret.reveal())
}

function invalid(cause: unknown): BaseError {
  return new BaseError('The access token is not valid.', {
    code: 'TOKEN_INVALID',
    details: 'It is expired or not ours: refresh it, or sign in again.',
    status: 401,
    cause,
  })
}
