import type { SkipCode } from '../skip-codes.ts'
import type { Draft } from './draft.ts'
import { laneIn } from './draft.ts'
import { MAX_CASH_USDC6, MAX_LANE_JUMP, MAX_UNIT_COUNT } from './limits.ts'
import type { CheckedOrder } from './orders.ts'
import { hasFlag, type Trade } from './trade.ts'
import { unitsFault } from './units-fault.ts'

export interface Fault {
  code: SkipCode
  side: 'buy' | 'sell' | 'both'
}

/**
 * Why a trade may not happen, seen against the running state of its batch: the first reason in the core's order.
 * @param readSerial Serial of the n-th unit of a secondary sale.
 */
export function tradeFault(draft: Draft, trade: Trade, readSerial: (n: number, previous: number) => number) {
  return (
    ordersFault(trade) ??
    pairFault(trade) ??
    rulesFault(draft, trade) ??
    laneFault(trade.buyOrder, trade.units, 'buy') ??
    laneFault(trade.sellOrder, trade.units, 'sell') ??
    (trade.isPrimary ? primaryFault(trade) : unitsFault(draft, trade, readSerial)) ??
    moneyFault(trade)
  )
}

function ordersFault({ buyOrder, sellOrder }: Trade): Fault | undefined {
  if (buyOrder.fault) return { code: buyOrder.fault, side: sellOrder.fault ? 'both' : 'buy' }
  return sellOrder.fault && { code: sellOrder.fault, side: 'sell' }
}

/** No one order is to blame: a matcher paired what does not belong together. */
function pairFault({ buyOrder, sellOrder }: Trade): Fault | undefined {
  const [buy, sell] = [buyOrder.order, sellOrder.order]
  if (hasFlag(buyOrder, 'sell') || !hasFlag(sellOrder, 'sell')) return { code: 'WRONG_SIDES', side: 'both' }
  if (buy.series !== sell.series) return { code: 'SERIES_MISMATCH', side: 'both' }
  if (hasFlag(buyOrder, 'final') !== hasFlag(sellOrder, 'final')) return { code: 'MARKET_MISMATCH', side: 'both' }
  if (buy.account === sell.account) return { code: 'SELF_TRADE', side: 'both' }
  return buy.price < sell.price ? { code: 'PRICE_NOT_CROSSED', side: 'both' } : undefined
}

function rulesFault(draft: Draft, trade: Trade): Fault | undefined {
  const { buyOrder, sellOrder, taker } = trade
  const takerOrder = taker === 'buy' ? buyOrder : sellOrder
  if (hasFlag(takerOrder, 'postOnly')) return { code: 'POST_ONLY_TAKER', side: taker }
  if (buyOrder.order.maxFeeBps < trade.buyFeeBps) return { code: 'FEE_ABOVE_CAP', side: 'buy' }
  if (sellOrder.order.maxFeeBps < trade.sellFeeBps) return { code: 'FEE_ABOVE_CAP', side: 'sell' }
  if (draft.openCaller === undefined) return undefined
  // Under the open rules both orders signed for it and the caller takes what rests.
  if (!hasFlag(buyOrder, 'openSettle')) return { code: 'NOT_OPEN_SETTLE', side: 'buy' }
  if (!hasFlag(sellOrder, 'openSettle')) return { code: 'NOT_OPEN_SETTLE', side: 'sell' }
  return takerOrder.order.account === draft.openCaller ? undefined : { code: 'NOT_OPEN_SETTLE', side: taker }
}

function laneFault({ order, owner }: CheckedOrder, units: number, side: 'buy' | 'sell'): Fault | undefined {
  const lane = laneIn(owner, order.lane)
  if (order.seq < lane.seq) return { code: 'ORDER_REPLACED', side }
  if (order.seq - lane.seq > MAX_LANE_JUMP) return { code: 'LANE_JUMP', side }
  const filled = order.seq === lane.seq ? lane.filled : 0
  return filled + units > order.quantity ? { code: 'ORDER_FILLED', side } : undefined
}

function primaryFault({ buyOrder, sellOrder, units, amounts }: Trade): Fault | undefined {
  const { terms, minted } = sellOrder.market
  if (terms.state.issuer !== sellOrder.order.account) return { code: 'NOT_THE_ISSUER', side: 'sell' }
  if (!terms.isIssuerActive) return { code: 'ISSUER_NOT_ACTIVE', side: 'sell' }
  if (terms.isFeeAboveCap) return { code: 'FEE_ABOVE_CAP', side: 'sell' }
  if (minted + units > terms.state.supply) return { code: 'SUPPLY_EXHAUSTED', side: 'sell' }
  if (amounts.sellerReceivesUsdc6 < BigInt(units) * terms.state.reserveUsdc6) {
    return { code: 'PRIMARY_BELOW_RESERVE', side: 'sell' }
  }
  if (terms.resaleLimit < buyOrder.order.minResalesLeft) return { code: 'RESALES_LEFT', side: 'buy' }
  const isFinal = terms.resaleLimit === 0
  return isFinal === hasFlag(buyOrder, 'final') ? undefined : { code: 'WRONG_MARKET', side: 'both' }
}

/** What a primary sale brings is held, not credited. */
function moneyFault({ buyOrder, sellOrder, units, isPrimary, amounts }: Trade): Fault | undefined {
  const [buyer, seller] = [buyOrder.owner, sellOrder.owner]
  if (buyer.cashUsdc6 < amounts.buyerPaysUsdc6) return { code: 'INSUFFICIENT_CASH', side: 'buy' }
  if (buyer.units + units > MAX_UNIT_COUNT) return { code: 'BALANCE_OVERFLOW', side: 'buy' }
  const isTooRich = seller.cashUsdc6 + amounts.sellerReceivesUsdc6 > MAX_CASH_USDC6
  return isTooRich && !isPrimary ? { code: 'BALANCE_OVERFLOW', side: 'sell' } : undefined
}
