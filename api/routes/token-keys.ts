import { createRoute, z } from '@hono/zod-openapi'
import type { TokenKeys } from '../domain/auth/token-keys.ts'
import { type ApiApp, createRouter } from '../http/environment.ts'
import { problems } from '../http/problems.ts'
import { TOKEN_KEY_CACHE_SEC } from '../limits.ts'

const jwk = z.object({
  kty: z.string(),
  crv: z.string(),
  x: z.string(),
  kid: z.string(),
  alg: z.string(),
  use: z.string(),
})

const keySetRoute = createRoute({
  method: 'get',
  path: '/.well-known/jwks.json',
  tags: ['auth'],
  summary: 'Public keys that access tokens are signed with (RFC 7517)',
  responses: {
    200: {
      description: 'The key that signs, its successor ahead of time, and those whose tokens still live.',
      content: { 'application/json': { schema: z.object({ keys: z.array(jwk) }) } },
    },
    ...problems(),
  },
})

export function tokenKeyRoutes(keys: TokenKeys): ApiApp {
  return createRouter().openapi(keySetRoute, async (context) => {
    const published = await keys.published()
    context.header('cache-control', `public, max-age=${TOKEN_KEY_CACHE_SEC}`)
    return context.json({ keys: published.map((key) => jwk.parse(key)) }, 200)
  })
}
