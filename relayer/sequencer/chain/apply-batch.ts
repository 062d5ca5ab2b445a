import { decodeRecords, type TradeRecord } from '../../../sdk/src/batch/decode-records.ts'
import { tokenId } from '../../../sdk/src/ids.ts'
import { fillAmounts } from '../../../sdk/src/money.ts'
import type { CoreLogOf, LogPlace } from './core-log.ts'
import { accountKey, NO_LANE } from './mirror-state.ts'
import { addCash, lower, type MirrorWriter, setInMarket } from './mirror-writer.ts'

/** Batches whose records are kept: far more than can be unsettled or unfinal at one time. */
const BATCHES_KEPT = 256n

/** Applies a settled batch: money, lanes and the market flag of every unit bought; owners moved with the `Transfer` events before it. */
export function applyBatch(
  writer: MirrorWriter,
  { batchNo, journalHead, records: words }: CoreLogOf<'BatchSettled'>['args'],
  log: LogPlace,
): void {
  const { state, undo } = writer
  const records = decodeRecords(words)
  for (const record of records) {
    // A skip moves nothing, but what was awaited from the trade is missing from now on.
    for (const { account } of [record.buy, record.sell]) writer.touch(account)
    if (record.code === 'FILLED') applyFill(writer, record)
  }
  const { blockNumber: block, blockHash } = log
  undo.set(state.batches, batchNo, { batchNo, block, blockHash, journalHead, words, records })
  undo.delete(state.batches, batchNo - BATCHES_KEPT)
  writer.set({ batchNo })
}

function applyFill(writer: MirrorWriter, record: TradeRecord): void {
  const { buy, sell, priceUsdc6, units } = record
  const amounts = fillAmounts(priceUsdc6, units, buy.feeBps, sell.feeBps)
  addCash(writer, lower(buy.account), -amounts.buyerPaysUsdc6, record.series)
  if (!record.primary) addCash(writer, lower(sell.account), amounts.sellerReceivesUsdc6, record.series)
  for (const side of [buy, sell]) addFill(writer, side, units)
  for (const serial of record.serials) setInMarket(writer, tokenId(record.series, serial), !record.toWallet)
}

function addFill({ state, undo }: MirrorWriter, side: TradeRecord['buy'], units: number): void {
  const key = accountKey(lower(side.account), side.lane)
  const lane = state.lanes.get(key) ?? NO_LANE
  undo.set(state.lanes, key, { seq: side.seq, filled: lane.seq === side.seq ? lane.filled + units : units })
}
