import type { Candle, CandleInterval } from '../../sdk/src/market-data/candles.ts'
import type { Level } from '../../sdk/src/market-data/checksum.ts'
import type { DaySummary } from '../../sdk/src/market-data/day-summary.ts'
import type { MarketBook } from '../../sdk/src/market-data/market-book.ts'
import { formatUsdc } from '../../sdk/src/money.ts'
import type { BookLevel } from '../clients/sequencer-views.ts'
import { candleView, summaryView } from '../reads/candle-view.ts'
import type { DeltaMessage, LiveTrade } from './feed-messages.ts'

/** A market: the open or the final book of a series. */
export interface MarketId {
  series: number
  final: boolean
}

/** The book as it is now; deltas with a higher sequence continue it. */
export function snapshotMessage(market: MarketId, book: MarketBook, lastPrice: bigint) {
  const last = lastPrice > 0n ? { lastPrice: formatUsdc(lastPrice) } : {}
  const { sequence, checksum } = book
  const sides = { bids: book.bids().map(shownLevel), asks: book.asks().map(shownLevel) }
  return { type: 'snapshot', ...market, sequence, checksum, ...sides, ...last }
}

/** Deltas that follow each other as one: the last total of each level counts. */
export function deltaMessage(market: MarketId, deltas: readonly DeltaMessage[]) {
  const [first, last] = [deltas[0], deltas.at(-1)]
  if (!first || !last) return undefined
  const side = (name: 'bids' | 'asks') => {
    const byPrice = new Map(deltas.flatMap((delta) => delta[name].map((level) => [level[0], level] as const)))
    return [...byPrice.values()].map((level) => shownLevel(levelFrom(level)))
  }
  const { sequence, checksum } = last
  const numbers = { previousSequence: first.sequence - 1, sequence, checksum }
  return { type: 'delta', ...market, ...numbers, bids: side('bids'), asks: side('asks') }
}

/** A trade in dollars, never whose orders they were. */
export function tradeMessage(market: MarketId, sequence: number, trade: LiveTrade) {
  const { tradeId, price, quantity, takerSide, state, timeMs } = trade
  const shown = { tradeId, price: formatUsdc(price), quantity, takerSide, state, tradedAtMs: timeMs }
  return { type: 'trade', ...market, sequence, ...shown }
}

/** A candle; without `open`, `high`, `low` and `close` when every trade of it was skipped. */
export function candleMessage(
  market: MarketId,
  sequence: number,
  interval: CandleInterval,
  candle: Candle | { openedAt: number },
) {
  const empty = { openedAt: candle.openedAt, units: 0, turnover: '0.00', trades: 0 }
  return { type: 'candle', ...market, interval, sequence, ...('trades' in candle ? candleView(candle) : empty) }
}

export interface TickerState {
  /** 0 before the first trade. */
  lastPrice: bigint
  day: DaySummary | undefined
  book: MarketBook
}

export function tickerMessage(market: MarketId, sequence: number, { lastPrice, day, book }: TickerState) {
  const last = day?.lastUsdc6 ?? lastPrice
  const [[bid], [ask]] = [book.bids(1), book.asks(1)]
  const best = { bestBid: bid ? shownLevel(bid) : null, bestAsk: ask ? shownLevel(ask) : null }
  return { type: 'ticker', ...market, sequence, ...summaryView(last, day), ...best }
}

export function levelFrom([priceUsdc6, quantity, orders]: BookLevel): Level {
  return { priceUsdc6, quantity, orders }
}

function shownLevel({ priceUsdc6, quantity, orders }: Level) {
  return { price: formatUsdc(priceUsdc6), quantity, orders }
}
