import { CANDLE_INTERVALS, type Candle, type CandleInterval, candleStart } from '../../sdk/src/market-data/candles.ts'
import type { DaySummary } from '../../sdk/src/market-data/day-summary.ts'
import type { LiveTrade } from './feed-messages.ts'
import { LiveCandles, type MarketHistory } from './live-candles.ts'

/** Candles and day of one market, loaded when somebody follows them, and which of them changed since they were told. */
export class MarketStats {
  readonly #readHistory: () => Promise<MarketHistory>
  /** Trades since the market's snapshot that are not over; kept whole while the history is read. */
  readonly #trades = new Map<number, LiveTrade>()
  readonly #changedMinutes = new Set<number>()
  #live: LiveCandles | undefined
  #loading: Promise<void> | undefined

  constructor(readHistory: () => Promise<MarketHistory>, trades: readonly LiveTrade[]) {
    this.#readHistory = readHistory
    for (const trade of trades) this.#trades.set(trade.tradeId, trade)
  }

  /** Reads the past unless it is here or being read; rejects when the index does not answer. */
  async load(): Promise<void> {
    if (this.#live) return
    this.#loading ??= this.#read().finally(() => {
      this.#loading = undefined
    })
    await this.#loading
  }

  get isLoaded(): boolean {
    return this.#live !== undefined
  }

  /** Whether something that is told changed; `lost` when the past has to be loaded again. */
  apply(trade: LiveTrade): 'same' | 'changed' | 'lost' {
    this.#trades.set(trade.tradeId, trade)
    const outcome = this.#live?.apply(trade) ?? 'same'
    if (!this.#loading && (trade.state === 'FINAL' || trade.state === 'SKIPPED')) this.#trades.delete(trade.tradeId)
    if (outcome === 'unknown') {
      this.#live = undefined
      return 'lost'
    }
    if (outcome === 'changed') this.#changedMinutes.add(candleStart(Math.floor(trade.timeMs / 1000), '1m'))
    return outcome
  }

  latest(interval: CandleInterval): Candle | undefined {
    return this.#live?.latest(interval)
  }

  day(nowSec: number): DaySummary | undefined {
    this.#live?.forgetBefore(nowSec)
    return this.#live?.day(nowSec)
  }

  /** The candles that changed since the last call; one whose trades were all skipped has only its beginning. */
  takeChanged(): { interval: CandleInterval; candle: Candle | { openedAt: number } }[] {
    const minutes = [...this.#changedMinutes]
    this.#changedMinutes.clear()
    return CANDLE_INTERVALS.flatMap((interval) => {
      const starts = new Set(minutes.map((minute) => candleStart(minute, interval)))
      return [...starts].map((openedAt) => ({
        interval,
        candle: this.#live?.candle(interval, openedAt) ?? { openedAt },
      }))
    })
  }

  async #read(): Promise<void> {
    try {
      const history = await this.#readHistory()
      this.#live = new LiveCandles(
        history,
        [...this.#trades.values()].toSorted((a, b) => a.tradeId - b.tradeId),
      )
    } finally {
      for (const { tradeId, state } of this.#trades.values())
        if (state === 'FINAL' || state === 'SKIPPED') this.#trades.delete(tradeId)
    }
  }
}
