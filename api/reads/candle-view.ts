import type { Candle } from '../../sdk/src/market-data/candles.ts'
import type { DaySummary } from '../../sdk/src/market-data/day-summary.ts'
import { formatUsdc } from '../../sdk/src/money.ts'

/** A candle in dollars. */
export function candleView(candle: Candle) {
  return {
    openedAt: candle.openedAt,
    open: formatUsdc(candle.openUsdc6),
    high: formatUsdc(candle.highUsdc6),
    low: formatUsdc(candle.lowUsdc6),
    close: formatUsdc(candle.closeUsdc6),
    units: candle.units,
    turnover: formatUsdc(candle.turnoverUsdc6),
    trades: candle.trades,
  }
}

/** The last price (0: never traded) and the last 24 hours in dollars. */
export function summaryView(lastUsdc6: bigint, day: DaySummary | undefined) {
  return {
    last: lastUsdc6 > 0n ? formatUsdc(lastUsdc6) : null,
    open24h: day ? formatUsdc(day.openUsdc6) : null,
    high24h: day ? formatUsdc(day.highUsdc6) : null,
    low24h: day ? formatUsdc(day.lowUsdc6) : null,
    units24h: day?.units ?? 0,
    turnover24h: formatUsdc(day?.turnoverUsdc6 ?? 0n),
    trades24h: day?.trades ?? 0,
    change24h: formatUsdc(day?.changeUsdc6 ?? 0n),
    changeBps24h: day?.changeBps ?? 0,
  }
}
