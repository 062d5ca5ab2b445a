import { CHECKOUT_POLL_MS } from '../../limits.ts'
import { ProviderRefusedError } from '../../providers/provider.ts'
import { boughtUsdc6 } from '../bought.ts'
import { checkoutOf } from '../check-facts.ts'
import { deliveredEntry, refundedEntry } from '../journal.ts'
import { become, type Ports, type Step, stay, type Transition } from '../ports.ts'
import { CENT_USDC6, type Purchase } from '../purchase.ts'
import { tryTransfer } from '../try-transfer.ts'

/** refunding: what was taken goes back whole, less what somebody gave back by hand meanwhile. */
export const refund: Step = async (ports, purchase, now) => {
  const { provider: name, checkoutId } = checkoutOf(purchase)
  const provider = ports.provider(name)
  if (provider.refundsTo === 'account') return await payIntoAccount(ports, purchase, now)
  const facts = await provider.query(checkoutId)
  const left = facts.takenCents - facts.refundedCents
  if (left <= 0n) {
    const refundedUsdc6 = facts.refundedCents * CENT_USDC6
    return { ...become('refunded', { refundedUsdc6 }), entries: [refundedEntry(purchase, purchase.takenUsdc6)] }
  }
  if (!facts.paymentId) return stuck('The payment is not named.', left)
  try {
    // The key says how much was back before: a refund by hand in between makes another one of it, never a second of the same.
    const wish = { paymentId: facts.paymentId, amountCents: left }
    await provider.refund(wish, `${purchase.id}:refund:${facts.refundedCents}`)
  } catch (error) {
    if (!(error instanceof ProviderRefusedError)) throw error
    return stuck(error.message, left)
  }
  return stay(CHECKOUT_POLL_MS / 4)
}

/** The provider cannot pay back: the desk pays stablecoin into her account, which is hers to withdraw. */
async function payIntoAccount({ desk }: Ports, purchase: Purchase, now: Date): Promise<Transition> {
  const outcome = await tryTransfer(desk.deliver, purchase, { now, canSignAgain: true })
  const deliveredUsdc6 = boughtUsdc6(purchase)
  if (outcome === 'gone')
    return stuck('The core does not let the money into the account.', purchase.takenUsdc6 / CENT_USDC6)
  if (outcome !== 'done') return outcome
  const patch = { deliveredUsdc6, deliveryNumber: desk.deliver.number(purchase) }
  return { ...become('refunded', patch), entries: [deliveredEntry(purchase, purchase.takenUsdc6, deliveredUsdc6)] }
}

function stuck(said: string, leftCents: bigint): Transition {
  const audit = { kind: 'refund-stuck', detail: { leftCents: `${leftCents}`, said } }
  return { ...become('held', { reason: 'PURCHASE_REFUND_STUCK' }), audit }
}
