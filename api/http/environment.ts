import type { IncomingMessage } from 'node:http'
import { OpenAPIHono, type z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Address } from 'viem'
import { BaseError, InvalidRequestError } from '../../kit/errors.ts'
import type { Principal, SessionPrincipal } from '../domain/auth/principal.ts'

/** What a request brings beside itself when it asks for a WebSocket; no other has it. */
export interface UpgradeBindings {
  incoming: IncomingMessage
  acceptStream: (wish: { account: Address; after: number | undefined }) => void
}

/** What middleware leaves for the routes. */
export interface ApiEnvironment {
  Bindings: Partial<UpgradeBindings>
  Variables: { principal: Principal | undefined }
}

export type ApiApp = OpenAPIHono<ApiEnvironment>

/** A router whose failed validations name every wrong field. */
export function createRouter(): ApiApp {
  return new OpenAPIHono<ApiEnvironment>({
    defaultHook: (result) => {
      if (!result.success) throw new InvalidRequestError(fieldsOf(result.error), result.error)
    },
  })
}

/** The caller; throws AUTH_REQUIRED (401) for anonymous ones. */
export function requirePrincipal(context: Context<ApiEnvironment>): Principal {
  const principal = context.get('principal')
  if (principal) return principal
  throw new BaseError('Sign in first.', {
    code: 'AUTH_REQUIRED',
    details: 'Send an access token of POST /api/v1/auth/siwe as "authorization: Bearer …", or sign with an API key.',
    status: 401,
  })
}

/** The caller's session: what an API key may not do, whatever its scopes. */
export function requireSession(context: Context<ApiEnvironment>): SessionPrincipal {
  const principal = requirePrincipal(context)
  if (principal.kind === 'session') return principal
  const details = 'No API key may: sign in with the account itself.'
  throw new BaseError('The API key may not do this.', { code: 'API_KEY_SCOPE', details, status: 403 })
}

function fieldsOf(error: z.ZodError) {
  return error.issues.map((issue) => ({ field: issue.path.join('.'), reason: issue.message }))
}
