import { z } from 'zod'
import { addressField, uintField } from '../../kit/fields.ts'
import { PAYMENT_METHODS } from '../providers/provider.ts'
import type { Purchase } from '../saga/purchase.ts'
import { orderField, returnField } from '../store/purchase-row.ts'

/** What the API hands over; it vouches for the account and for the quote, which the oracle is asked about once more. */
export const purchaseBody = z.strictObject({
  id: z.uuid(),
  account: addressField,
  method: z.enum([...PAYMENT_METHODS, 'any']),
  payUsdc6: uintField(63),
  rateE8: uintField(63),
  receiveUsdc6: uintField(63),
  lockedUntil: z.iso.datetime().transform((text) => new Date(text)),
  order: orderField.optional(),
  return: returnField.optional(),
})

/** A purchase that nothing has happened to. */
export function newPurchase(body: z.output<typeof purchaseBody>, now: Date): Purchase {
  return {
    ...body,
    order: body.order ?? null,
    return: body.return ?? null,
    state: 'opening',
    stateSince: now,
    dueAt: now,
    failures: 0,
    provider: null,
    refusedBy: [],
    checkoutId: null,
    checkoutUrl: null,
    paymentId: null,
    attempt: 0,
    takenUsdc6: 0n,
    refundedUsdc6: 0n,
    deliveredUsdc6: 0n,
    returnedUsdc6: 0n,
    filledUnits: 0,
    reason: null,
    orderNumber: null,
    deliveryNumber: null,
    createdAt: now,
    endedAt: null,
  }
}

/** Whether two requests under one key ask for the same. */
export function isSameWish(a: Purchase, b: Purchase): boolean {
  const isSameOrder = a.order?.signature === b.order?.signature && a.return?.signature === b.return?.signature
  const isSameMoney = a.payUsdc6 === b.payUsdc6 && a.rateE8 === b.rateE8 && a.method === b.method
  return a.account === b.account && isSameOrder && isSameMoney
}

/** What the API is told; nothing of it names a person. */
export function viewOf(purchase: Purchase) {
  const { order: _, return: __, failures: ___, refusedBy: ____, dueAt: _____, attempt: ______, ...view } = purchase
  return view
}
