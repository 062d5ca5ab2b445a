import type { RiskRule } from '../decision.ts'

/** Of an hour, let go before. People pay some bills; programs that empty an account do this. */
const MANY = 10
const TOO_MANY = 30

export const withdrawalVelocity: RiskRule = {
  name: 'withdrawal-velocity',
  judge: ({ action, withdrawalsLastHour }) => {
    if (action !== 'withdrawal' || withdrawalsLastHour < MANY) return 'allow'
    return withdrawalsLastHour < TOO_MANY ? 'step-up' : 'hold'
  },
}
