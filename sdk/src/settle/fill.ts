import { tokenId } from '../ids.ts'
import { type Draft, type DraftAccount, laneIn, unitIn } from './draft.ts'
import type { CheckedOrder } from './orders.ts'
import { NO_UNIT } from './state.ts'
import { hasFlag, type Trade } from './trade.ts'

/**
 * Carries out a trade that has no fault.
 * @param readSerial Serial of the n-th unit of a secondary sale.
 * @returns The serials that changed hands.
 */
export function fill(draft: Draft, trade: Trade, readSerial: (n: number) => number): number[] {
  const { buyOrder, sellOrder, units, amounts } = trade
  const buyer = buyOrder.owner
  const serials = trade.isPrimary ? sellFirst(draft, trade) : resell(draft, trade, readSerial)
  step(buyOrder, units)
  step(sellOrder, units)
  buyer.cashUsdc6 -= amounts.buyerPaysUsdc6
  buyer.units += units
  return serials
}

/** The proceeds and both fees are held for the day's refunds; nothing reaches the issuer's account. */
function sellFirst(draft: Draft, trade: Trade): number[] {
  const { buyOrder, sellOrder, units, priceUsdc6, buyFeeBps, amounts } = trade
  const { market } = sellOrder
  const serials = Array.from({ length: units }, (_, n) => market.minted + 1 + n)
  market.minted += units
  market.soldUnits += units
  market.grossUsdc6 += amounts.grossUsdc6
  market.buyerFeesUsdc6 += amounts.buyerFeeUsdc6
  market.issuanceFeesUsdc6 += amounts.sellerFeeUsdc6
  const firstSale = { soldAtSec: draft.atSec, priceUsdc6, buyerFeeBps: buyFeeBps }
  const unit = { ...NO_UNIT, ...firstSale, owner: buyOrder.order.account, isInMarket: !hasFlag(buyOrder, 'toWallet') }
  for (const serial of serials) {
    const id = tokenId(market.terms.series, serial)
    draft.units.set(id, unit)
    draft.transfers.push({ from: NO_UNIT.owner, to: unit.owner, tokenId: id })
  }
  return serials
}

/** Price, fee and time of the first sale stay. */
function resell(draft: Draft, trade: Trade, readSerial: (n: number) => number): number[] {
  const { buyOrder, sellOrder, units, amounts } = trade
  const seller: DraftAccount = sellOrder.owner
  const serials = Array.from({ length: units }, (_, n) => readSerial(n))
  for (const serial of serials) {
    const id = tokenId(sellOrder.order.series, serial)
    const unit = unitIn(draft, id)
    const isInMarket = !hasFlag(buyOrder, 'toWallet')
    draft.units.set(id, { ...unit, owner: buyOrder.order.account, changes: unit.changes + 1, isInMarket })
    draft.transfers.push({ from: sellOrder.order.account, to: buyOrder.order.account, tokenId: id })
  }
  seller.cashUsdc6 += amounts.sellerReceivesUsdc6
  seller.units -= units
  draft.earnedUsdc6 += amounts.buyerFeeUsdc6 + amounts.sellerFeeUsdc6
  return serials
}

function step({ order, owner }: CheckedOrder, units: number): void {
  const lane = laneIn(owner, order.lane)
  const filled = (lane.seq === order.seq ? lane.filled : 0) + units
  owner.lanes.set(order.lane, { seq: order.seq, filled })
}
