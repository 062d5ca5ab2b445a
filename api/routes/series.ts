import { createRoute, z } from '@hono/zod-openapi'
import type { ApiDependencies } from '../dependencies.ts'
import { type ApiApp, createRouter } from '../http/environment.ts'
import { notFoundError } from '../http/not-found.ts'
import { problems } from '../http/problems.ts'
import { readPage, readRows } from '../reads/index-store.ts'
import { seriesOf } from '../reads/views.ts'
import { address, seriesInPath } from '../schemas/fields.ts'
import { pageOf, pageQuery } from '../schemas/page.ts'
import { seriesView } from '../schemas/reads.ts'

const SERIES_STATUSES = ['draft', 'approved', 'rejected', 'closed'] as const

const listRoute = createRoute({
  method: 'get',
  path: '/series',
  tags: ['series'],
  summary: 'Series, newest first',
  request: { query: pageQuery.extend({ status: z.enum(SERIES_STATUSES).optional(), issuer: address.optional() }) },
  responses: {
    200: { description: 'A page.', content: { 'application/json': { schema: pageOf(seriesView) } } },
    ...problems(400),
  },
})

const getRoute = createRoute({
  method: 'get',
  path: '/series/{series}',
  tags: ['series'],
  summary: 'One series',
  request: { params: z.object({ series: seriesInPath }) },
  responses: {
    200: { description: 'The series.', content: { 'application/json': { schema: seriesView } } },
    ...problems(400, 404),
  },
})

export function seriesRoutes(dependencies: ApiDependencies): ApiApp {
  return createRouter()
    .openapi(listRoute, async (context) => {
      const { status, issuer, ...page } = context.req.valid('query')
      const query = {
        list: `series ${status ?? ''} ${issuer ?? ''}`,
        select: `select * from $schema.series where chain_id = $1 and ($2::text is null or status = $2) and ($3::text is null or issuer = $3)`,
        values: [status ?? null, issuer?.toLowerCase() ?? null],
        keys: ['series'],
        toItem: seriesOf,
      }
      return context.json(await readPage(dependencies, page, query), 200)
    })
    .openapi(getRoute, async (context) => {
      const { series } = context.req.valid('param')
      const [row] = await readRows(dependencies, 'select * from $schema.series where chain_id = $1 and series = $2', [
        series,
      ])
      if (!row) throw notFoundError('SERIES_UNKNOWN', `There is no series ${series}.`)
      return context.json(seriesOf(row), 200)
    })
}
