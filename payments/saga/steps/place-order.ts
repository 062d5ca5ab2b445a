import { BaseError, RetryableError } from '../../../kit/errors.ts'
import { PLACING_TTL_MS } from '../../limits.ts'
import { become, type Step } from '../ports.ts'

/** ordering: her order goes into the book once the sequencer counts the money. */
export const placeOrder: Step = async ({ market }, purchase, now) => {
  const orderNumber = market.orderNumber(purchase)
  try {
    const { isKnown } = await market.standing(purchase)
    if (!isKnown) await market.place(purchase)
    return become('settling', { orderNumber })
  } catch (error) {
    const isOver = now.getTime() - purchase.stateSince.getTime() > PLACING_TTL_MS
    if (!(error instanceof BaseError) || (error instanceof RetryableError && !isOver)) throw error
    // Whatever was not taken as an order may have been: settling asks, and cancels what is there.
    return become('settling', { orderNumber, reason: error.code })
  }
}
