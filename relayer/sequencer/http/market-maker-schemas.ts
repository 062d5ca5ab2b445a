import { z } from 'zod'
import { hexField } from '../../../kit/fields.ts'
import { placementField } from '../admission/order-schema.ts'
import {
  KEEP_ALIVE_MAX_MS,
  KEEP_ALIVE_MIN_MS,
  MAX_GROUP_ACCOUNTS,
  MAX_ORDERS_PER_REQUEST,
  MAX_STATEMENT_SIGNATURE_BYTES,
} from '../limits.ts'
import { accountField, cancelTargetField, seriesField } from './schemas.ts'

const itemField = z.discriminatedUnion('type', [
  placementField.extend({ type: z.literal('place') }),
  placementField.extend({ type: z.literal('replace'), replaces: cancelTargetField }),
  z.strictObject({ type: z.literal('cancel'), target: cancelTargetField }),
])

/** Every item is the account's own: the others' orders cannot be named, and their signatures would not fit. */
export const itemsBody = z
  .strictObject({ account: accountField, items: z.array(itemField).min(1).max(MAX_ORDERS_PER_REQUEST) })
  .refine(
    ({ account, items }) => items.every((item) => item.type === 'cancel' || item.order.account === account),
    'must be orders of the account',
  )

export const keepAliveBody = z.strictObject({
  account: accountField,
  series: seriesField.optional(),
  timeoutMs: z.union([z.literal(0), z.int().min(KEEP_ALIVE_MIN_MS).max(KEEP_ALIVE_MAX_MS)]),
})

const memberField = z.strictObject({ account: accountField, signature: hexField(MAX_STATEMENT_SIGNATURE_BYTES) })

export const groupBody = z.strictObject({
  members: z
    .array(memberField)
    .min(1)
    .max(MAX_GROUP_ACCOUNTS)
    .refine((members) => new Set(members.map(({ account }) => account)).size === members.length, 'must differ'),
  version: z
    .int()
    .min(1)
    .max(2 ** 48 - 1),
})
