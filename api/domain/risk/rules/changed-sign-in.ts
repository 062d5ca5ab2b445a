import type { RiskRule } from '../decision.ts'

const CHANGED_SEC = 86_400

/** A passkey or contact changed just now: what a thief does first. */
export const changedSignIn: RiskRule = {
  name: 'changed-sign-in',
  judge: ({ action, signInChangedAgoSec, amountUsdc6 }, { smallUsdc6 }) => {
    const isRecent = signInChangedAgoSec !== null && signInChangedAgoSec < CHANGED_SEC
    if (action !== 'withdrawal' || !isRecent) return 'allow'
    return amountUsdc6 > BigInt(smallUsdc6) ? 'hold' : 'step-up'
  },
}
