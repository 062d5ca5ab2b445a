import { giveBack } from '../check-facts.ts'
import { become, type Step, type Transition } from '../ports.ts'
import { CENT_USDC6, centsOf, type Purchase } from '../purchase.ts'

/**
 * An ended purchase that the provider spoke of again. Money that came after all is given back; what was refunded by hand, charged back or
 * bounced is written down for a human: nothing is done about it by itself.
 */
export const recheckEnded: Step = async (ports, purchase) => {
  const { provider: name, checkoutId } = purchase
  if (!name || !checkoutId) return { patch: { dueAt: null } }
  const facts = await ports.provider(name).query(checkoutId)
  const isLate = purchase.state === 'cancelled' && facts.takenCents > facts.refundedCents
  if (isLate && facts.purchaseId === purchase.id) {
    const audit = { kind: 'late-payment', detail: { takenCents: `${facts.takenCents}` } }
    return { ...giveBack(purchase, facts, 'PURCHASE_LATE_PAYMENT'), audit }
  }
  if (purchase.state === 'cancelled' && facts.status === 'authorized') return become('releasing')
  return note(purchase, facts.refundedCents)
}

function note(purchase: Purchase, refundedCents: bigint): Transition {
  const known = centsOf(purchase.refundedUsdc6)
  if (refundedCents === known) return { patch: { dueAt: null } }
  const audit = { kind: 'refunded-elsewhere', detail: { knownCents: `${known}`, saysCents: `${refundedCents}` } }
  // A refund that the bank sent back: she does not have her money, and nobody but a human finds another way to her.
  if (refundedCents < known) return { ...become('held', { reason: 'PURCHASE_REFUND_STUCK' }), audit }
  return { patch: { dueAt: null, refundedUsdc6: refundedCents * CENT_USDC6 }, audit }
}
