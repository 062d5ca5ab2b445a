import type { RiskRule } from '../decision.ts'

const YOUNG_SEC = 86_400

/** Much money out of an account of today. */
export const youngAccount: RiskRule = {
  name: 'young-account',
  judge: ({ action, accountAgeSec, amountUsdc6 }, { largeUsdc6, hugeUsdc6 }) => {
    if (action !== 'withdrawal' || accountAgeSec >= YOUNG_SEC || amountUsdc6 <= BigInt(largeUsdc6)) return 'allow'
    return amountUsdc6 > BigInt(hugeUsdc6) ? 'hold' : 'step-up'
  },
}
