import { getAddress } from 'viem'
import type { RecordSide, TradeRecord } from '../batch/decode-records.ts'
import type { CheckedOrder } from './orders.ts'
import { hasFlag, type Trade } from './trade.ts'
import type { Fault } from './trade-fault.ts'

export function fillRecord(trade: Trade, serials: number[]): TradeRecord {
  const buy = sideOf(trade.buyOrder, trade.buyFeeBps)
  const sell = sideOf(trade.sellOrder, trade.sellFeeBps)
  return { ...commonOf(trade), code: 'FILLED', serials, buy, sell, causedBySkip: false }
}

/** A skipped trade has no fees and no serials; its units and price are those it would have had. */
export function skipRecord(trade: Trade, fault: Fault, causedBySkip: boolean): TradeRecord {
  const [buy, sell] = [sideOf(trade.buyOrder, 0), sideOf(trade.sellOrder, 0)]
  return { ...commonOf(trade), code: fault.code, serials: [], buy, sell, failingSide: fault.side, causedBySkip }
}

function commonOf(trade: Trade) {
  return {
    series: trade.sellOrder.order.series,
    priceUsdc6: trade.priceUsdc6,
    units: trade.units,
    taker: trade.taker,
    primary: trade.isPrimary,
    toWallet: hasFlag(trade.buyOrder, 'toWallet'),
  }
}

function sideOf({ order, position }: CheckedOrder, feeBps: number): RecordSide {
  return { account: getAddress(order.account), lane: order.lane, seq: order.seq, feeBps, position }
}
