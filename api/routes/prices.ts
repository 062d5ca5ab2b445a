import { createRoute, z } from '@hono/zod-openapi'
import { formatUsdc } from '../../sdk/src/money.ts'
import { formatFactor } from '../../sdk/src/pricing/suggested-price.ts'
import type { PriceView } from '../clients/sequencer-views.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { type ApiApp, createRouter } from '../http/environment.ts'
import { notFoundError } from '../http/not-found.ts'
import { problems } from '../http/problems.ts'
import { seriesInPath } from '../schemas/fields.ts'

const dollars = z.string().openapi({ example: '45.00' })
const factor = z.string().openapi({ example: '0.0375', description: 'Part of the face value that it takes off.' })

const priceView = z
  .object({
    series: z.int(),
    suggested: dollars,
    factors: z.object({ time: factor, credit: factor, liquidity: factor }),
    band: z.object({
      low: dollars.openapi({ description: 'A sell below it needs confirmedPrice.' }),
      high: dollars.openapi({ description: 'A buy above it needs confirmedPrice.' }),
    }),
    lastPrice: dollars.optional().openapi({ description: 'Absent before the first trade.' }),
    atMs: z.int().openapi({ description: 'When it was worked out; at most a second ago.' }),
  })
  .openapi('SuggestedPrice')

const priceRoute = createRoute({
  method: 'get',
  path: '/series/{series}/price',
  tags: ['market data'],
  summary: 'Suggested price, its three factors, and the band around it',
  description:
    'P = face x (1 - time - credit - liquidity): time is 0.15 x elapsed / total life; credit is by the issuer’s rating (AAA 0, AA 0.03, A 0.06, BBB 0.10, BB 0.15, else 0.20); liquidity is 0.1 x (sells - buys) / orders, between -0.05 and 0.10. At most the face for utility coupons. A suggestion: the core enforces the face only.',
  request: { params: z.object({ series: seriesInPath }) },
  responses: {
    200: { description: 'The price.', content: { 'application/json': { schema: priceView } } },
    ...problems(400, 404),
  },
})

export function priceRoutes({ sequencer }: ApiDependencies): ApiApp {
  return createRouter().openapi(priceRoute, async (context) => {
    const { series } = context.req.valid('param')
    const price = await sequencer.price(series)
    if (!price) throw notFoundError('SERIES_UNKNOWN', `Series ${series} is not on sale.`)
    return context.json({ series, ...priceOf(price) }, 200)
  })
}

function priceOf({ priceUsdc6, lowUsdc6, highUsdc6, lastUsdc6, timePpb, creditPpb, liquidityPpb, atMs }: PriceView) {
  return {
    suggested: formatUsdc(priceUsdc6),
    factors: {
      time: formatFactor(timePpb),
      credit: formatFactor(creditPpb),
      liquidity: formatFactor(liquidityPpb),
    },
    band: { low: formatUsdc(lowUsdc6), high: formatUsdc(highUsdc6) },
    ...(lastUsdc6 > 0n ? { lastPrice: formatUsdc(lastUsdc6) } : {}),
    atMs,
  }
}
