import { createRoute, z } from '@hono/zod-openapi'
import { InvalidRequestError } from '../../kit/errors.ts'
import { formatUsdc } from '../../sdk/src/money.ts'
import type { PurchaseView } from '../clients/payments.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { beginPurchase, readPurchase } from '../domain/purchases.ts'
import { type ApiApp, createRouter, requirePrincipal, requireSession } from '../http/environment.ts'
import { bodyProblems, problems } from '../http/problems.ts'
import { deskView, purchaseBody, purchaseView } from '../schemas/purchase.ts'

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } })
const bearer = [{ bearer: [] }]
const tags = ['money']

const beginRoute = createRoute({
  method: 'post',
  path: '/purchases',
  tags,
  summary: 'Buy by card or crypto',
  description:
    'Needs an Idempotency-Key: the same key is the same purchase, for good. Send the person to `checkoutUrl`; a card is only charged when nothing stands in the way of delivering. Then read the purchase until it is completed, refunded or cancelled.',
  security: bearer,
  request: { body: { required: true, content: json(purchaseBody) } },
  responses: {
    201: { description: 'Begun; the page to pay at is there or comes in a moment.', content: json(purchaseView) },
    ...bodyProblems(403, 404),
  },
})

const listRoute = createRoute({
  method: 'get',
  path: '/purchases',
  tags,
  summary: 'Own purchases, the newest first',
  security: bearer,
  responses: {
    200: { description: 'At most 100.', content: json(z.object({ items: z.array(purchaseView) })) },
    ...problems(),
  },
})

const deskRoute = createRoute({
  method: 'get',
  path: '/purchases/desk',
  tags,
  summary: 'Whom a purchase is bought from, and how it can be paid now',
  responses: { 200: { description: 'The desk.', content: json(deskView) }, ...problems() },
})

const getRoute = createRoute({
  method: 'get',
  path: '/purchases/{purchaseId}',
  tags,
  summary: 'One purchase',
  security: bearer,
  request: { params: z.object({ purchaseId: z.uuid() }) },
  responses: { 200: { description: 'Its state.', content: json(purchaseView) }, ...problems(400, 404) },
})

export function purchaseRoutes(dependencies: ApiDependencies): ApiApp {
  return createRouter()
    .openapi(beginRoute, async (context) => {
      const { account } = requireSession(context)
      const key = context.req.header('idempotency-key')
      if (!key) throw new InvalidRequestError([{ field: 'Idempotency-Key', reason: 'is needed to buy' }])
      const wish = context.req.valid('json')
      return context.json(viewOf(await beginPurchase(dependencies, { account, key, wish })), 201)
    })
    .openapi(listRoute, async (context) => {
      const purchases = await dependencies.payments.purchasesOf(requirePrincipal(context).account)
      return context.json({ items: purchases.map(viewOf) }, 200)
    })
    .openapi(deskRoute, async (context) => {
      const { account, providers } = await dependencies.payments.desk()
      const methods = providers.filter(({ isWell }) => isWell).map(({ method }) => method)
      return context.json({ account, methods: [...new Set(methods)] }, 200)
    })
    .openapi(getRoute, async (context) => {
      const { account } = requirePrincipal(context)
      return context.json(viewOf(await readPurchase(dependencies, account, context.req.valid('param').purchaseId)), 200)
    })
}

function viewOf(purchase: PurchaseView) {
  const { reason, checkoutUrl, orderNumber, endedAt } = purchase
  return {
    purchaseId: purchase.id,
    method: purchase.method,
    state: purchase.state,
    ...(reason === null ? {} : { reason }),
    ...(checkoutUrl === null ? {} : { checkoutUrl }),
    payAmount: formatUsdc(purchase.payUsdc6),
    receiveAmount: formatUsdc(purchase.receiveUsdc6),
    takenAmount: formatUsdc(purchase.takenUsdc6),
    refundedAmount: formatUsdc(purchase.refundedUsdc6),
    deliveredAmount: formatUsdc(purchase.deliveredUsdc6),
    returnedAmount: formatUsdc(purchase.returnedUsdc6),
    filledUnits: purchase.filledUnits,
    ...(orderNumber === null ? {} : { orderNumber }),
    createdAt: purchase.createdAt,
    ...(endedAt === null ? {} : { endedAt }),
  }
}
