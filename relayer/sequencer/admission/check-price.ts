import type { PriceGuidance } from '../pricing/price-guide.ts'
import type { OrderInContext } from './check-context.ts'
import { type Rejection, reject } from './rejection.ts'

/**
 * Asks back when a price looks like a slip of the finger: it costs its owner alone, so a confirmed one is taken. A primary sale has its
 * own floor in the reserve.
 */
export function checkPrice(
  guidance: PriceGuidance | undefined,
  { order, flags }: OrderInContext,
): Rejection | undefined {
  if (!guidance || flags.primary) return undefined
  const { lowUsdc6, highUsdc6 } = guidance
  const accepted =
    flags.side === 'buy' && order.price > highUsdc6
      ? `at most ${highUsdc6}`
      : flags.side === 'sell' && order.price < lowUsdc6
        ? `at least ${lowUsdc6}`
        : undefined
  if (!accepted) return undefined
  return reject(
    'OUTSIDE_PRICE_BAND',
    'price',
    `${accepted} is taken unasked; send confirmedPrice with this one if it is meant`,
  )
}
