import { CHECKOUT_POLL_MS } from '../../limits.ts'
import { checkoutOf, giveBack } from '../check-facts.ts'
import { become, type Step, stay } from '../ports.ts'

/** releasing: nothing is to be taken. Ends only when the provider says that nothing was and nothing can be. */
export const release: Step = async (ports, purchase) => {
  const { provider: name, checkoutId } = checkoutOf(purchase)
  const provider = ports.provider(name)
  const facts = await provider.query(checkoutId)
  if (facts.takenCents > 0n) return giveBack(purchase, facts, purchase.reason ?? 'PURCHASE_LATE_PAYMENT')
  if (facts.status === 'closed') return become('cancelled')
  await provider.release(checkoutId, `${purchase.id}:release:${facts.status}`)
  return stay(provider.method === 'card' ? 0 : CHECKOUT_POLL_MS)
}
