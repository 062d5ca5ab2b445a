import { CHAIN_POLL_MS, RESTING_MS } from '../../limits.ts'
import { become, type Step, stay } from '../ports.ts'

/**
 * settling: what was matched is waited for until it is safe on chain; what rests is cancelled after a while. Filled in part is completed: the
 * rest of the money is hers, in her account.
 */
export const settle: Step = async ({ market }, purchase, now) => {
  const { isKnown, isOver, openUnits, settledUnits } = await market.standing(purchase)
  if (!isKnown || isOver) {
    // It was taken as an order and nobody remembers its end: the return, signed for an order that was not filled, must not be carried.
    if (settledUnits === undefined && purchase.reason === null)
      return become('completed', { reason: 'PURCHASE_MONEY_KEPT' })
    if (settledUnits) return become('completed', { filledUnits: settledUnits, reason: null })
    return become('returning', { reason: purchase.reason ?? 'PURCHASE_NOT_FILLED' })
  }
  const isResting = openUnits > 0 && now.getTime() - purchase.stateSince.getTime() > RESTING_MS
  if (isResting) await market.cancel(purchase)
  return stay(CHAIN_POLL_MS)
}
