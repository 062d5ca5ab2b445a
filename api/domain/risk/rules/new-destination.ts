import type { RiskRule } from '../decision.ts'

/** The first money to an address. */
export const newDestination: RiskRule = {
  name: 'new-destination',
  judge: ({ action, isNewDestination, amountUsdc6 }, { smallUsdc6, hugeUsdc6 }) => {
    if (action !== 'withdrawal' || !isNewDestination || amountUsdc6 <= BigInt(smallUsdc6)) return 'allow'
    return amountUsdc6 > BigInt(hugeUsdc6) ? 'hold' : 'step-up'
  },
}
