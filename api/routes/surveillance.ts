import { createRoute, z } from '@hono/zod-openapi'
import type { Role } from '../../sdk/src/roles.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { type ApiApp, createRouter } from '../http/environment.ts'
import { problems } from '../http/problems.ts'
import { requireRole } from '../http/require-role.ts'
import { address, bytes32, seriesInPath } from '../schemas/fields.ts'
import { decodeCursor, encodeCursor, pageOf, pageQuery } from '../schemas/page.ts'
import { alertKind, alertView } from '../schemas/watch.ts'

/** Who may look into alerts. */
const READERS: readonly Role[] = ['compliance', 'complianceReviewer', 'auditor']

const listRoute = createRoute({
  method: 'get',
  path: '/compliance/alerts',
  tags: ['compliance'],
  summary: 'Market surveillance alerts, newest first (compliance and auditors)',
  security: [{ bearer: [] }],
  request: {
    query: pageQuery.extend({
      kind: alertKind.optional(),
      account: address.optional(),
      series: seriesInPath.optional(),
    }),
  },
  responses: {
    200: { description: 'A page.', content: { 'application/json': { schema: pageOf(alertView) } } },
    ...problems(400, 403),
  },
})

const getRoute = createRoute({
  method: 'get',
  path: '/compliance/alerts/{id}',
  tags: ['compliance'],
  summary: 'One alert, as `npm run verify:alert` takes it (compliance and auditors)',
  security: [{ bearer: [] }],
  request: { params: z.object({ id: bytes32 }) },
  responses: {
    200: { description: 'The alert.', content: { 'application/json': { schema: alertView } } },
    ...problems(400, 403, 404),
  },
})

export function surveillanceRoutes(dependencies: ApiDependencies): ApiApp {
  const { watch } = dependencies
  return createRouter()
    .openapi(listRoute, async (context) => {
      await requireRole(dependencies, context, READERS)
      const { cursor, limit, ...filter } = context.req.valid('query')
      const list = `alerts ${Object.values(filter).join(' ')}`
      const before = cursor === undefined ? undefined : decodeCursor(list, cursor, 1)[0]
      const alerts = await watch.alerts({ ...filter, limit, before })
      const last = alerts.at(-1)
      const next = last && alerts.length === limit ? { nextCursor: encodeCursor(list, [`${last.seq}`]) } : {}
      return context.json({ items: alerts.map(({ seq: _place, ...alert }) => alert), ...next }, 200)
    })
    .openapi(getRoute, async (context) => {
      await requireRole(dependencies, context, READERS)
      return context.json(await watch.alert(context.req.valid('param').id), 200)
    })
}
