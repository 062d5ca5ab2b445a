import { createRoute, z } from '@hono/zod-openapi'
import { isAway } from '../../kit/sequencer-leader.ts'
import { CANDLE_INTERVALS, CANDLE_SECONDS } from '../../sdk/src/market-data/candles.ts'
import { dayStart, daySummaryOf } from '../../sdk/src/market-data/day-summary.ts'
import type { BestPrices } from '../clients/sequencer-views.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { type ApiApp, createRouter } from '../http/environment.ts'
import { problems } from '../http/problems.ts'
import { candleFrom, selectJoined, selectSafeCandles } from '../reads/candle-rows.ts'
import { candleView, summaryView } from '../reads/candle-view.ts'
import { type Row, readPage, readRows } from '../reads/index-store.ts'
import { levelOf } from '../reads/order-view.ts'
import { createSafeBlockReader } from '../reads/safe-block.ts'
import { finalInQuery, LAST_SECOND, secondInQuery, seriesInPath } from '../schemas/fields.ts'
import { candleSchema, daySchema, tickerSchema } from '../schemas/market-data.ts'
import { pageOf, pageQuery } from '../schemas/page.ts'

const candlesRoute = createRoute({
  method: 'get',
  path: '/series/{series}/candles',
  tags: ['market data'],
  summary: 'Candles, newest first',
  description:
    'Of trades whose block is safe, by the time of their blocks; the stream tells of a trade from its match on. A stretch without trades has no candle.',
  request: {
    params: z.object({ series: seriesInPath }),
    query: pageQuery.extend({
      interval: z.enum(CANDLE_INTERVALS).default('1m'),
      final: finalInQuery,
      from: secondInQuery.default(0).openapi({ description: 'Candles that begin in this second or later.' }),
      to: secondInQuery.default(LAST_SECOND).openapi({ description: 'Candles that begin before this second.' }),
    }),
  },
  responses: {
    200: { description: 'A page.', content: { 'application/json': { schema: pageOf(candleSchema) } } },
    ...problems(400),
  },
})

const tickerRoute = createRoute({
  method: 'get',
  path: '/series/{series}/ticker',
  tags: ['market data'],
  summary: 'Last price, last 24 hours, best prices',
  description: 'Prices and volumes of safe trades; the best prices are the book’s present ones.',
  request: { params: z.object({ series: seriesInPath }), query: z.object({ final: finalInQuery }) },
  responses: {
    200: { description: 'The ticker.', content: { 'application/json': { schema: tickerSchema } } },
    ...problems(400),
  },
})

const tickersRoute = createRoute({
  method: 'get',
  path: '/tickers',
  tags: ['market data'],
  summary: 'The last 24 hours of every market that was traded in them',
  description:
    'Prices and volumes of safe trades, the newest series first; the best prices are the books’ present ones.',
  request: { query: pageQuery },
  responses: {
    200: { description: 'A page.', content: { 'application/json': { schema: pageOf(daySchema) } } },
    ...problems(400),
  },
})

/** Market data of the past: only what is safe on chain, summed in whole units by PostgreSQL. */
export function marketDataRoutes(dependencies: ApiDependencies): ApiApp {
  const readSafeBlock = createSafeBlockReader(dependencies)
  return createRouter()
    .openapi(candlesRoute, async (context) => {
      const { series } = context.req.valid('param')
      const { interval, final, from, to, ...page } = context.req.valid('query')
      const query = {
        list: `candles ${[series, final, interval, from, to].join(' ')}`,
        select: `select * from (${selectSafeCandles('one')}) candles where true`,
        values: [await readSafeBlock(), CANDLE_SECONDS[interval], from, to, series, final],
        keys: ['opened_at'],
        toItem: (row: Row) => candleView(candleFrom(row)),
      }
      return context.json(await readPage(dependencies, page, query), 200)
    })
    .openapi(tickerRoute, async (context) => {
      const { series } = context.req.valid('param')
      const { final } = context.req.valid('query')
      const [book, safeBlock] = await Promise.all([dependencies.sequencer.book(series, final, 1), readSafeBlock()])
      const nowSec = secondOf(dependencies)
      const read = (interval: '1m' | '1d', from: number, rest: string) =>
        readRows(dependencies, `select * from (${selectSafeCandles('one')}) candles order by opened_at ${rest}`, [
          ...[safeBlock, CANDLE_SECONDS[interval], from, LAST_SECOND, series, final],
        ])
      const minutes = (await read('1m', dayStart(nowSec), '')).map(candleFrom)
      const day = daySummaryOf(minutes, nowSec)
      const [latest] = day ? [] : await read('1d', 0, 'desc limit 1')
      const last = day?.lastUsdc6 ?? (latest ? candleFrom(latest).closeUsdc6 : 0n)
      const [[bid], [ask]] = [book.bids, book.asks]
      const best = { bestBid: bid ? levelOf(bid) : null, bestAsk: ask ? levelOf(ask) : null }
      return context.json({ series, final, ...summaryView(last, day), ...best }, 200)
    })
    .openapi(tickersRoute, async (context) => {
      const nowSec = secondOf(dependencies)
      const query = {
        list: 'tickers',
        select: `select * from (${selectJoined(selectSafeCandles('all'))}) tickers where true`,
        values: [await readSafeBlock(), CANDLE_SECONDS['1m'], dayStart(nowSec), LAST_SECOND],
        keys: ['series', 'book'],
        toItem: (row: Row) => marketDayOf(row, nowSec),
      }
      const page = await readPage(dependencies, context.req.valid('query'), query)
      return context.json({ ...page, items: await withBestPrices(dependencies, page.items) }, 200)
    })
}

/** Days of markets are told also while the books are out of reach, then without best prices. */
async function withBestPrices<Day extends { series: number; final: boolean }>(
  { sequencer }: ApiDependencies,
  days: readonly Day[],
) {
  if (days.length === 0) return []
  const markets = days.map(({ series, final }) => ({ series, final }))
  const prices = await sequencer.bestPrices(markets).catch((error: unknown) => {
    if (isAway(error)) return []
    throw error
  })
  const shown = (level: BestPrices['bid']) => level && levelOf(level)
  return days.map((day, i) => ({ ...day, bestBid: shown(prices[i]?.bid), bestAsk: shown(prices[i]?.ask) }))
}

function marketDayOf(row: Row, nowSec: number) {
  const candle = { ...candleFrom(row), openedAt: nowSec }
  const day = daySummaryOf([candle], nowSec)
  return { series: Number(row.series), final: row.final === true, ...summaryView(candle.closeUsdc6, day) }
}

function secondOf({ now }: ApiDependencies): number {
  return Math.floor(now().getTime() / 1000)
}
