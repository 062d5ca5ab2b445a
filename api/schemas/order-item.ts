import { z } from '@hono/zod-openapi'
import { cancelResult, cancelTarget, placeResult, signedOrderFields } from './order.ts'

/** One wish of a market maker's list. */
export const orderItem = z
  .discriminatedUnion('type', [
    signedOrderFields.extend({ type: z.literal('place') }),
    signedOrderFields.extend({ type: z.literal('replace'), replaces: cancelTarget }),
    z.strictObject({ type: z.literal('cancel'), target: cancelTarget }),
  ])
  .openapi('OrderItem', {
    description:
      '`replace` puts a signed order with a higher `seq` into the lane of the one that it replaces, in one step; it places nothing when that one has nothing left in the book.',
  })

export const itemResult = z
  .discriminatedUnion('type', [
    placeResult.extend({ type: z.literal('place') }),
    placeResult.extend({ type: z.literal('replace') }),
    cancelResult.extend({ type: z.literal('cancel') }),
  ])
  .openapi('OrderItemResult')
