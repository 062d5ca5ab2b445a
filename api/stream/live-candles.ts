import {
  type Candle,
  type CandleInterval,
  candleOf,
  candleStart,
  coarsen,
  joinCandles,
} from '../../sdk/src/market-data/candles.ts'
import { type DaySummary, dayStart, daySummaryOf } from '../../sdk/src/market-data/day-summary.ts'
import type { LiveTrade } from './feed-messages.ts'

/** What the index knows of a market: all that batches up to `batchNo` settled, as minute candles of the last 24 hours. */
export interface MarketHistory {
  batchNo: number
  minutes: readonly Candle[]
}

/**
 * The last 24 hours of a market up to this moment: the index's candles and, on top, every trade that was matched and not skipped and that
 * the index did not know yet. A trade counts by the time of its match here, by its block's time in the index.
 */
export class LiveCandles {
  readonly #batchNo: number
  #minutes: readonly Candle[]
  /** In the order of their matches; not final, or behind one that is not. */
  #open: LiveTrade[]
  #newestId = 0

  constructor({ batchNo, minutes }: MarketHistory, trades: Iterable<LiveTrade>) {
    this.#batchNo = batchNo
    this.#minutes = minutes
    const known = [...trades]
    this.#newestId = known.reduce((newest, { tradeId }) => Math.max(newest, tradeId), 0)
    this.#open = known.filter((trade) => this.#isNew(trade))
  }

  /**
   * Takes a trade or a later state of it. `changed`: prices or volumes differ now; `unknown`: a trade of the index's past was skipped or
   * put back on its way by a reorganisation, so that the past has to be read again.
   */
  apply(trade: LiveTrade): 'same' | 'changed' | 'unknown' {
    const at = this.#open.findIndex(({ tradeId }) => tradeId === trade.tradeId)
    if (at >= 0) {
      this.#open[at] = trade
      this.#settle()
      return trade.state === 'SKIPPED' ? 'changed' : 'same'
    }
    if (trade.tradeId <= this.#newestId)
      return trade.state === 'SKIPPED' || trade.state === 'MATCHED' ? 'unknown' : 'same'
    this.#newestId = trade.tradeId
    this.#open.push(trade)
    return 'changed'
  }

  /** The candle of an interval that begins at a second; undefined without trades. */
  candle(interval: CandleInterval, openedAt: number): Candle | undefined {
    const own = this.#all().filter((minute) => candleStart(minute.openedAt, interval) === openedAt)
    return coarsen(own, interval)[0]
  }

  /** The newest candle of an interval. */
  latest(interval: CandleInterval): Candle | undefined {
    const last = this.#all().at(-1)
    return last && this.candle(interval, candleStart(last.openedAt, interval))
  }

  day(nowSec: number): DaySummary | undefined {
    return daySummaryOf(this.#all(), nowSec)
  }

  /** Forgets minutes that no candle and no 24 hours need any more. */
  forgetBefore(nowSec: number): void {
    const from = Math.min(dayStart(nowSec), candleStart(nowSec, '1d'))
    this.#minutes = this.#minutes.filter(({ openedAt }) => openedAt >= from)
  }

  #isNew({ batchNo, state }: LiveTrade): boolean {
    return state !== 'SKIPPED' && (batchNo === 0 || batchNo > this.#batchNo)
  }

  /** Trades whose end is known become part of the minutes, the oldest first, so that opening and closing prices stay in order. */
  #settle(): void {
    const alive = this.#open.findIndex(({ state }) => state !== 'FINAL' && state !== 'SKIPPED')
    const over = alive < 0 ? this.#open : this.#open.slice(0, alive)
    if (over.length === 0) return
    this.#minutes = join(this.#minutes, over)
    this.#open = alive < 0 ? [] : this.#open.slice(alive)
  }

  #all(): readonly Candle[] {
    return join(this.#minutes, this.#open)
  }
}

function join(minutes: readonly Candle[], trades: readonly LiveTrade[]): readonly Candle[] {
  const filled = trades.filter(({ state }) => state !== 'SKIPPED')
  if (filled.length === 0) return minutes
  const byStart = new Map(minutes.map((minute) => [minute.openedAt, minute]))
  for (const { timeMs, price: priceUsdc6, quantity: units } of filled) {
    const added = candleOf({ timeSec: Math.floor(timeMs / 1000), priceUsdc6, units }, '1m')
    const known = byStart.get(added.openedAt)
    byStart.set(added.openedAt, known ? joinCandles(known, added) : added)
  }
  return [...byStart.values()].toSorted((a, b) => a.openedAt - b.openedAt)
}
