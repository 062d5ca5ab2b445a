import type { RiskRule } from '../decision.ts'

/** A device or a network that the account was not seen on before. */
export const unfamiliarPlace: RiskRule = {
  name: 'unfamiliar-place',
  judge: ({ action, isNewDevice, isNewNetwork, amountUsdc6 }, { smallUsdc6, largeUsdc6 }) => {
    const isBoth = isNewDevice && isNewNetwork
    if (action === 'sign-in') return isBoth ? 'step-up' : 'allow'
    if (action !== 'withdrawal' || !(isNewDevice || isNewNetwork)) return 'allow'
    if (isBoth) return amountUsdc6 > BigInt(largeUsdc6) ? 'hold' : 'step-up'
    return amountUsdc6 > BigInt(smallUsdc6) ? 'step-up' : 'allow'
  },
}
