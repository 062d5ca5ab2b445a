import type { Address } from 'viem'
import { z } from 'zod'
import { addressField, uintField } from '../../../kit/fields.ts'
import type { Order } from '../../../sdk/src/typed-data/order.ts'
import { MAX_CLIENT_ORDER_ID, MAX_ORDERS_PER_REQUEST } from '../limits.ts'

const int = (max: number, min = 0) => z.int(`must be an integer of ${min}..${max}`).min(min).max(max)

/** JSON form of an order: small numbers as numbers, price and unitId as decimal strings. */
const orderField = z.strictObject({
  account: addressField.transform((address) => address.toLowerCase() as Address),
  series: int(0xffff_ffff, 1),
  flags: int(0xffff),
  price: uintField(48),
  quantity: int(0xffff_ffff, 1),
  lane: int(127),
  seq: int(0xffff_ffff, 1),
  epoch: int(0xff_ffff),
  expiry: int(2 ** 40 - 1),
  maxFeeBps: int(0xffff),
  minResalesLeft: int(0xff),
  unitId: uintField(64),
}) satisfies z.ZodType<Order>

/** 65 bytes (secp256k1: r, s, v) or 128 bytes (P-256: r, s, x, y). */
const signatureField = z
  .string()
  .regex(/^0x(?:[0-9a-fA-F]{130}|[0-9a-fA-F]{256})$/, 'must be 65 bytes (r, s, v) or 128 bytes (P-256 r, s, x, y)')
  .transform((text) => text.toLowerCase() as `0x${string}`)

const SELF_TRADE_PREVENTIONS = ['cancel-maker', 'cancel-taker'] as const

export const placementField = z.strictObject({
  order: orderField,
  signature: signatureField,
  clientOrderId: z
    .string()
    .regex(/^[!-~]+$/, 'must be printable ASCII without spaces')
    .max(MAX_CLIENT_ORDER_ID)
    .optional(),
  selfTradePrevention: z.enum(SELF_TRADE_PREVENTIONS).default('cancel-taker'),
  /** The person was shown how far off the price is and means it. */
  confirmedPrice: z.boolean().default(false),
})
export type Placement = z.output<typeof placementField>

export const placementsBody = z.strictObject({
  orders: z.array(placementField).min(1).max(MAX_ORDERS_PER_REQUEST),
})
