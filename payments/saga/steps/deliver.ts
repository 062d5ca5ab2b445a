import { deliveredEntry } from '../journal.ts'
import { become, type Step } from '../ports.ts'
import { tryTransfer } from '../try-transfer.ts'

/** delivering: the desk's stablecoin goes into her account inside the core, once. */
export const deliver: Step = async ({ desk }, purchase, now) => {
  const outcome = await tryTransfer(desk.deliver, purchase, { now, canSignAgain: true })
  if (outcome === 'gone') return become('refunding', { reason: 'PURCHASE_DELIVERY_REFUSED' })
  if (outcome !== 'done') return outcome
  const { order, receiveUsdc6, takenUsdc6 } = purchase
  const number = desk.deliver.number(purchase)
  const patch = { deliveredUsdc6: receiveUsdc6, deliveryNumber: number }
  const next = order ? become('ordering', patch) : become('completed', { ...patch, orderNumber: number })
  return { ...next, entries: [deliveredEntry(purchase, takenUsdc6, receiveUsdc6)] }
}
