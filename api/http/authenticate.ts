import type { Context } from 'hono'
import { BaseError, RetryableError } from '../../kit/errors.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { type CheckDependencies, checkRequest, principalOf, type Verdict } from '../domain/api-keys/check-request.ts'
import type { KnownKeys } from '../domain/api-keys/known-keys.ts'
import { NonceStore } from '../domain/api-keys/nonces.ts'
import { scopeFor } from '../domain/api-keys/scopes.ts'
import type { ApiKeyPrincipal, Principal } from '../domain/auth/principal.ts'
import { type Credentials, readCredentials } from './credentials.ts'
import { peerOf } from './peer.ts'
import type { TokenCredentials } from './token-credentials.ts'

/** What was presented and what it proved; `error` says why it proved nothing. */
export interface Identification {
  credentials: Credentials['kind']
  principal?: Principal
  /** Of signed requests. */
  verdict?: Verdict
  error?: BaseError
}

export type Identify = (context: Context) => Promise<Identification>

export interface IdentifyParts {
  keys: KnownKeys
  tokens: TokenCredentials
}

/** Finds out who is calling: by access token, by a signature of an API key, or nobody. Throws only what is no refusal. */
export function createIdentify(dependencies: ApiDependencies, { keys, tokens }: IdentifyParts): Identify {
  const { config, now } = dependencies
  const authority = new URL(config.PUBLIC_URL).host
  const checks: CheckDependencies = {
    keys,
    nonces: new NonceStore(),
    now,
    startedAtSec: Math.floor(now().getTime() / 1000),
  }
  return async (context) => {
    const address = peerOf(context, config.PROXY_HOPS)
    const credentials = await readCredentials(context, { authority, address })
    switch (credentials.kind) {
      case 'none':
        return { credentials: 'none' }
      case 'both':
        return { credentials: 'both', error: ambiguous() }
      case 'bearer':
      case 'dpop':
        return { credentials: credentials.kind, ...(await byToken(tokens, context, credentials)) }
      case 'signature': {
        const verdict = await checkRequest(checks, credentials.request)
        const { error, key } = verdict
        const outcome = error ? { error } : key ? { principal: principalOf(key) } : {}
        return { credentials: 'signature', verdict, ...outcome }
      }
    }
  }
}

/** Refuses an operation that the key's scopes do not name. */
export function requireScope({ method, path }: Context['req'], { scopes }: ApiKeyPrincipal): void {
  const needed = scopeFor(method, path)
  if (needed && scopes.includes(needed)) return
  const details = needed
    ? `Needed is "${needed}"; the key has ${scopes.join(', ')}.`
    : 'No API key may: sign in instead.'
  throw new BaseError('The API key may not do this.', { code: 'API_KEY_SCOPE', details, status: 403 })
}

async function byToken(
  tokens: TokenCredentials,
  context: Context,
  presented: { token: string; proof?: string },
): Promise<Pick<Identification, 'principal' | 'error'>> {
  try {
    return { principal: await tokens.identify(context, presented) }
  } catch (error) {
    if (error instanceof BaseError && !(error instanceof RetryableError)) return { error }
    throw error
  }
}

function ambiguous(): BaseError {
  const details = 'Send either an access token or a signature.'
  return new BaseError('Two kinds of credentials.', { code: 'CREDENTIALS_AMBIGUOUS', details, status: 401 })
}
