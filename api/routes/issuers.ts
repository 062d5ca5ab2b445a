import { createRoute, z } from '@hono/zod-openapi'
import type { ApiDependencies } from '../dependencies.ts'
import { type ApiApp, createRouter } from '../http/environment.ts'
import { notFoundError } from '../http/not-found.ts'
import { problems } from '../http/problems.ts'
import { readPage, readRows } from '../reads/index-store.ts'
import { issuerOf } from '../reads/views.ts'
import { address } from '../schemas/fields.ts'
import { pageOf, pageQuery } from '../schemas/page.ts'
import { issuerView } from '../schemas/reads.ts'

const listRoute = createRoute({
  method: 'get',
  path: '/issuers',
  tags: ['issuers'],
  summary: 'Issuers, newest first',
  request: { query: pageQuery },
  responses: {
    200: { description: 'A page.', content: { 'application/json': { schema: pageOf(issuerView) } } },
    ...problems(400),
  },
})

const getRoute = createRoute({
  method: 'get',
  path: '/issuers/{issuer}',
  tags: ['issuers'],
  summary: 'One issuer',
  request: { params: z.object({ issuer: address }) },
  responses: {
    200: { description: 'The issuer.', content: { 'application/json': { schema: issuerView } } },
    ...problems(400, 404),
  },
})

const SELECT = `select *, coalesce(applied_at, 0) as applied_key, ('x' || substr(address, 3, 15))::bit(60)::bigint as address_key
  from $schema.issuer where chain_id = $1`

export function issuerRoutes(dependencies: ApiDependencies): ApiApp {
  return createRouter()
    .openapi(listRoute, async (context) => {
      const select = `select * from (${SELECT}) issuers where true`
      const query = { list: 'issuers', select, values: [], keys: ['applied_key', 'address_key'], toItem: issuerOf }
      return context.json(await readPage(dependencies, context.req.valid('query'), query), 200)
    })
    .openapi(getRoute, async (context) => {
      const { issuer } = context.req.valid('param')
      const [row] = await readRows(dependencies, `${SELECT} and address = $2`, [issuer.toLowerCase()])
      if (!row) throw notFoundError('ISSUER_UNKNOWN', `No issuer ${issuer} has applied.`)
      return context.json(issuerOf(row), 200)
    })
}
