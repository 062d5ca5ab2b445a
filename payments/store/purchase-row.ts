import type { Address } from 'viem'
import { z } from 'zod'
import { addressField, hexField, uintField } from '../../kit/fields.ts'
import type { Order } from '../../sdk/src/typed-data/order.ts'
import type { Purchase } from '../saga/purchase.ts'

const count = z.int().min(0)

/** An order as it is stored and handed over: numbers that JSON readers would round are decimal strings. */
export const orderField = z.strictObject({
  order: z.strictObject({
    account: addressField,
    series: count,
    flags: count,
    price: uintField(48),
    quantity: count.min(1),
    lane: count,
    seq: count,
    epoch: count,
    expiry: count,
    maxFeeBps: count,
    minResalesLeft: count,
    unitId: uintField(64),
  }) satisfies z.ZodType<Order>,
  signature: hexField(128),
})

export const returnField = z.strictObject({
  nonce: uintField(256),
  deadline: count,
  gasLimit: count,
  signature: hexField(8_192),
})

/** Columns of payments.purchase by the purchase's own names; what is not listed under a kind is stored as it is. */
export const COLUMNS = {
  id: 'id',
  account: 'account',
  method: 'method',
  payUsdc6: 'pay_usdc6',
  rateE8: 'rate_e8',
  receiveUsdc6: 'receive_usdc6',
  lockedUntil: 'locked_until',
  order: 'signed_order',
  return: 'signed_return',
  state: 'state',
  stateSince: 'state_since',
  dueAt: 'due_at',
  failures: 'failures',
  provider: 'provider',
  refusedBy: 'refused_by',
  checkoutId: 'checkout_id',
  checkoutUrl: 'checkout_url',
  paymentId: 'payment_id',
  attempt: 'attempt',
  takenUsdc6: 'taken_usdc6',
  refundedUsdc6: 'refunded_usdc6',
  deliveredUsdc6: 'delivered_usdc6',
  returnedUsdc6: 'returned_usdc6',
  filledUnits: 'filled_units',
  reason: 'reason',
  orderNumber: 'order_number',
  deliveryNumber: 'delivery_number',
  createdAt: 'created_at',
  endedAt: 'ended_at',
} as const satisfies Record<keyof Purchase, string>

const AMOUNTS = [
  'payUsdc6',
  'rateE8',
  'receiveUsdc6',
  'takenUsdc6',
  'refundedUsdc6',
  'deliveredUsdc6',
  'returnedUsdc6',
] as const satisfies (keyof Purchase)[]

export type PurchaseRow = Record<string, unknown>

export function purchaseOfRow(row: PurchaseRow): Purchase {
  const entries = Object.entries(COLUMNS).map(([name, column]) => [name, row[column]] as const)
  const purchase = Object.fromEntries(entries) as unknown as Purchase
  const amounts = Object.fromEntries(AMOUNTS.map((name) => [name, BigInt(String(purchase[name]))]))
  return {
    ...purchase,
    ...amounts,
    account: purchase.account as Address,
    order: purchase.order === null ? null : orderField.parse(purchase.order),
    return: purchase.return === null ? null : returnField.parse(purchase.return),
  }
}
