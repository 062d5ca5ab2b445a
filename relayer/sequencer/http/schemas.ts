import type { Address } from 'viem'
import { z } from 'zod'
import { addressField } from '../../../kit/fields.ts'
import { isOrderNumber } from '../../../sdk/src/ids.ts'
import { MAX_BEST_PRICES, MAX_BOOK_DEPTH, MAX_CLIENT_ORDER_ID, MAX_ORDERS_PER_REQUEST } from '../limits.ts'

export const accountField = addressField.transform((address) => address.toLowerCase() as Address)

export const orderNumberField = z.string().refine(isOrderNumber, 'must be GX and 16 characters of Crockford base32')

export const clientOrderIdField = z
  .string()
  .regex(/^[!-~]+$/, 'must be printable ASCII without spaces')
  .max(MAX_CLIENT_ORDER_ID)

export const seriesField = z.int().min(1).max(0xffff_ffff)

export const cancelTargetField = z.union([
  z.strictObject({ orderNumber: orderNumberField }),
  z.strictObject({ clientOrderId: clientOrderIdField }),
  z.strictObject({ lane: z.int().min(0).max(127), seq: z.int().min(1).max(0xffff_ffff) }),
])

export const cancelsBody = z.strictObject({
  account: accountField,
  cancels: z.array(cancelTargetField).min(1).max(MAX_ORDERS_PER_REQUEST),
})

export const cancelAllBody = z.strictObject({ account: accountField, series: seriesField.optional() })

export const bestPricesBody = z.strictObject({
  markets: z
    .array(z.strictObject({ series: seriesField, final: z.boolean() }))
    .min(1)
    .max(MAX_BEST_PRICES),
})

export const bookParameters = z.object({
  series: z.coerce.number().pipe(seriesField),
  final: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
  depth: z.coerce.number().int().min(1).max(MAX_BOOK_DEPTH).default(50),
  /** Whose orders are told beside the levels. */
  account: accountField.optional(),
})
