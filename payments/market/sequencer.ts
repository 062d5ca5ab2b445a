import type { Address, Hex } from 'viem'
import { z } from 'zod'
import { hexField, uintField } from '../../kit/fields.ts'
import type { InternalClient } from '../../kit/internal-client.ts'
import { homeOf, partitionOfSeries } from '../../kit/partition.ts'
import type { Order } from '../../sdk/src/typed-data/order.ts'
import { unless404 } from './relayer.ts'

const coSignatureSchema = z.object({ deadline: z.int(), signature: hexField(65) })
const units = z.int().min(0)
const orderSchema = z.object({
  state: z.string(),
  openUnits: units,
  matchedUnits: units,
  submittedUnits: units,
  safeUnits: units,
  finalUnits: units,
})
const placedSchema = z.object({
  results: z.tuple([
    z.object({
      status: z.enum(['accepted', 'rejected', 'unknown']),
      code: z.string().optional(),
      detail: z.string().optional(),
    }),
  ]),
})
const accountSchema = z.object({ availableCash: uintField(64) })
const bookSchema = z.object({ asks: z.array(z.tuple([uintField(48), z.int(), z.int()])) })

/** All partitions of the order book, as far as purchases need them: each call goes where its series or account is. */
export function createSequencer(parts: readonly InternalClient[]) {
  const at = (index: number): InternalClient => {
    const part = parts[index]
    if (!part) throw new RangeError(`there is no partition ${index} of ${parts.length}`)
    return part
  }
  const ofSeries = (series: number) => at(partitionOfSeries(series, parts.length))
  const ofAccount = (account: Address) => at(homeOf(account, parts.length))
  return {
    async coSign(kind: 'TransferCash', message: Record<string, unknown> & { account: Address }) {
      const answer = await ofAccount(message.account).post('/internal/v1/co-signatures', { intent: { kind, message } })
      return coSignatureSchema.parse(answer)
    },
    async place(order: Order, signature: Hex) {
      const placement = { order, signature, confirmedPrice: true }
      return placedSchema.parse(await ofSeries(order.series).post('/internal/v1/orders', { orders: [placement] }))
        .results[0]
    },
    async order(series: number, orderNumber: string) {
      const answer = await unless404(ofSeries(series).get(`/internal/v1/orders/${orderNumber}`))
      return answer === undefined ? undefined : orderSchema.parse(answer)
    },
    async cancel(order: Order, orderNumber: string): Promise<void> {
      const cancels = [{ orderNumber }]
      await ofSeries(order.series).post('/internal/v1/cancels', { account: order.account, cancels })
    },
    /** Of the desk: what its transfers are paid from. */
    async availableCash(account: Address): Promise<bigint> {
      const answer = await ofAccount(account).get(`/internal/v1/accounts/${account}`)
      return accountSchema.parse(answer).availableCash
    },
    /** Units offered in a book at a price or lower. */
    async offered(series: number, final: boolean, priceUsdc6: bigint): Promise<number> {
      const book = bookSchema.parse(await ofSeries(series).get(`/internal/v1/books/${series}?final=${final}&depth=50`))
      return book.asks.reduce((sum, [price, quantity]) => (price <= priceUsdc6 ? sum + quantity : sum), 0)
    },
  }
}
export type Sequencer = ReturnType<typeof createSequencer>
