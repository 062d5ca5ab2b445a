import { z } from '@hono/zod-openapi'
import { PURCHASE_METHODS, PURCHASE_STATES } from '../../kit/purchases.ts'
import * as field from './fields.ts'
import { signedOrderFields } from './order.ts'

const { order, signature } = signedOrderFields.shape

export const purchaseBody = z
  .strictObject({
    quoteId: z.uuid().openapi({ description: 'Of POST /api/v1/payments/quotes with `pay` USD; still open.' }),
    method: z.enum(PURCHASE_METHODS),
    order: z.strictObject({ order, signature }).optional().openapi({
      description:
        'A limit order to buy (GTC or GTD, at least 40 minutes), signed by the trading key; placed when the money is there. Without one the purchase is of USDC.',
    }),
    return: z
      .strictObject({
        nonce: field.nonce,
        deadline: field.unixSecond,
        gasLimit: field.gasLimit,
        signature: field.signature,
      })
      .optional()
      .openapi({
        description:
          '`TransferCash` (EIP-712) of exactly the quote’s `receiveAmount` to the desk (GET /api/v1/purchases/desk), `data` empty, at least 2 hours. Needed with an order unless the method is crypto: carried only when nothing of the order was filled, so that the card can be refunded.',
      }),
  })
  .openapi('PurchaseRequest')

const dollars = z.string().openapi({ example: '100.00' })

export const purchaseView = z
  .object({
    purchaseId: z.uuid(),
    method: z.enum(PURCHASE_METHODS),
    state: z.enum(PURCHASE_STATES).openapi({
      description:
        'completed: delivered and, with an order, settled at least in part; refunded: given back; cancelled: nothing was taken. held: a human decides. Every other state moves by itself.',
    }),
    reason: z.string().optional().openapi({
      example: 'PURCHASE_NOT_FILLED',
      description: 'Why it did not go the straight way; see /docs/errors.',
    }),
    checkoutUrl: z.url().optional().openapi({ description: 'Where the person pays, at the provider.' }),
    payAmount: dollars,
    receiveAmount: dollars,
    takenAmount: dollars,
    refundedAmount: dollars.openapi({ description: 'Back on the card.' }),
    deliveredAmount: dollars.openapi({
      description: 'USDC in the account; what the order left of it is the account’s.',
    }),
    returnedAmount: dollars,
    filledUnits: z.int(),
    orderNumber: z
      .string()
      .optional()
      .openapi({ description: 'Of the order, or of the delivery where there is none; follow it at /api/v1/orders.' }),
    createdAt: z.iso.datetime(),
    endedAt: z.iso.datetime().optional(),
  })
  .openapi('Purchase')

export const deskView = z
  .object({
    account: z.string().openapi({ description: 'Whom a signed return pays.' }),
    methods: z.array(z.enum(['card', 'crypto'])).openapi({ description: 'What can be paid with now.' }),
  })
  .openapi('PurchaseDesk')
