import { createRoute, z } from '@hono/zod-openapi'
import type { ApiDependencies } from '../dependencies.ts'
import { type ApiApp, createRouter, requirePrincipal } from '../http/environment.ts'
import { problems } from '../http/problems.ts'
import { readSessionKeys } from '../reads/session-keys.ts'
import { sessionKeyView } from '../schemas/session-key.ts'

const listRoute = createRoute({
  method: 'get',
  path: '/account/sessions',
  tags: ['accounts'],
  summary: 'Session keys that sign for the account now, with what they have spent',
  security: [{ bearer: [] }],
  responses: {
    200: {
      description: 'Newest first, at most 200.',
      content: { 'application/json': { schema: z.object({ items: z.array(sessionKeyView) }) } },
    },
    ...problems(),
  },
})

/** Keys that sign intents within a scope; registering and ending them are intents of the account. */
export function sessionKeyRoutes(dependencies: ApiDependencies): ApiApp {
  return createRouter().openapi(listRoute, async (context) => {
    const { account } = requirePrincipal(context)
    const nowSec = Math.floor(dependencies.now().getTime() / 1_000)
    return context.json({ items: await readSessionKeys(dependencies, account, nowSec) }, 200)
  })
}
