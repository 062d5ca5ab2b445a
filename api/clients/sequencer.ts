import type { Address, Hex } from 'viem'
import { z } from 'zod'
import type { InternalClient } from '../../kit/internal-client.ts'
import type { IntentName } from '../../sdk/src/typed-data/intents.ts'
import type { Order } from '../../sdk/src/typed-data/order.ts'
import { readAnswer } from './read-answer.ts'
import { marketMakerCalls } from './sequencer-market-maker.ts'
import {
  accountSchema,
  type BestPrices,
  type BookView,
  bestPricesSchema,
  bookSchema,
  type CancelResult,
  cancelResultSchema,
  coSignatureSchema,
  fillsSchema,
  orderSchema,
  type PlaceResult,
  type PriceView,
  placeResultSchema,
  priceSchema,
  receiptSchema,
  type SequencerFills,
  type SequencerOrder,
} from './sequencer-views.ts'

export interface SubmittedOrder {
  order: Order
  signature: Hex
  clientOrderId?: string | undefined
  selfTradePrevention?: 'cancel-maker' | 'cancel-taker' | undefined
  confirmedPrice?: boolean | undefined
}

export type CancelTarget = { orderNumber: string } | { clientOrderId: string } | { lane: number; seq: number }

export type SequencerClient = ReturnType<typeof createSequencerClient>

/** The internal interface of one sequencer; its refusals arrive as our errors with their codes. */
export function createSequencerClient(http: InternalClient) {
  return {
    ...marketMakerCalls(http),
    async placeOrders(orders: readonly SubmittedOrder[]): Promise<PlaceResult[]> {
      const answer = await http.post('/internal/v1/orders', { orders })
      return readAnswer(z.object({ results: z.array(placeResultSchema) }), answer).results
    },
    async cancelOrders(account: Address, cancels: readonly CancelTarget[]): Promise<CancelResult[]> {
      const answer = await http.post('/internal/v1/cancels', { account, cancels })
      return readAnswer(z.object({ results: z.array(cancelResultSchema) }), answer).results
    },
    async cancelAll(account: Address, series?: number) {
      const answer = await http.post('/internal/v1/cancel-all', {
        account,
        ...(series === undefined ? {} : { series }),
      })
      return readAnswer(z.object({ cancelled: z.number(), receipts: z.array(receiptSchema) }), answer)
    },
    async book(series: number, final: boolean, depth: number): Promise<BookView> {
      return readAnswer(bookSchema, await http.get(`/internal/v1/books/${series}?final=${final}&depth=${depth}`))
    },
    /** Of at most 200 markets, in their order. */
    async bestPrices(markets: readonly { series: number; final: boolean }[]): Promise<BestPrices[]> {
      const answer = await http.post('/internal/v1/best-prices', { markets })
      return readAnswer(z.object({ prices: z.array(bestPricesSchema) }), answer).prices
    },
    /** Undefined for a series that is not open. */
    async price(series: number): Promise<PriceView | undefined> {
      const { guidance } = readAnswer(priceSchema, await http.get(`/internal/v1/prices/${series}`))
      return guidance
    },
    async order(orderNumber: string): Promise<SequencerOrder> {
      return readAnswer(orderSchema, await http.get(`/internal/v1/orders/${orderNumber}`))
    },
    /** The newest trades of an order and, once it is cancelled, its receipt. */
    async fills(orderNumber: string): Promise<SequencerFills> {
      return readAnswer(fillsSchema, await http.get(`/internal/v1/orders/${orderNumber}/fills`))
    },
    async ordersOf(account: Address): Promise<SequencerOrder[]> {
      const answer = await http.get(`/internal/v1/accounts/${account}/orders`)
      return readAnswer(z.object({ orders: z.array(orderSchema) }), answer).orders
    },
    async account(account: Address) {
      return readAnswer(accountSchema, await http.get(`/internal/v1/accounts/${account}`))
    },
    /** Keys that may sign, the same in every partition. */
    async keysOf(account: Address) {
      return readAnswer(accountSchema, await http.get(`/internal/v1/accounts/${account}`)).keys
    },
    async coSign(kind: IntentName, message: Record<string, unknown>) {
      return readAnswer(coSignatureSchema, await http.post('/internal/v1/co-signatures', { intent: { kind, message } }))
    },
  }
}
