import { tokenId as tokenIdOf } from '../ids.ts'
import { UNIT_CHOICES } from '../order-flags.ts'
import type { SkipCode } from '../skip-codes.ts'
import { type Draft, unitIn } from './draft.ts'
import { hasFlag, type Trade } from './trade.ts'

const CHOICE_SHIFT = 8

/** The first unit that the seller may not sell, in the order of the serials. */
export function unitsFault(draft: Draft, trade: Trade, readSerial: (n: number, previous: number) => number) {
  let serial = 0
  for (let n = 0; n < trade.units; n++) {
    serial = readSerial(n, serial)
    const code = unitFault(draft, trade, tokenIdOf(trade.sellOrder.order.series, serial))
    if (code) return { code, side: 'sell' as const }
  }
  return undefined
}

function unitFault(draft: Draft, { buyOrder, sellOrder }: Trade, tokenId: bigint): SkipCode | undefined {
  const unit = unitIn(draft, tokenId)
  const { order, market } = sellOrder
  if (unit.status !== 0) return 'UNIT_ENDED'
  if (unit.owner !== order.account) return 'UNIT_NOT_OWNED'
  if (!unit.isInMarket) return 'UNIT_NOT_IN_MARKET'
  const resalesLeft = market.terms.resaleLimit - unit.changes - 1
  if (resalesLeft < 0) return 'RESALE_LIMIT'
  const choice = UNIT_CHOICES[(order.flags >> CHOICE_SHIFT) & 3]
  if (choice === 'NAMED' && order.unitId !== tokenId) return 'WRONG_UNIT'
  if (choice === 'RESOLD' && unit.changes === 0) return 'WRONG_UNIT'
  if ((resalesLeft === 0) !== hasFlag(sellOrder, 'final')) return 'WRONG_MARKET'
  return resalesLeft < buyOrder.order.minResalesLeft ? 'RESALES_LEFT' : undefined
}
