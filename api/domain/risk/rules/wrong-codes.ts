import { MAX_TOTP_FAILURES } from '../../../limits.ts'
import type { RiskRule } from '../decision.ts'

const MANY = 5
const TOO_MANY = 20

/** Somebody tries codes. A sign-in is never stopped by it: whoever tries must not be able to shut the owner out. */
export const wrongCodesRule: RiskRule = {
  name: 'wrong-codes',
  judge: ({ action, wrongCodes }) => {
    if (action === 'order' || wrongCodes < MANY) return 'allow'
    if (action === 'sign-in' || wrongCodes < TOO_MANY) return 'step-up'
    return wrongCodes < MAX_TOTP_FAILURES ? 'hold' : 'block'
  },
}
