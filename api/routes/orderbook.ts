import { createRoute, z } from '@hono/zod-openapi'
import { formatUsdc } from '../../sdk/src/money.ts'
import type { BookView } from '../clients/sequencer-views.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { type ApiApp, createRouter } from '../http/environment.ts'
import { problems } from '../http/problems.ts'
import { levelOf } from '../reads/order-view.ts'
import { level } from '../schemas/book.ts'
import { countInQuery, finalInQuery, seriesInPath } from '../schemas/fields.ts'

export const book = z
  .object({
    series: z.int(),
    final: z.boolean(),
    sequence: z.int().openapi({ description: 'Deltas of the stream with a higher sequence follow this snapshot.' }),
    checksum: z.int().openapi({ description: 'CRC-32 of the best ten levels of each side: api/stream/README.md.' }),
    bids: z.array(level),
    asks: z.array(level),
    lastPrice: z.string().optional().openapi({ description: 'Absent before the first trade.' }),
  })
  .openapi('OrderBook')

export const bookRequest = {
  params: z.object({ series: seriesInPath }),
  query: z.object({
    final: finalInQuery,
    depth: countInQuery(200, 50),
  }),
}

const bookRoute = createRoute({
  method: 'get',
  path: '/orderbook/{series}',
  tags: ['market data'],
  summary: 'Book snapshot',
  request: bookRequest,
  responses: {
    200: { description: 'Levels, best first.', content: { 'application/json': { schema: book } } },
    ...problems(400),
  },
})

export function orderbookRoutes({ sequencer }: ApiDependencies): ApiApp {
  return createRouter().openapi(bookRoute, async (context) => {
    const { series } = context.req.valid('param')
    const { final, depth } = context.req.valid('query')
    return context.json(bookOf(await sequencer.book(series, final, depth)), 200)
  })
}

/** A snapshot as people see it. */
export function bookOf({ lastPrice, ...snapshot }: BookView) {
  const answer = { ...snapshot, bids: snapshot.bids.map(levelOf), asks: snapshot.asks.map(levelOf) }
  return { ...answer, ...(lastPrice > 0n ? { lastPrice: formatUsdc(lastPrice) } : {}) }
}
