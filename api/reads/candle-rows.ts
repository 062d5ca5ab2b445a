import type { Candle } from '../../sdk/src/market-data/candles.ts'
import type { Row } from './index-store.ts'

/** Candles of one time joined, in the order of `opened_at`: the same as the SDK's `coarsen`. */
const JOINED = `(array_agg(open_usdc6 order by opened_at))[1] as open_usdc6, max(high_usdc6) as high_usdc6,
  min(low_usdc6) as low_usdc6, (array_agg(close_usdc6 order by opened_at desc))[1] as close_usdc6,
  sum(units)::int8 as units, sum(turnover_usdc6) as turnover_usdc6, sum(trades)::int8 as trades`

const COLUMNS = 'open_usdc6, high_usdc6, low_usdc6, close_usdc6, units, turnover_usdc6, trades'

/**
 * A select of the candles of one interval that holds safe trades only: a candle with trades in newer blocks is made anew, from its
 * minutes and, in those with newer trades, from the trades. Values: `$2` safe block, `$3` seconds of the interval, `$4` and `$5`
 * beginnings from and before, and where one market is meant `$6` series and `$7` final.
 */
export function selectSafeCandles(markets: 'one' | 'all'): string {
  const isMeant = `chain_id = $1 and interval_sec = $3::int and opened_at >= $4 and opened_at < $5${
    markets === 'one' ? ' and series = $6 and final = $7' : ''
  }`
  return `with open_candle as (select chain_id, series, final, opened_at as candle_at from $schema.candle
      where ${isMeant} and block_number > $2),
    its_minute as (select o.candle_at, m.* from open_candle o join $schema.candle m
      on m.chain_id = o.chain_id and m.series = o.series and m.final = o.final and m.interval_sec = 60
      and m.opened_at >= o.candle_at and m.opened_at < o.candle_at + $3::int),
    new_minute as (select m.series, m.final, m.candle_at, m.opened_at,
      (array_agg(t.price_usdc6 order by t.block_number, t.log_index, t.index))[1] as open_usdc6, max(t.price_usdc6) as high_usdc6,
      min(t.price_usdc6) as low_usdc6,
      (array_agg(t.price_usdc6 order by t.block_number desc, t.log_index desc, t.index desc))[1] as close_usdc6,
      sum(t.units)::int8 as units, sum(t.gross_usdc6) as turnover_usdc6, count(*)::int8 as trades
      from its_minute m join $schema.trade t on t.chain_id = m.chain_id and t.series = m.series and t.final = m.final
      and t.recorded_at >= m.opened_at and t.recorded_at < m.opened_at + 60
      where m.block_number > $2 and t.block_number <= $2 group by 1, 2, 3, 4),
    safe_minute as (select series, final, candle_at, opened_at, ${COLUMNS} from its_minute where block_number <= $2
      union all select series, final, candle_at, opened_at, ${COLUMNS} from new_minute)
    select series, final, opened_at, ${COLUMNS} from $schema.candle where ${isMeant} and block_number <= $2
    union all select series, final, candle_at, ${JOINED} from safe_minute group by series, final, candle_at`
}

/** One candle for each market: the joined candles of a select. */
export function selectJoined(candles: string): string {
  return `select series, final, final::int as book, ${JOINED} from (${candles}) candles group by series, final`
}

export function candleFrom(row: Row): Candle {
  const amount = (name: string) => BigInt(String(row[name]))
  return {
    openedAt: Number(row.opened_at ?? 0),
    openUsdc6: amount('open_usdc6'),
    highUsdc6: amount('high_usdc6'),
    lowUsdc6: amount('low_usdc6'),
    closeUsdc6: amount('close_usdc6'),
    units: Number(row.units),
    turnoverUsdc6: amount('turnover_usdc6'),
    trades: Number(row.trades),
  }
}
