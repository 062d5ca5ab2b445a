import { createRoute, z } from '@hono/zod-openapi'
import type { ApiDependencies } from '../dependencies.ts'
import { type ApiApp, createRouter, requirePrincipal } from '../http/environment.ts'
import { problems } from '../http/problems.ts'
import { seriesInPath } from '../schemas/fields.ts'
import { dayInQuery, obligationView } from '../schemas/watch.ts'

const listRoute = createRoute({
  method: 'get',
  path: '/mm/obligations',
  tags: ['market makers'],
  summary: 'How you kept your market maker’s obligations, by day and series, newest first',
  security: [{ bearer: [] }],
  request: { query: z.object({ series: seriesInPath.optional(), day: dayInQuery.optional() }) },
  responses: {
    200: {
      description: 'At most 200 reports; the running day’s is renewed every second.',
      content: { 'application/json': { schema: z.object({ reports: z.array(obligationView) }) } },
    },
    ...problems(400),
  },
})

export function obligationRoutes({ watch }: ApiDependencies): ApiApp {
  return createRouter().openapi(listRoute, async (context) => {
    const { account } = requirePrincipal(context)
    const reports = await watch.reports({ account, ...context.req.valid('query') })
    return context.json({ reports }, 200)
  })
}
