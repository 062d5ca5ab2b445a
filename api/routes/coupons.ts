import { createRoute, z } from '@hono/zod-openapi'
import type { ApiDependencies } from '../dependencies.ts'
import { type ApiApp, createRouter, requirePrincipal } from '../http/environment.ts'
import { notFoundError } from '../http/not-found.ts'
import { problems } from '../http/problems.ts'
import { readPage, readRows } from '../reads/index-store.ts'
import { couponOf } from '../reads/views.ts'
import { tokenIdText } from '../schemas/fields.ts'
import { pageOf, pageQuery } from '../schemas/page.ts'
import { couponView } from '../schemas/reads.ts'

const listRoute = createRoute({
  method: 'get',
  path: '/coupons',
  tags: ['coupons'],
  summary: 'Own units, newest first',
  security: [{ bearer: [] }],
  request: {
    query: pageQuery.extend({ status: z.enum(['active', 'redeemed', 'refunded', 'recalled']).default('active') }),
  },
  responses: {
    200: { description: 'A page.', content: { 'application/json': { schema: pageOf(couponView) } } },
    ...problems(400),
  },
})

const getRoute = createRoute({
  method: 'get',
  path: '/coupons/{tokenId}',
  tags: ['coupons'],
  summary: 'One unit',
  request: { params: z.object({ tokenId: tokenIdText }) },
  responses: {
    200: { description: 'The unit.', content: { 'application/json': { schema: couponView } } },
    ...problems(400, 404),
  },
})

export function couponRoutes(dependencies: ApiDependencies): ApiApp {
  return createRouter()
    .openapi(listRoute, async (context) => {
      const { status, ...page } = context.req.valid('query')
      const query = {
        list: `coupons ${status}`,
        select: 'select * from $schema.coupon where chain_id = $1 and owner = $2 and status = $3',
        values: [requirePrincipal(context).account.toLowerCase(), status],
        keys: ['token_id'],
        toItem: couponOf,
      }
      return context.json(await readPage(dependencies, page, query), 200)
    })
    .openapi(getRoute, async (context) => {
      const { tokenId } = context.req.valid('param')
      const text = 'select * from $schema.coupon where chain_id = $1 and token_id = $2'
      const [row] = await readRows(dependencies, text, [tokenId.toString()])
      if (!row) throw notFoundError('COUPON_UNKNOWN', `There is no unit ${tokenId}.`)
      return context.json(couponOf(row), 200)
    })
}
