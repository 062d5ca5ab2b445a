import type { RiskRule } from '../decision.ts'

const TIMES = 3n

/** Several times what the account withdrew in 30 days. */
export const unusualAmount: RiskRule = {
  name: 'unusual-amount',
  judge: ({ action, amountUsdc6, largestUsdc6 }, { largeUsdc6, hugeUsdc6 }) => {
    const isUsual = amountUsdc6 <= TIMES * largestUsdc6 || amountUsdc6 <= BigInt(largeUsdc6)
    if (action !== 'withdrawal' || isUsual) return 'allow'
    return amountUsdc6 > BigInt(hugeUsdc6) ? 'hold' : 'step-up'
  },
}
