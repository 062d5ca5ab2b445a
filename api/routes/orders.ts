import { createRoute, z } from '@hono/zod-openapi'
import type { OrderDependencies } from '../dependencies.ts'
import { orderStateOf } from '../domain/order-state.ts'
import { requireOwn } from '../domain/submit-intent.ts'
import { type ApiApp, createRouter, requirePrincipal } from '../http/environment.ts'
import { bodyProblems, problems } from '../http/problems.ts'
import { MAX_BATCH } from '../limits.ts'
import { cancelledOf, orderOf, placedOf, receiptOf } from '../reads/order-view.ts'
import { orderNumber, seriesNumber } from '../schemas/fields.ts'
import {
  cancelResult,
  cancelTarget,
  orderState,
  orderView,
  placeResult,
  receipt,
  signedOrder,
} from '../schemas/order.ts'

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } })
const body = <T extends z.ZodType>(schema: T) => ({ body: { required: true, content: json(schema) } })
const bearer = [{ bearer: [] }, { httpSignature: [] }]

const placeRoute = createRoute({
  method: 'post',
  path: '/orders',
  tags: ['orders'],
  summary: 'Place up to 100 signed orders',
  description:
    'Each order has its own result, in the order sent. An accepted order is in the journal on disk before the answer. A higher `seq` in the same lane replaces the order that rests there. Sending the same order again gives the same order number.',
  security: bearer,
  request: body(z.strictObject({ orders: z.array(signedOrder).min(1).max(MAX_BATCH) })),
  responses: {
    200: { description: 'Results, one per order.', content: json(z.object({ results: z.array(placeResult) })) },
    ...bodyProblems(403),
  },
})

const cancelRoute = createRoute({
  method: 'post',
  path: '/orders/cancels',
  tags: ['orders'],
  summary: 'Cancel up to 100 orders',
  description: 'Each cancel that is acknowledged comes with a signed receipt that binds the operator on chain.',
  security: bearer,
  request: body(z.strictObject({ cancels: z.array(cancelTarget).min(1).max(MAX_BATCH) })),
  responses: {
    200: { description: 'Results, one per cancel.', content: json(z.object({ results: z.array(cancelResult) })) },
    ...bodyProblems(),
  },
})

const cancelAllRoute = createRoute({
  method: 'post',
  path: '/orders/cancel-all',
  tags: ['orders'],
  summary: 'Cancel every open order, of one series or all',
  security: bearer,
  request: body(z.strictObject({ series: seriesNumber.optional() })),
  responses: {
    200: {
      description: 'Cancelled, with a receipt each.',
      content: json(z.object({ cancelled: z.int(), receipts: z.array(receipt) })),
    },
    ...bodyProblems(),
  },
})

const listRoute = createRoute({
  method: 'get',
  path: '/orders',
  tags: ['orders'],
  summary: 'Own orders in the book or on their way to the chain',
  security: bearer,
  responses: {
    200: {
      description: 'Orders that are not over; one that is over is told by its number.',
      content: json(z.object({ items: z.array(orderView) })),
    },
    ...problems(),
  },
})

const getRoute = createRoute({
  method: 'get',
  path: '/orders/{orderNumber}',
  tags: ['orders'],
  summary: 'What became of an order number',
  description: 'Order numbers of trading orders and of every other signed wish alike.',
  security: bearer,
  request: { params: z.object({ orderNumber }) },
  responses: { 200: { description: 'Its state.', content: json(orderState) }, ...problems(400, 404) },
})

export function orderRoutes(dependencies: OrderDependencies): ApiApp {
  const { sequencer, orderGuard } = dependencies
  return createRouter()
    .openapi(placeRoute, async (context) => {
      const { orders } = context.req.valid('json')
      const principal = requirePrincipal(context)
      for (const { order } of orders) requireOwn(principal, order.account)
      orderGuard.admit(
        principal.account,
        orders.map(({ order }) => order),
      )
      const results = await sequencer.placeOrders(orders)
      return context.json({ results: results.map(placedOf) }, 200)
    })
    .openapi(cancelRoute, async (context) => {
      const { account } = requirePrincipal(context)
      const results = await sequencer.cancelOrders(account, context.req.valid('json').cancels)
      return context.json({ results: results.map(cancelledOf) }, 200)
    })
    .openapi(cancelAllRoute, async (context) => {
      const { account } = requirePrincipal(context)
      const { cancelled, receipts } = await sequencer.cancelAll(account, context.req.valid('json').series)
      return context.json({ cancelled, receipts: receipts.map(receiptOf) }, 200)
    })
    .openapi(listRoute, async (context) => {
      const orders = await sequencer.ordersOf(requirePrincipal(context).account)
      return context.json({ items: orders.map(orderOf) }, 200)
    })
    .openapi(getRoute, async (context) => {
      const { account } = requirePrincipal(context)
      return context.json(await orderStateOf(dependencies, account, context.req.valid('param').orderNumber), 200)
    })
}
