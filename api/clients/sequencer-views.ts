import { z } from 'zod'
import { addressField, hexField, uintField } from '../../kit/fields.ts'

/** A signed integer as a decimal string. */
const intField = z
  .string()
  .regex(/^-?\d{1,20}$/)
  .transform(BigInt)

/** What the sequencer answers, field by field; an answer that does not fit is a mistake between our services. */
const tradeSchema = z.object({
  tradeId: z.int(),
  price: uintField(48),
  quantity: z.int(),
  state: z.enum(['MATCHED', 'SUBMITTED', 'SAFE', 'FINAL', 'SKIPPED']),
  batchNo: z.int(),
  skipCode: z.int(),
  takerSide: z.enum(['buy', 'sell']),
  timeMs: z.int(),
})

export const priceSchema = z.object({
  guidance: z
    .object({
      priceUsdc6: uintField(64),
      lowUsdc6: uintField(64),
      highUsdc6: uintField(64),
      lastUsdc6: uintField(64),
      timePpb: intField,
      creditPpb: intField,
      liquidityPpb: intField,
      atMs: z.int(),
    })
    .optional(),
})
export type PriceView = NonNullable<z.output<typeof priceSchema>['guidance']>

export const receiptSchema = z.object({
  account: addressField,
  lane: z.int(),
  seq: z.int(),
  filled: z.int(),
  position: uintField(64),
  signature: hexField(65),
})

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

export const orderSchema = z.object({
  orderNumber: z.string(),
  state: z.enum(orderStates),
  account: addressField,
  series: z.int(),
  side: z.enum(['buy', 'sell']),
  final: z.boolean(),
  primary: z.boolean(),
  price: uintField(48),
  quantity: z.int(),
  lane: z.int(),
  seq: z.int(),
  expiry: z.int(),
  position: z.int(),
  timeMs: z.int(),
  clientOrderId: z.string().optional(),
  reason: z.string().optional(),
  openUnits: z.int(),
  matchedUnits: z.int(),
  submittedUnits: z.int(),
  safeUnits: z.int(),
  finalUnits: z.int(),
})

export const fillsSchema = z.object({ trades: z.array(tradeSchema), receipt: receiptSchema.optional() })

export const placeResultSchema = z.object({
  orderNumber: z.string(),
  status: z.enum(['accepted', 'rejected', 'unknown']),
  code: z.string().optional(),
  field: z.string().optional(),
  detail: z.string().optional(),
  position: z.int().optional(),
  state: z.enum([...orderStates, 'UNKNOWN']),
  trades: z.array(tradeSchema),
})

export const cancelResultSchema = z.object({
  status: z.enum(['cancelled', 'rejected', 'unknown']),
  orderNumber: z.string().optional(),
  code: z.string().optional(),
  receipt: receiptSchema.optional(),
})

/** [price, quantity, orders] of a level. */
export const levelSchema = z.tuple([uintField(48), z.int(), z.int()])

export const bookSchema = z.object({
  series: z.int(),
  final: z.boolean(),
  sequence: z.int(),
  /** CRC-32 of the best levels: sdk/src/market-data/checksum.ts. */
  checksum: z.int(),
  bids: z.array(levelSchema),
  asks: z.array(levelSchema),
  /** 0 before the first trade. */
  lastPrice: uintField(48),
})

/** The best level of each side; absent while its partition is away, null where there is none. */
export const bestPricesSchema = z.object({
  bid: levelSchema.nullable().optional(),
  ask: levelSchema.nullable().optional(),
})

/** The same with what one account has in it. */
export const ownBookSchema = bookSchema.extend({
  own: z.array(
    z.object({
      orderNumber: z.string(),
      clientOrderId: z.string().optional(),
      side: z.enum(['buy', 'sell']),
      price: uintField(48),
      open: z.int(),
    }),
  ),
})

const keySchema = z.object({
  index: z.int(),
  key: addressField,
  kind: z.int(),
  expiryDay: z.int(),
  scope: z.int(),
  epoch: z.int(),
})

export const accountSchema = z.object({
  cash: uintField(64),
  reservedCash: uintField(128),
  availableCash: uintField(64),
  keys: z.array(keySchema),
})

export const coSignatureSchema = z.object({ deadline: z.int(), signature: hexField(65) })

export type SequencerTrade = z.output<typeof tradeSchema>
export type SequencerReceipt = z.output<typeof receiptSchema>
export type SequencerOrder = z.output<typeof orderSchema>
export type SequencerFills = z.output<typeof fillsSchema>
export type PlaceResult = z.output<typeof placeResultSchema>
export type CancelResult = z.output<typeof cancelResultSchema>
export type BookView = z.output<typeof bookSchema>
export type BestPrices = z.output<typeof bestPricesSchema>
export type OwnBookView = z.output<typeof ownBookSchema>
export type BookLevel = z.output<typeof levelSchema>
