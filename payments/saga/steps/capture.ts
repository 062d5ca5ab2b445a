import { ProviderRefusedError } from '../../providers/provider.ts'
import { checkoutOf, mismatchOf, taken } from '../check-facts.ts'
import { become, type Step, stay } from '../ports.ts'

/** capturing: the money is taken once, whatever was lost on the way; what is taken is what the provider says, not what we asked for. */
export const capture: Step = async (ports, purchase) => {
  const { provider: name, checkoutId } = checkoutOf(purchase)
  const provider = ports.provider(name)
  const facts = await provider.query(checkoutId)
  const mismatch = mismatchOf(purchase, facts)
  if (mismatch) return mismatch
  if (facts.status === 'paid') {
    const { patch, entries = [] } = taken(purchase, facts)
    return { ...become('delivering', patch), entries }
  }
  if (facts.status !== 'authorized' || !facts.paymentId) return become('releasing', { reason: 'PURCHASE_DECLINED' })
  try {
    await provider.capture(facts.paymentId, `${purchase.id}:capture`)
  } catch (error) {
    if (!(error instanceof ProviderRefusedError)) throw error
    // The bank let go of it, or somebody took it meanwhile: the way back asks which.
    return become('releasing', { reason: 'PURCHASE_DECLINED' })
  }
  return stay(0)
}
