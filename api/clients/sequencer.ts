import type { Address, Hex } from 'viem'
import { z } from 'zod'
import { addressField, hexField, parseInput, uintField } from '../../kit/fields.ts'
import { createInternalClient } from '../../kit/internal-client.ts'
import type { Secret } from '../../kit/secret.ts'
import type { IntentName } from '../../sdk/src/typed-data/intents.ts'
import type { Order } from '../../sdk/src/typed-data/order.ts'

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])

/** What the sequencer says of one order; flat, so that it can be shown as it is. */
const orderViewSchema = z.object({ orderNumber: z.string(), state: z.string() }).catchall(scalar)
const placeResultSchema = z.object({
  orderNumber: z.string(),
  status: z.enum(['accepted', 'rejected']),
  code: z.string().optional(),
  position: z.coerce.string().optional(),
  state: z.string().optional(),
})
const receiptSchema = z.object({
  account: addressField,
  lane: z.coerce.number().int(),
  seq: z.coerce.number().int(),
  filled: z.coerce.number().int(),
  position: z.coerce.string(),
  signature: hexField(65),
})
const cancelResultSchema = z.object({
  status: z.string(),
  code: z.string().optional(),
  receipt: receiptSchema.optional(),
})
const levelSchema = z.tuple([z.coerce.string(), z.coerce.number(), z.coerce.number()])
const bookSchema = z.object({
  series: z.number(),
  final: z.boolean(),
  sequence: z.coerce.string(),
  bids: z.array(levelSchema),
  asks: z.array(levelSchema),
  lastPrice: z.coerce.string().nullish(),
})
const accountSchema = z.object({
  cash: uintField(64),
  reservedCash: uintField(128),
  availableCash: uintField(64),
})
const coSignatureSchema = z.object({ deadline: z.coerce.number().int(), signature: hexField(65) })

export type OrderView = z.output<typeof orderViewSchema>
export type PlaceResult = z.output<typeof placeResultSchema>
export type CancelResult = z.output<typeof cancelResultSchema>
export type BookView = z.output<typeof bookSchema>

export interface SubmittedOrder {
  order: Order
  signature: Hex
  clientOrderId?: string | undefined
  selfTradePrevention?: 'cancel-maker' | 'cancel-taker' | undefined
}

export type CancelTarget = { orderNumber: string } | { lane: number; seq: number }

export type SequencerClient = ReturnType<typeof createSequencerClient>

/** The sequencer's internal interface; its refusals arrive as our errors with their codes. */
export function createSequencerClient(parameters: { url: string; token: Secret }) {
  const http = createInternalClient({ name: 'sequencer', ...parameters })
  return {
    async placeOrders(orders: readonly SubmittedOrder[]): Promise<PlaceResult[]> {
      const answer = await http.post('/internal/v1/orders', { orders })
      return parseInput(z.object({ results: z.array(placeResultSchema) }), answer).results
    },
    async cancelOrders(account: Address, cancels: readonly CancelTarget[]): Promise<CancelResult[]> {
      const answer = await http.post('/internal/v1/cancels', { account, cancels })
      return parseInput(z.object({ results: z.array(cancelResultSchema) }), answer).results
    },
    async cancelAll(account: Address, series?: number) {
      const answer = await http.post('/internal/v1/cancel-all', {
        account,
        ...(series === undefined ? {} : { series }),
      })
      return parseInput(z.object({ cancelled: z.number(), receipts: z.array(receiptSchema) }), answer)
    },
    async book(series: number, final: boolean, depth: number): Promise<BookView> {
      return parseInput(bookSchema, await http.get(`/internal/v1/books/${series}?final=${final}&depth=${depth}`))
    },
    async order(orderNumber: string): Promise<OrderView> {
      return parseInput(orderViewSchema, await http.get(`/internal/v1/orders/${orderNumber}`))
    },
    async ordersOf(account: Address): Promise<OrderView[]> {
      const answer = await http.get(`/internal/v1/accounts/${account}/orders`)
      return parseInput(z.object({ orders: z.array(orderViewSchema) }), answer).orders
    },
    async account(account: Address) {
      return parseInput(accountSchema, await http.get(`/internal/v1/accounts/${account}`))
    },
    async coSign(kind: IntentName, message: Record<string, unknown>) {
      return parseInput(coSignatureSchema, await http.post('/internal/v1/co-signatures', { intent: { kind, message } }))
    },
  }
}
