import { type FillAmounts, fillAmounts } from '../money.ts'
import { ORDER_FLAG_BITS } from '../order-flags.ts'
import type { RawTrade } from './batch-reader.ts'
import type { CheckedOrder } from './orders.ts'
import type { BatchState } from './state.ts'

/** A trade with its two orders and its money. */
export interface Trade extends RawTrade {
  buyOrder: CheckedOrder
  sellOrder: CheckedOrder
  /** Per unit: the maker's limit. */
  priceUsdc6: bigint
  buyFeeBps: number
  /** Of a primary sale the issuance fee. */
  sellFeeBps: number
  amounts: FillAmounts
}

export function priceTrade(batch: BatchState, raw: RawTrade, buyOrder: CheckedOrder, sellOrder: CheckedOrder): Trade {
  const isBuyerTaker = raw.taker === 'buy'
  const priceUsdc6 = isBuyerTaker ? sellOrder.order.price : buyOrder.order.price
  const buyFeeBps = isBuyerTaker ? batch.takerBps : batch.makerBps
  const resaleFeeBps = isBuyerTaker ? batch.makerBps : batch.takerBps
  const sellFeeBps = raw.isPrimary ? sellOrder.market.terms.state.issuanceFeeBps : resaleFeeBps
  const amounts = fillAmounts(priceUsdc6, raw.units, buyFeeBps, sellFeeBps)
  return { ...raw, buyOrder, sellOrder, priceUsdc6, buyFeeBps, sellFeeBps, amounts }
}

export function hasFlag({ order }: CheckedOrder, flag: keyof typeof ORDER_FLAG_BITS): boolean {
  return (order.flags & ORDER_FLAG_BITS[flag]) !== 0
}
