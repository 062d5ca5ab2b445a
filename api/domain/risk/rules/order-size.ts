import type { RiskRule } from '../decision.ts'

/** One order, or the orders of a minute, above what anybody means. */
export const orderSize: RiskRule = {
  name: 'order-size',
  judge: ({ action, amountUsdc6, orderedUsdc6 }, { orderUsdc6, orderedPerMinuteUsdc6 }) => {
    if (action !== 'order') return 'allow'
    if (amountUsdc6 > BigInt(orderUsdc6)) return 'block'
    return orderedUsdc6 > BigInt(orderedPerMinuteUsdc6) ? 'hold' : 'allow'
  },
}
