import type { RiskRule } from '../decision.ts'

const WATCHED_SEC = 3 * 86_400

/** The account has a new key that its guardian gave it: the owner has as long again as for her veto to say that it was not she. */
export const afterRecovery: RiskRule = {
  name: 'after-recovery',
  judge: ({ action, recoveredAgoSec, amountUsdc6 }, { smallUsdc6 }) => {
    if (action !== 'withdrawal' || recoveredAgoSec === null || recoveredAgoSec >= WATCHED_SEC) return 'allow'
    return amountUsdc6 > BigInt(smallUsdc6) ? 'hold' : 'step-up'
  },
}
