import type { Address } from 'viem'
import type { Scope } from '../api-keys/scopes.ts'

/** A person or a program in a session of hers, as an access token says it. */
export interface SessionPrincipal {
  kind: 'session'
  account: Address
  sessionId: string
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
