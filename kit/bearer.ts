import { createHash, timingSafeEqual } from 'node:crypto'
import { BaseError } from './errors.ts'
import type { Secret } from './secret.ts'

/** Whether the authorization header carries the token; constant time, also in the token's length. */
export function hasBearer(header: string | undefined, token: Secret): boolean {
  const given = /^Bearer ([^\s]+)$/.exec(header ?? '')?.[1] ?? ''
  return timingSafeEqual(digest(given), digest(token.reveal()))
}

/** Throws `UNAUTHORIZED` (401) unless the header carries the token. */
export function requireBearer(header: string | undefined, token: Secret): void {
  if (hasBearer(header, token)) return
  throw new BaseError('This route is for our own services.', { code: 'UNAUTHORIZED', status: 401 })
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
