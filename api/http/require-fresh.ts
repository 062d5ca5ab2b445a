import type { Context } from 'hono'
import { BaseError } from '../../kit/errors.ts'
import type { SessionPrincipal } from '../domain/auth/principal.ts'
import { FRESH_SIGN_IN_SEC } from '../limits.ts'
import { type ApiEnvironment, requireSession } from './environment.ts'

/** The caller's session, whose account proved itself just now; else SIGN_IN_NOT_FRESH (403). Refreshing tokens does not count. */
export function requireFreshSession(context: Context<ApiEnvironment>, now: Date): SessionPrincipal {
  const principal = requireSession(context)
  if (now.getTime() / 1000 - principal.authenticatedAtSec <= FRESH_SIGN_IN_SEC) return principal
  const details = `Sign in again: this takes a sign-in of the last ${FRESH_SIGN_IN_SEC / 60} minutes.`
  throw new BaseError('The sign-in is too long ago.', { code: 'SIGN_IN_NOT_FRESH', details, status: 403 })
}
