import type { Address } from 'viem'
import type { Scope } from '../api-keys/scopes.ts'

/** How a session was opened. */
export const SIGN_IN_METHODS = ['wallet', 'passkey'] as const
export type SignInMethod = (typeof SIGN_IN_METHODS)[number]

/** A person or a program in a session of hers, as an access token says it. */
export interface SessionPrincipal {
  kind: 'session'
  account: Address
  sessionId: string
  method: SignInMethod
  /** When the account itself last proved that it is there (`auth_time`); refreshing does not change it. */
  authenticatedAtSec: number
  /** Thumbprint of the key that each request must be proven with (DPoP). */
  keyThumbprint?: string
}

/** A program that signs each request with a key of the account. */
export interface ApiKeyPrincipal {
  kind: 'api-key'
  account: Address
  keyId: string
  scopes: readonly Scope[]
}

/** Who is calling. */
export type Principal = SessionPrincipal | ApiKeyPrincipal
