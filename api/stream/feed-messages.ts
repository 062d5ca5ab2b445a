import { z } from '@hono/zod-openapi'
import { uintField } from '../../kit/fields.ts'
import { levelSchema } from '../clients/sequencer-views.ts'

const book = { series: z.int(), final: z.boolean(), sequence: z.int() }
const levels = { checksum: z.int(), bids: z.array(levelSchema), asks: z.array(levelSchema) }
const trade = {
  price: uintField(48),
  quantity: z.int(),
  takerSide: z.enum(['buy', 'sell']),
  state: z.enum(['MATCHED', 'SUBMITTED', 'SAFE', 'FINAL', 'SKIPPED']),
  batchNo: z.int(),
  timeMs: z.int(),
}

/** Something happened to one order; `sequence` is the place in the journal of what did it, `accountSequence` counts by account. */
const orderEvent = z.object({
  type: z.literal('order'),
  ...book,
  timeMs: z.int(),
  orderNumber: z.string(),
  clientOrderId: z.string().optional(),
  side: z.enum(['buy', 'sell']),
  account: z.string(),
  accountSequence: z.int(),
  event: z.string(),
  state: z.string(),
  openUnits: z.int(),
  reason: z.string().optional(),
  trade: z
    .object({
      tradeId: z.int(),
      price: uintField(48),
      quantity: z.int(),
      isTaker: z.boolean(),
      state: trade.state,
      batchNo: z.int(),
      skipCode: z.int(),
    })
    .optional(),
})

/** Fields that are added later are left aside. */
const feedMessageSchema = z.discriminatedUnion('type', [
  /** A market as it was when it was asked for; what follows continues it. */
  z.object({
    type: z.literal('market'),
    ...book,
    ...levels,
    lastPrice: uintField(48),
    trades: z.array(z.object({ tradeId: z.int(), ...trade })),
  }),
  /** New totals of levels; quantity 0 removes one. */
  z.object({ type: z.literal('delta'), ...book, ...levels }),
  /** A trade or a later state of it; `sequence` is the trade's number. The order numbers are for our services only. */
  z.object({
    type: z.literal('trade'),
    ...book,
    ...trade,
    skipCode: z.int(),
    buyOrderNumber: z.string().optional(),
    sellOrderNumber: z.string().optional(),
  }),
  orderEvent,
  /** What an account missed behind `after`; what follows continues it. */
  z.object({
    type: z.literal('account'),
    account: z.string(),
    after: z.int().optional(),
    sequence: z.int(),
    isComplete: z.boolean(),
    events: z.array(orderEvent),
  }),
])

/** A message of the sequencer's feed. */
export type FeedMessage = z.output<typeof feedMessageSchema>
export type DeltaMessage = Extract<FeedMessage, { type: 'delta' }>
export type TradeMessage = Extract<FeedMessage, { type: 'trade' }>
export type MarketMessage = Extract<FeedMessage, { type: 'market' }>
export type OrderMessage = Extract<FeedMessage, { type: 'order' }>
export type AccountMessage = Extract<FeedMessage, { type: 'account' }>
/** A trade of a market, in its present state. */
export type LiveTrade = MarketMessage['trades'][number]

/** The message, or undefined for what is not one. */
export function readFeedMessage(text: string): FeedMessage | undefined {
  try {
    return feedMessageSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
