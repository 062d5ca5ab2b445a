import { CHECKOUT_POLL_MS, CHECKOUT_TTL_MS } from '../../limits.ts'
import { checkoutOf, mismatchOf, taken } from '../check-facts.ts'
import { become, type Step, stay } from '../ports.ts'

/** checkout: the person pays at the provider's page, or does not. */
export const awaitPayment: Step = async (ports, purchase, now) => {
  const { provider, checkoutId } = checkoutOf(purchase)
  const facts = await ports.provider(provider).query(checkoutId)
  const mismatch = mismatchOf(purchase, facts)
  if (mismatch) return mismatch
  switch (facts.status) {
    case 'authorized':
      return become('checking', { paymentId: facts.paymentId ?? null })
    case 'paid': {
      const { patch, entries = [] } = taken(purchase, facts)
      return { ...become('checking', patch), entries }
    }
    case 'closed':
      return become('cancelled', { reason: 'PURCHASE_ABANDONED' })
    case 'open': {
      const isOver = now.getTime() - purchase.stateSince.getTime() > CHECKOUT_TTL_MS
      return isOver ? become('releasing', { reason: 'PURCHASE_ABANDONED' }) : stay(CHECKOUT_POLL_MS)
    }
  }
}
