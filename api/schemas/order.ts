import { z } from '@hono/zod-openapi'
import * as field from './fields.ts'

/** Fields of a signed order, to be extended: what has a name of its own in the document cannot be. */
export const signedOrderFields = z.strictObject({
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
  signature: field.orderSignature,
  clientOrderId: field.clientOrderId.optional(),
  selfTradePrevention: z.enum(['cancel-maker', 'cancel-taker']).optional(),
  confirmedPrice: z
    .boolean()
    .optional()
    .openapi({ description: 'The person means a price outside the band of GET /api/v1/series/{series}/price.' }),
})

/** An order as its trading key signed it (EIP-712 `Order`), price in dollars. */
export const signedOrder = signedOrderFields.openapi('SignedOrder')

export const receipt = z
  .object({
    account: z.string(),
    lane: z.int(),
    seq: z.int(),
    filled: z.int(),
    position: z.string().openapi({ example: '42' }),
    signature: z.string(),
  })
  .openapi('CancelReceipt', {
    description:
      'The sequencer’s signed word that the order is cancelled; `voidWithReceipt` makes it final on chain for anyone who carries it.',
  })

const UNKNOWN =
  'unknown: the part of the market that it belongs to did not answer (SEQUENCER_UNAVAILABLE). Send the same again: nothing is done twice.'

export const cancelResult = z
  .object({
    status: z.enum(['cancelled', 'rejected', 'unknown']).openapi({ description: UNKNOWN }),
    orderNumber: z.string().optional(),
    code: z.string().optional().openapi({ example: 'ORDER_NOT_FOUND' }),
    receipt: receipt.optional(),
  })
  .openapi('CancelResult')

export const cancelTarget = z.union([
  z.strictObject({ orderNumber: field.orderNumber }),
  z.strictObject({ clientOrderId: field.clientOrderId }),
  z.strictObject({ lane: field.lane, seq: field.sequence }),
])

const orderStates = [
  'OPEN',
  'MATCHED',
  'SUBMITTED',
  'SAFE',
  'FINAL',
  'CANCELLED',
  'EXPIRED',
  'EVICTED',
  'REJECTED',
] as const
const dollars = z.string().openapi({ example: '45.00' })

const orderTrade = z
  .object({
    tradeId: z.int(),
    price: dollars,
    quantity: z.int(),
    state: z.enum(['MATCHED', 'SUBMITTED', 'SAFE', 'FINAL', 'SKIPPED']),
    batchNo: z.int().openapi({ description: '0 until it is in a batch.' }),
    takerSide: z.enum(['buy', 'sell']),
    tradedAtMs: z.int(),
    skipCode: z.string().optional().openapi({ description: 'Why the core skipped it.' }),
  })
  .openapi('OrderTrade')

export const placeResult = z
  .object({
    orderNumber: z.string(),
    status: z.enum(['accepted', 'rejected', 'unknown']).openapi({ description: UNKNOWN }),
    code: z.string().optional().openapi({ example: 'ORDER_PRICE_ABOVE_FACE', description: 'See /docs/errors.' }),
    field: z.string().optional().openapi({ example: 'price' }),
    detail: z.string().optional().openapi({ example: 'must be at most the face value 50000000' }),
    position: z.int().optional().openapi({ description: 'Place in the journal.' }),
    state: z.enum([...orderStates, 'UNKNOWN']),
    trades: z.array(orderTrade),
  })
  .openapi('PlaceResult')

export const orderView = z
  .object({
    kind: z.literal('order'),
    orderNumber: z.string(),
    account: z.string(),
    series: z.int(),
    side: z.enum(['buy', 'sell']),
    final: z.boolean(),
    primary: z.boolean(),
    price: dollars,
    quantity: z.int(),
    lane: z.int(),
    seq: z.int(),
    expiry: z.int(),
    state: z.enum(orderStates).openapi({ description: 'Filled is said from SAFE on.' }),
    reason: z.string().optional().openapi({ description: 'Why it left the book.', example: 'USER' }),
    clientOrderId: z.string().optional(),
    position: z.int().openapi({ description: 'Place in the journal.' }),
    acceptedAtMs: z.int(),
    units: z
      .object({ open: z.int(), matched: z.int(), submitted: z.int(), safe: z.int(), final: z.int() })
      .openapi({ description: 'Where its units stand; they add up to the quantity while it has not ended.' }),
  })
  .openapi('Order')

export const orderDetail = orderView
  .extend({
    trades: z.array(orderTrade).openapi({ description: 'The newest ones.' }),
    receipt: receipt.optional().openapi({ description: 'Once it is cancelled.' }),
  })
  .openapi('OrderDetail')

export const intentView = z
  .object({
    kind: z.literal('intent'),
    orderNumber: z.string(),
    account: z.string(),
    state: z.enum(['queued', 'submitted', 'executed', 'failed', 'refused']),
    confirmation: z
      .enum(['mined', 'safe', 'final'])
      .optional()
      .openapi({ description: 'How deep its block is; count on the outcome from `safe` on.' }),
    transaction: z.string().optional(),
    block: z.int().optional(),
    gasUsed: z.string().optional().openapi({ description: 'Its share of the batch; paid for you.' }),
    code: z.string().optional().openapi({ example: 'EXITS_NOT_MATURED', description: 'See /docs/errors.' }),
    detail: z.string().optional(),
  })
  .openapi('Intent')

/** What an order number stands for. */
export const orderState = z.discriminatedUnion('kind', [orderDetail, intentView])
