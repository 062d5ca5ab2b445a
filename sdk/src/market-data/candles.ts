/** Lengths of candles in seconds. They begin at multiples of their length since 1970 (UTC); each divides the next. */
export const CANDLE_SECONDS = { '1m': 60, '5m': 300, '15m': 900, '1h': 3_600, '4h': 14_400, '1d': 86_400 } as const
export type CandleInterval = keyof typeof CANDLE_SECONDS
export const CANDLE_INTERVALS = Object.keys(CANDLE_SECONDS) as CandleInterval[]

/** What a candle is made of. */
export interface TradePoint {
  timeSec: number
  priceUsdc6: bigint
  units: number
}

/** The trades of one stretch of time; a candle without trades does not exist. */
export interface Candle {
  openedAt: number
  openUsdc6: bigint
  highUsdc6: bigint
  lowUsdc6: bigint
  closeUsdc6: bigint
  units: number
  turnoverUsdc6: bigint
  trades: number
}

/** Second in which the candle of a moment begins. */
export function candleStart(timeSec: number, interval: CandleInterval): number {
  return timeSec - (timeSec % CANDLE_SECONDS[interval])
}

export function candleOf({ timeSec, priceUsdc6, units }: TradePoint, interval: CandleInterval): Candle {
  return {
    openedAt: candleStart(timeSec, interval),
    openUsdc6: priceUsdc6,
    highUsdc6: priceUsdc6,
    lowUsdc6: priceUsdc6,
    closeUsdc6: priceUsdc6,
    units,
    turnoverUsdc6: priceUsdc6 * BigInt(units),
    trades: 1,
  }
}

/** Two candles as one; every trade of `earlier` was before every trade of `later`. */
export function joinCandles(earlier: Candle, later: Candle): Candle {
  return {
    openedAt: earlier.openedAt,
    openUsdc6: earlier.openUsdc6,
    highUsdc6: greater(earlier.highUsdc6, later.highUsdc6),
    lowUsdc6: -greater(-earlier.lowUsdc6, -later.lowUsdc6),
    closeUsdc6: later.closeUsdc6,
    units: earlier.units + later.units,
    turnoverUsdc6: earlier.turnoverUsdc6 + later.turnoverUsdc6,
    trades: earlier.trades + later.trades,
  }
}

/** Candles of trades in their order; times never run back. */
export function candlesOf(trades: readonly TradePoint[], interval: CandleInterval): Candle[] {
  return coarsen(
    trades.map((trade) => candleOf(trade, interval)),
    interval,
  )
}

/** Candles of a longer interval from those of a shorter one, oldest first. */
export function coarsen(candles: readonly Candle[], interval: CandleInterval): Candle[] {
  const joined: Candle[] = []
  for (const candle of candles) {
    const openedAt = candleStart(candle.openedAt, interval)
    const last = joined.at(-1)
    if (last?.openedAt === openedAt) joined[joined.length - 1] = joinCandles(last, candle)
    else joined.push({ ...candle, openedAt })
  }
  return joined
}

/** Math.max takes no bigints. */
function greater(a: bigint, b: bigint): bigint {
  if (a > b) return a
  return b
}
