import { createRoute, z } from '@hono/zod-openapi'
import type { ApiDependencies } from '../dependencies.ts'
import { signAccessToken } from '../domain/auth/access-token.ts'
import { closeSession, type Grant, openSession, rotate } from '../domain/auth/refresh-token.ts'
import { issueNonce, verifySignIn } from '../domain/auth/siwe.ts'
import { type ApiApp, createRouter, requireSession } from '../http/environment.ts'
import { bodyProblems } from '../http/problems.ts'
import { ACCESS_TOKEN_TTL_SEC } from '../limits.ts'
import { signature } from '../schemas/fields.ts'

const tokens = z
  .object({
    account: z.string(),
    accessToken: z.string(),
    accessTokenTtlSec: z.int().openapi({ example: ACCESS_TOKEN_TTL_SEC }),
    refreshToken: z.string().openapi({ description: 'Good once; using it twice closes the session.' }),
  })
  .openapi('Tokens')
const tokenResponse = { description: 'Signed in.', content: { 'application/json': { schema: tokens } } }

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

const signInRoute = createRoute({
  method: 'post',
  path: '/siwe',
  tags: ['auth'],
  summary: 'Sign in with a wallet (ERC-4361; EOA, ERC-1271, ERC-6492)',
  request: {
    body: {
      required: true,
      content: { 'application/json': { schema: z.strictObject({ message: z.string().min(1).max(4_096), signature }) } },
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

export function authRoutes(dependencies: ApiDependencies): ApiApp {
  const { config, chainId, now } = dependencies
  const domain = new URL(config.PUBLIC_URL).host
  const answer = async ({ principal, refreshToken }: Grant) => ({
    account: principal.account,
    accessToken: await signAccessToken(config.JWT_SECRET, principal, now()),
    accessTokenTtlSec: ACCESS_TOKEN_TTL_SEC,
    refreshToken,
  })
  return createRouter()
    .openapi(nonceRoute, async (context) => {
      const { nonce, expiresAt } = await issueNonce(dependencies)
      return context.json({ nonce, domain, chainId, expiresAt: expiresAt.toISOString() }, 201)
    })
    .openapi(signInRoute, async (context) => {
      const account = await verifySignIn(dependencies, { ...context.req.valid('json'), domain, chainId })
      return context.json(await answer(await openSession(dependencies, account)), 200)
    })
    .openapi(refreshRoute, async (context) => {
      return context.json(await answer(await rotate(dependencies, context.req.valid('json').refreshToken)), 200)
    })
    .openapi(signOutRoute, async (context) => {
      await closeSession(dependencies, requireSession(context).sessionId)
      return context.body(null, 204)
    })
}
