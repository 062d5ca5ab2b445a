import { type Candle, joinCandles } from './candles.ts'

const DAY_SEC = 86_400
const MINUTE_SEC = 60
const BPS = 10_000n

/** The last 24 hours of a market. */
export interface DaySummary {
  openUsdc6: bigint
  highUsdc6: bigint
  lowUsdc6: bigint
  lastUsdc6: bigint
  units: number
  turnoverUsdc6: bigint
  trades: number
  /** Last minus open. */
  changeUsdc6: bigint
  /** The same in hundredths of a percent of the open, cut off toward zero. */
  changeBps: number
}

/** Second in which the 24 hours before a moment begin: the running minute and the 1,439 before it. */
export function dayStart(nowSec: number): number {
  return nowSec - (nowSec % MINUTE_SEC) - DAY_SEC + MINUTE_SEC
}

/** Sums up minute candles (oldest first) of the last 24 hours; undefined when nothing was traded. */
export function daySummaryOf(minutes: readonly Candle[], nowSec: number): DaySummary | undefined {
  const from = dayStart(nowSec)
  const recent = minutes.filter(({ openedAt }) => openedAt >= from)
  const [first, ...rest] = recent
  if (!first) return undefined
  const { openUsdc6, closeUsdc6, highUsdc6, lowUsdc6, units, turnoverUsdc6, trades } = rest.reduce(joinCandles, first)
  const changeUsdc6 = closeUsdc6 - openUsdc6
  const changeBps = Number((changeUsdc6 * BPS) / openUsdc6)
  return { openUsdc6, highUsdc6, lowUsdc6, lastUsdc6: closeUsdc6, units, turnoverUsdc6, trades, changeUsdc6, changeBps }
}
