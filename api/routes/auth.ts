import { createRoute, z } from '@hono/zod-openapi'
import { BaseError } from '../../kit/errors.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { closeSession, openSession, rotate } from '../domain/auth/refresh-token.ts'
import { issueNonce, verifySignIn } from '../domain/auth/siwe.ts'
import { judgeSignIn } from '../domain/risk/judge-sign-in.ts'
import { type ApiApp, createRouter, requireSession } from '../http/environment.ts'
import { peerOf } from '../http/peer.ts'
import { bodyProblems } from '../http/problems.ts'
import type { TokenCredentials } from '../http/token-credentials.ts'
import { signature } from '../schemas/fields.ts'
import { device, issueTokens, tokenResponse } from '../schemas/tokens.ts'

const nonceRoute = createRoute({
  method: 'post',
  path: '/nonce',
  tags: ['auth'],
  summary: 'A nonce for one sign-in message',
  responses: {
    201: {
      description: 'Put it into the ERC-4361 message together with `domain` and `chainId`.',
      content: {
        'application/json': {
          schema: z.object({ nonce: z.string(), domain: z.string(), chainId: z.int(), expiresAt: z.iso.datetime() }),
        },
      },
    },
    ...bodyProblems(),
  },
})

const signInBody = z.strictObject({ message: z.string().min(1).max(4_096), signature, device })

const signInRoute = createRoute({
  method: 'post',
  path: '/siwe',
  tags: ['auth'],
  summary: 'Sign in with a wallet (ERC-4361; EOA, ERC-1271, ERC-6492)',
  description: 'With a DPoP proof (RFC 9449) the tokens are bound to its key.',
  request: {
    body: {
      required: true,
      content: { 'application/json': { schema: signInBody } },
    },
  },
  responses: { 200: tokenResponse, ...bodyProblems() },
})

const refreshRoute = createRoute({
  method: 'post',
  path: '/refresh',
  tags: ['auth'],
  summary: 'Exchange a refresh token for new tokens',
  request: {
    body: {
      required: true,
      content: { 'application/json': { schema: z.strictObject({ refreshToken: z.string().min(20).max(100) }) } },
    },
  },
  responses: { 200: tokenResponse, ...bodyProblems() },
})

const signOutRoute = createRoute({
  method: 'post',
  path: '/sign-out',
  tags: ['auth'],
  summary: 'Close this session',
  security: [{ bearer: [] }],
  responses: { 204: { description: 'Closed.' }, ...bodyProblems() },
})

function forOperation(): BaseError {
  const details = 'A message with a Request ID is for that one operation: sign one without.'
  return new BaseError('The message is for something else.', { code: 'STEP_UP_OPERATION', details, status: 422 })
}

export function authRoutes(dependencies: ApiDependencies, tokens: TokenCredentials): ApiApp {
  const { config, chainId, now } = dependencies
  const domain = new URL(config.PUBLIC_URL).host
  return createRouter()
    .openapi(nonceRoute, async (context) => {
      const { nonce, expiresAt } = await issueNonce(dependencies)
      return context.json({ nonce, domain, chainId, expiresAt: expiresAt.toISOString() }, 201)
    })
    .openapi(signInRoute, async (context) => {
      const { device, ...signed } = context.req.valid('json')
      const keyThumbprint = await tokens.keyOf(context)
      const { address: account, requestId } = await verifySignIn(dependencies, { ...signed, domain, chainId })
      // A message that was signed for one operation opens no session.
      if (requestId !== undefined) throw forOperation()
      const place = await judgeSignIn(dependencies, {
        account,
        keyThumbprint,
        address: peerOf(context, config.PROXY_HOPS),
      })
      const signIn = { account, method: 'wallet', device, keyThumbprint, ...place } as const
      return context.json(await issueTokens(tokens, await openSession(dependencies, signIn), now()), 200)
    })
    .openapi(refreshRoute, async (context) => {
      const { refreshToken } = context.req.valid('json')
      const keyThumbprint = await tokens.keyOf(context)
      const grant = await rotate(dependencies, { token: refreshToken, keyThumbprint })
      return context.json(await issueTokens(tokens, grant, now()), 200)
    })
    .openapi(signOutRoute, async (context) => {
      const { sessionId } = requireSession(context)
      await closeSession(dependencies, sessionId)
      tokens.sessions.forget(sessionId)
      return context.body(null, 204)
    })
}
