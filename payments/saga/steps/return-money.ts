import { returnedEntry } from '../journal.ts'
import { become, type Step } from '../ports.ts'
import { tryTransfer } from '../try-transfer.ts'

/**
 * returning: nothing was filled. By her signed transfer the money comes back to the desk, for the card to be refunded. Where it does not
 * (she used it for something else) it stays hers; what came by crypto is refunded as the stablecoin that she has already.
 */
export const returnMoney: Step = async (ports, purchase, now) => {
  const { provider, takenUsdc6, deliveredUsdc6 } = purchase
  if (provider && ports.provider(provider).refundsTo === 'account') return become('refunded')
  const outcome = purchase.return
    ? await tryTransfer(ports.desk.takeBack, purchase, { now, canSignAgain: false })
    : 'gone'
  if (outcome === 'gone') return become('completed', { reason: 'PURCHASE_MONEY_KEPT' })
  if (outcome !== 'done') return outcome
  const entries = [returnedEntry(purchase, takenUsdc6, deliveredUsdc6)]
  return { ...become('refunding', { returnedUsdc6: deliveredUsdc6 }), entries }
}
