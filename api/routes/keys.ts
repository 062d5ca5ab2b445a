import { createRoute, z } from '@hono/zod-openapi'
import type { ApiDependencies } from '../dependencies.ts'
import { type ApiApp, createRouter, requirePrincipal } from '../http/environment.ts'
import { problems } from '../http/problems.ts'
import { tradingKeyView } from '../schemas/reads.ts'

const KINDS = ['secp256k1', 'p256'] as const

const keysRoute = createRoute({
  method: 'get',
  path: '/keys',
  tags: ['keys'],
  summary: 'Own trading keys, with the epochs that their orders must name',
  security: [{ bearer: [] }],
  responses: {
    200: {
      description: 'The keys that may sign now, as the order book checks them.',
      content: { 'application/json': { schema: z.object({ keys: z.array(tradingKeyView) }) } },
    },
    ...problems(),
  },
})

/** Keys come from the sequencer, whose view of the chain decides whether an order is taken. */
export function keyRoutes(dependencies: ApiDependencies): ApiApp {
  return createRouter().openapi(keysRoute, async (context) => {
    const keys = await dependencies.sequencer.keysOf(requirePrincipal(context).account)
    return context.json({ keys: keys.map((key) => ({ ...key, kind: KINDS[key.kind] ?? 'secp256k1' })) }, 200)
  })
}
