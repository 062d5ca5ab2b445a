import { createRoute } from '@hono/zod-openapi'
import type { ApiDependencies } from '../dependencies.ts'
import { type ApiApp, createRouter, requirePrincipal } from '../http/environment.ts'
import { problems } from '../http/problems.ts'
import { readPage } from '../reads/index-store.ts'
import { createSafeBlockReader } from '../reads/safe-block.ts'
import { fillOf, tradeOf } from '../reads/views.ts'
import { bookInQuery, LAST_SECOND, secondInQuery, seriesInPath } from '../schemas/fields.ts'
import { pageOf, pageQuery } from '../schemas/page.ts'
import { fillView, tradeView } from '../schemas/reads.ts'

/** Rows of one log have their place in it as the last part of the id. */
const PLACE = `split_part(id, ':', 4)::bigint`
const KEYS = ['block_number', 'log_index', 'place']

const tradesRoute = createRoute({
  method: 'get',
  path: '/trades',
  tags: ['market data'],
  summary: 'Settled trades, newest first',
  description: 'Only trades whose block is safe; the stream tells of each from its match on.',
  request: {
    query: pageQuery.extend({
      series: seriesInPath.optional(),
      final: bookInQuery,
      from: secondInQuery.optional().openapi({ description: 'First second.' }),
      to: secondInQuery.optional().openapi({ description: 'Second before which the list ends.' }),
    }),
  },
  responses: {
    200: { description: 'A page.', content: { 'application/json': { schema: pageOf(tradeView) } } },
    ...problems(400),
  },
})

const fillsRoute = createRoute({
  method: 'get',
  path: '/fills',
  tags: ['orders'],
  summary: 'Own fills, newest first',
  security: [{ bearer: [] }],
  request: { query: pageQuery },
  responses: {
    200: { description: 'A page.', content: { 'application/json': { schema: pageOf(fillView) } } },
    ...problems(400),
  },
})

export function tradeRoutes(dependencies: ApiDependencies): ApiApp {
  const readSafeBlock = createSafeBlockReader(dependencies)
  return createRouter()
    .openapi(tradesRoute, async (context) => {
      const { series = null, final = null, from = 0, to = LAST_SECOND, ...page } = context.req.valid('query')
      const rows = `select *, ${PLACE} as place from $schema.trade where chain_id = $1 and block_number <= $2
        and ($3::bigint is null or series = $3) and ($4::boolean is null or final = $4)
        and recorded_at >= $5 and recorded_at < $6`
      const query = {
        list: `trades ${[series, final, from, to].join(' ')}`,
        select: `select * from (${rows}) trades where true`,
        values: [await readSafeBlock(), series, final, from, to],
        keys: KEYS,
        toItem: tradeOf,
      }
      return context.json(await readPage(dependencies, page, query), 200)
    })
    .openapi(fillsRoute, async (context) => {
      const account = requirePrincipal(context).account.toLowerCase()
      // The buy and the sell fill of one trade belong to two accounts: per account the place in the log is unique.
      const rows = `select *, ${PLACE} as place from $schema.fill where chain_id = $1 and account = $2`
      const query = {
        list: 'fills',
        select: `select * from (${rows}) fills where true`,
        values: [account],
        keys: KEYS,
        toItem: fillOf,
      }
      return context.json(await readPage(dependencies, context.req.valid('query'), query), 200)
    })
}
