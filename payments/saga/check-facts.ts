import type { PaymentFacts } from '../providers/provider.ts'
import { takenEntry } from './journal.ts'
import { become, type Transition } from './ports.ts'
import { CENT_USDC6, centsOf, type Purchase } from './purchase.ts'

/**
 * Compares what a provider says with what we asked it for. Another amount or currency is not this purchase: what was taken goes back. A
 * checkout of another purchase is not ours to touch: it is held for a human.
 */
export function mismatchOf(purchase: Purchase, facts: PaymentFacts): Transition | undefined {
  const isOurs = facts.purchaseId === purchase.id
  const isAsked = facts.askedCents === centsOf(purchase.payUsdc6) && facts.currency === 'usd'
  const isWhole = facts.status !== 'paid' || facts.takenCents === facts.askedCents
  if (isOurs && isAsked && isWhole) return undefined
  const detail = {
    askedCents: `${centsOf(purchase.payUsdc6)}`,
    saysAskedCents: `${facts.askedCents}`,
    saysTakenCents: `${facts.takenCents}`,
    saysCurrency: facts.currency,
    saysPurchase: facts.purchaseId,
  }
  const audit = { kind: 'payment-mismatch', detail }
  const reason = 'PURCHASE_MISMATCH'
  // Amounts of another currency cannot be booked as dollars.
  if (!isOurs || (facts.takenCents > 0n && facts.currency !== 'usd')) return { ...become('held', { reason }), audit }
  return { ...giveBack(purchase, facts, reason), audit }
}

/** The way back from any moment before delivery: what was taken is booked and refunded, what was not is let go. */
export function giveBack(purchase: Purchase, facts: PaymentFacts, reason: string): Transition {
  if (facts.takenCents === 0n) return become('releasing', { reason })
  return { ...become('refunding', { reason, ...taken(purchase, facts).patch }), ...bookTaken(purchase, facts) }
}

/** What was taken, booked once. */
export function taken(purchase: Purchase, facts: PaymentFacts): Pick<Transition, 'patch' | 'entries'> {
  const takenUsdc6 = facts.takenCents * CENT_USDC6
  const patch = { takenUsdc6, paymentId: facts.paymentId ?? null }
  return { patch, ...bookTaken(purchase, facts) }
}

function bookTaken(purchase: Purchase, facts: PaymentFacts): Pick<Transition, 'entries'> {
  if (purchase.takenUsdc6 > 0n) return {}
  return { entries: [takenEntry(purchase, facts.takenCents * CENT_USDC6)] }
}

/** A checkout's id is there from the state `checkout` on. */
export function checkoutOf({ id, provider, checkoutId }: Purchase): { provider: string; checkoutId: string } {
  if (provider && checkoutId) return { provider, checkoutId }
  throw new Error(`purchase ${id} has no checkout`)
}
