import type { Address, Hex } from 'viem'
import { z } from 'zod'
import { addressField } from '../../kit/fields.ts'
import type { InternalClient } from '../../kit/internal-client.ts'
import { readAnswer } from './read-answer.ts'
import type { CancelTarget, SubmittedOrder } from './sequencer.ts'
import {
  cancelResultSchema,
  orderSchema,
  ownBookSchema,
  placeResultSchema,
  type SequencerOrder,
} from './sequencer-views.ts'

export type OrderItem =
  | ({ type: 'place' } & SubmittedOrder)
  | ({ type: 'replace'; replaces: CancelTarget } & SubmittedOrder)
  | { type: 'cancel'; target: CancelTarget }

const itemResultSchema = z.discriminatedUnion('type', [
  placeResultSchema.extend({ type: z.literal('place') }),
  placeResultSchema.extend({ type: z.literal('replace') }),
  cancelResultSchema.extend({ type: z.literal('cancel') }),
])
/** Series 0 stands for all. */
const watchesSchema = z.object({
  nowMs: z.int(),
  watches: z.array(z.object({ series: z.int(), deadlineMs: z.int() })),
})
const groupSchema = z.object({ accounts: z.array(addressField), version: z.int() })

export type ItemResult = z.output<typeof itemResultSchema>
export type Watches = z.output<typeof watchesSchema>

/** What the sequencer does for market makers. */
export function marketMakerCalls(http: InternalClient) {
  return {
    async runItems(account: Address, items: readonly OrderItem[]): Promise<ItemResult[]> {
      const answer = await http.post('/internal/v1/order-items', { account, items })
      return readAnswer(z.object({ results: z.array(itemResultSchema) }), answer).results
    },
    async keepAlive(account: Address, wish: { series?: number; timeoutMs: number }): Promise<Watches> {
      return readAnswer(watchesSchema, await http.post('/internal/v1/keep-alives', { account, ...wish }))
    },
    async watches(account: Address): Promise<Watches> {
      return readAnswer(watchesSchema, await http.get(`/internal/v1/accounts/${account}/keep-alives`))
    },
    async setGroup(statement: { members: readonly { account: Address; signature: Hex }[]; version: number }) {
      await http.post('/internal/v1/groups', statement)
    },
    /** Members of the account's group, itself first. */
    async group(account: Address) {
      return readAnswer(groupSchema, await http.get(`/internal/v1/accounts/${account}/group`))
    },
    /** A book with the account's own orders in it. */
    async ownBook(account: Address, { series, final, depth }: { series: number; final: boolean; depth: number }) {
      const path = `/internal/v1/books/${series}?final=${final}&depth=${depth}&account=${account}`
      return readAnswer(ownBookSchema, await http.get(path))
    },
    async clientOrder(account: Address, clientOrderId: string): Promise<SequencerOrder> {
      const path = `/internal/v1/accounts/${account}/client-orders/${encodeURIComponent(clientOrderId)}`
      return readAnswer(orderSchema, await http.get(path))
    },
  }
}
