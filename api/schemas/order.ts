import { z } from '@hono/zod-openapi'
import * as field from './fields.ts'

/** An order as its trading key signed it (EIP-712 `Order`), price in dollars. */
export const signedOrder = z
  .strictObject({
    order: z.strictObject({
      account: field.address,
      series: field.seriesNumber,
      flags: field.uint16.openapi({ description: 'Bits of `Order.flags`, see the guide to orders.' }),
      price: field.price,
      quantity: field.uint32.min(1, 'must be at least 1'),
      lane: field.lane,
      seq: field.sequence,
      epoch: field.uint24,
      expiry: field.unixSecond,
      maxFeeBps: field.uint16.max(10_000, 'must be at most 10000'),
      minResalesLeft: field.uint8,
      unitId: field.tokenIdText,
    }),
    signature: field.signature,
    clientOrderId: z
      .string()
      .regex(/^[\w.:-]{1,64}$/, 'must be 1 to 64 letters, digits, ".", ":", "_" or "-"')
      .optional(),
    selfTradePrevention: z.enum(['cancel-maker', 'cancel-taker']).optional(),
  })
  .openapi('SignedOrder')

export const placeResult = z
  .object({
    orderNumber: z.string(),
    status: z.enum(['accepted', 'rejected']),
    code: z.string().optional().openapi({ example: 'ORDER_ABOVE_FACE' }),
    position: z.string().optional().openapi({ description: 'Place in the journal.' }),
    state: z.string().optional().openapi({ example: 'OPEN' }),
  })
  .openapi('PlaceResult')

export const receipt = z
  .object({
    account: z.string(),
    lane: z.int(),
    seq: z.int(),
    filled: z.int(),
    position: z.string(),
    signature: z.string(),
  })
  .openapi('CancelReceipt', {
    description:
      'The sequencer’s signed word that the order is cancelled; `voidWithReceipt` makes it final on chain for anyone who carries it.',
  })

export const cancelResult = z
  .object({ status: z.string(), code: z.string().optional(), receipt: receipt.optional() })
  .openapi('CancelResult')

export const cancelTarget = z.union([
  z.strictObject({ orderNumber: field.orderNumber }),
  z.strictObject({ lane: field.lane, seq: field.sequence }),
])

export const orderState = z
  .object({
    orderNumber: z.string(),
    kind: z.enum(['order', 'intent']),
    state: z.string().openapi({
      description:
        'Orders: OPEN, MATCHED, SUBMITTED, SAFE, FINAL, CANCELLED, EXPIRED, REJECTED, EVICTED. Intents: queued, submitted, executed, failed, refused.',
    }),
    transaction: z.string().nullish(),
  })
  .openapi('OrderState')
