import { OPENING_TTL_MS } from '../../limits.ts'
import { ProviderRefusedError } from '../../providers/provider.ts'
import { become, type Step } from '../ports.ts'
import { centsOf } from '../purchase.ts'

/**
 * opening: a provider is chosen and written down, then asked for a checkout. Another one is tried only when the first said no: one that did
 * not answer is asked again, and may have begun what nobody has seen and nobody can pay.
 */
export const openCheckout: Step = async (ports, purchase, now) => {
  const { id, method, provider, refusedBy } = purchase
  if (!provider) {
    const chosen = ports.pickProvider(method, refusedBy)
    return chosen ? { patch: { provider: chosen } } : become('cancelled', { reason: 'PURCHASE_PROVIDER_AWAY' })
  }
  if (now.getTime() - purchase.createdAt.getTime() > OPENING_TTL_MS)
    return become('cancelled', { reason: 'PURCHASE_PROVIDER_AWAY' })
  try {
    const wish = { purchaseId: id, amountCents: centsOf(purchase.payUsdc6), ...ports.describe(purchase) }
    const { checkoutId, url } = await ports.provider(provider).open(wish, `${id}:open`)
    return become('checkout', { checkoutId, checkoutUrl: url })
  } catch (error) {
    if (!(error instanceof ProviderRefusedError)) throw error
    return { patch: { provider: null, refusedBy: [...refusedBy, provider] } }
  }
}
