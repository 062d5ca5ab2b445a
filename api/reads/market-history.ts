import { candleStart } from '../../sdk/src/market-data/candles.ts'
import { dayStart } from '../../sdk/src/market-data/day-summary.ts'
import type { MarketHistory } from '../stream/live-candles.ts'
import type { MarketId } from '../stream/public-messages.ts'
import { candleFrom } from './candle-rows.ts'
import { type IndexStore, readRows } from './index-store.ts'

/** What the index knows of a market's last 24 hours, and up to which batch, in one statement: no batch is half in it. */
export async function readMarketHistory(
  store: IndexStore & { now: () => Date },
  { series, final }: MarketId,
): Promise<MarketHistory> {
  const nowSec = Math.floor(store.now().getTime() / 1000)
  const from = Math.min(dayStart(nowSec), candleStart(nowSec, '1d'))
  const rows = await readRows(
    store,
    `select (select coalesce(max(batch_no), 0) from $schema.batch where chain_id = $1) as last_batch, candle.*
      from (values (1)) one left join $schema.candle on chain_id = $1 and series = $2 and final = $3
      and interval_sec = 60 and opened_at >= $4 order by opened_at`,
    [series, final, from],
  )
  const minutes = rows.filter(({ opened_at: openedAt }) => openedAt !== null).map(candleFrom)
  return { batchNo: Number(rows[0]?.last_batch ?? 0), minutes }
}
