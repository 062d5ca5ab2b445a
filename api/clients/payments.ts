import type { Address } from 'viem'
import { z } from 'zod'
import { RetryableError } from '../../kit/errors.ts'
import { addressField, uintField } from '../../kit/fields.ts'
import { createInternalClient } from '../../kit/internal-client.ts'
import { PURCHASE_METHODS, PURCHASE_STATES } from '../../kit/purchases.ts'
import type { Secret } from '../../kit/secret.ts'
import type { Order } from '../../sdk/src/typed-data/order.ts'

const amount = uintField(63)
const instant = z.iso.datetime()
const purchaseSchema = z.object({
  id: z.uuid(),
  account: addressField,
  method: z.enum(PURCHASE_METHODS),
  payUsdc6: amount,
  receiveUsdc6: amount,
  state: z.enum(PURCHASE_STATES),
  checkoutUrl: z.url().nullable(),
  takenUsdc6: amount,
  refundedUsdc6: amount,
  deliveredUsdc6: amount,
  returnedUsdc6: amount,
  filledUnits: z.int(),
  reason: z.string().nullable(),
  orderNumber: z.string().nullable(),
  deliveryNumber: z.string().nullable(),
  createdAt: instant,
  endedAt: instant.nullable(),
})
export type PurchaseView = z.output<typeof purchaseSchema>

export interface PurchaseWish {
  id: string
  account: Address
  method: (typeof PURCHASE_METHODS)[number]
  payUsdc6: bigint
  rateE8: bigint
  receiveUsdc6: bigint
  lockedUntil: Date
  order?: { order: Order; signature: string } | undefined
  return?: { nonce: bigint; deadline: number; gasLimit: number; signature: string } | undefined
}

export type PaymentsClient = ReturnType<typeof createPaymentsClient>

/** The payments process; its refusals arrive as our errors with their codes. */
export function createPaymentsClient(parameters: { url: string; token: Secret }) {
  const http = createInternalClient({ name: 'payments', ...parameters })
  return {
    async begin(wish: PurchaseWish): Promise<PurchaseView> {
      return readAnswer(purchaseSchema, await http.post('/internal/v1/purchases', wish))
    },
    async purchase(id: string): Promise<PurchaseView> {
      return readAnswer(purchaseSchema, await http.get(`/internal/v1/purchases/${id}`))
    },
    async purchasesOf(account: Address): Promise<PurchaseView[]> {
      const answer = await http.get(`/internal/v1/purchases?account=${account}`)
      return readAnswer(z.object({ purchases: z.array(purchaseSchema) }), answer).purchases
    },
    /** The account that stablecoin is bought from, and the providers' standing. */
    async desk() {
      return readAnswer(deskSchema, await http.get('/internal/v1/desk'))
    },
  }
}

const deskSchema = z.object({
  account: addressField,
  providers: z.array(z.object({ name: z.string(), method: z.enum(['card', 'crypto']), isWell: z.boolean() })),
})

/** What does not fit is our mistake, never the caller's. */
function readAnswer<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  const result = schema.safeParse(answer)
  if (result.success) return result.data
  throw new RetryableError('The answer of payments was not understood.', {
    code: 'PAYMENTS_UNAVAILABLE',
    cause: result.error,
  })
}
