import { z } from '@hono/zod-openapi'
import { level } from './book.ts'

const dollars = z.string().openapi({ example: '45.00' })

export const candleSchema = z
  .object({
    openedAt: z.int().openapi({ example: 1_800_000_000, description: 'Its first second, a multiple of the interval.' }),
    open: dollars,
    high: dollars,
    low: dollars,
    close: dollars,
    units: z.int(),
    turnover: dollars,
    trades: z.int(),
  })
  .openapi('Candle')

const market = { series: z.int(), final: z.boolean() }
const day = {
  last: dollars.nullable().openapi({ description: 'Of the newest safe trade; null before the first.' }),
  open24h: dollars.nullable(),
  high24h: dollars.nullable(),
  low24h: dollars.nullable(),
  units24h: z.int(),
  turnover24h: dollars,
  trades24h: z.int(),
  change24h: z.string().openapi({ example: '-1.25', description: 'Last minus open, signed.' }),
  changeBps24h: z.int().openapi({ description: 'The same in hundredths of a percent, cut off toward zero.' }),
}

const best = (what: string) =>
  level
    .nullable()
    .optional()
    .openapi({ description: `Best ${what}; null when there is none, absent while the book is out of reach.` })

export const daySchema = z
  .object({ ...market, ...day, bestBid: best('buy price'), bestAsk: best('sell price') })
  .openapi('MarketDay')

export const tickerSchema = z
  .object({
    ...market,
    ...day,
    bestBid: level.nullable().openapi({ description: 'Null when there is none.' }),
    bestAsk: level.nullable().openapi({ description: 'Null when there is none.' }),
  })
  .openapi('Ticker')
