import { candle } from 'ponder:schema'
import { CANDLE_INTERVALS, CANDLE_SECONDS, candleOf, joinCandles } from '../../sdk/src/market-data/candles.ts'
import { blockTime, type IndexContext, type LogEvent } from './rows.ts'

interface SettledTrade {
  series: number
  final: boolean
  priceUsdc6: bigint
  units: number
}

/** Adds a settled trade to the candle of each interval: six rows, so that any page of any interval is one read. */
export async function storeCandles(event: LogEvent, context: IndexContext, trade: SettledTrade): Promise<void> {
  const point = { timeSec: blockTime(event), priceUsdc6: trade.priceUsdc6, units: trade.units }
  const market = { chainId: context.chain.id, series: trade.series, final: trade.final }
  const blockNumber = Number(event.block.number)
  for (const interval of CANDLE_INTERVALS) {
    const added = candleOf(point, interval)
    await context.db
      .insert(candle)
      .values({ ...market, intervalSec: CANDLE_SECONDS[interval], ...added, blockNumber })
      .onConflictDoUpdate((row) => ({ ...joinCandles(row, added), blockNumber }))
  }
}
