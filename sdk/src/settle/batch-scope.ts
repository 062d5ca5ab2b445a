import type { Address, Hex } from 'viem'
import { tokenId } from '../ids.ts'
import { BatchReader } from './batch-reader.ts'

/** What of the state a batch reads. */
export interface BatchScope {
  /** With the lanes that its orders use. */
  accounts: ReadonlyMap<Address, ReadonlySet<number>>
  series: readonly number[]
  tokenIds: readonly bigint[]
}

/**
 * The scope of a batch that can be read to its end.
 * @throws SettleRevert with the core's reason when it cannot.
 */
export function batchScope(data: Hex): BatchScope {
  const reader = new BatchReader(data)
  const header = reader.readHeader()
  const accounts = reader.readAccounts(header.accountCount)
  const series = reader.readSeries(header.seriesCount)
  const orders = reader.readOrders(header.orderCount, accounts, series)
  const lanes = new Map(accounts.map((account) => [account, new Set<number>()]))
  for (const { order } of orders) lanes.get(order.account)?.add(order.lane)

  const tokenIds = new Set<bigint>()
  reader.expectTrades(header.tradeCount)
  for (let i = 0; i < header.tradeCount; i++) {
    const trade = reader.readTrade(orders)
    const seriesId = orders[trade.sell]?.order.series ?? 0
    let serial = 0
    for (let n = 0; n < trade.units && !trade.isPrimary; n++) {
      serial = reader.readSerial(trade, n, serial)
      tokenIds.add(tokenId(seriesId, serial))
    }
  }
  reader.expectEnd()
  return { accounts: lanes, series, tokenIds: [...tokenIds] }
}
