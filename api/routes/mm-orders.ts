import { createRoute, z } from '@hono/zod-openapi'
import type { OrderDependencies } from '../dependencies.ts'
import { orderOfClient } from '../domain/order-state.ts'
import { requireOwn } from '../domain/submit-intent.ts'
import { type ApiApp, createRouter, requirePrincipal } from '../http/environment.ts'
import { bodyProblems, problems } from '../http/problems.ts'
import { MAX_BATCH } from '../limits.ts'
import { itemOf, orderOf } from '../reads/order-view.ts'
import { clientOrderId } from '../schemas/fields.ts'
import { orderDetail, orderView } from '../schemas/order.ts'
import { itemResult, orderItem } from '../schemas/order-item.ts'
import { ownBook, ownBookOf } from './mm-orderbook.ts'
import { bookRequest } from './orderbook.ts'

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } })
const security = [{ bearer: [] }, { httpSignature: [] }]

const batchRoute = createRoute({
  method: 'post',
  path: '/mm/batch-orders',
  tags: ['market makers'],
  summary: 'Up to 100 orders, cancels and replacements in one request',
  description:
    'They run in the order given with no other command between them; each has its own result, and one that is refused changes nothing. The same order under the same clientOrderId gives the same answer again, another order under it is refused (ORDER_CLIENT_ID_TAKEN). Nothing is answered before it is on disk. Needs the role of a market maker.',
  security,
  request: {
    body: { required: true, content: json(z.strictObject({ items: z.array(orderItem).min(1).max(MAX_BATCH) })) },
  },
  responses: {
    200: { description: 'Results, one per item.', content: json(z.object({ results: z.array(itemResult) })) },
    ...bodyProblems(403),
  },
})

const openRoute = createRoute({
  method: 'get',
  path: '/mm/orders',
  tags: ['market makers'],
  summary: 'Own orders with something left in the book',
  security,
  responses: {
    200: { description: 'Oldest first.', content: json(z.object({ items: z.array(orderView) })) },
    ...problems(),
  },
})

const byClientIdRoute = createRoute({
  method: 'get',
  path: '/mm/orders/{clientOrderId}',
  tags: ['market makers'],
  summary: 'What became of an own order, by its clientOrderId',
  security,
  request: { params: z.object({ clientOrderId }) },
  responses: {
    200: {
      description: 'Its state, newest trades and, once it is cancelled, its receipt.',
      content: json(orderDetail),
    },
    ...problems(400, 404),
  },
})

const bookRoute = createRoute({
  method: 'get',
  path: '/mm/orderbook/{series}',
  tags: ['market makers'],
  summary: 'Book snapshot with your own orders marked, counted in the market maker’s budget',
  description: 'Levels and own orders are of the same moment; `ownQuantity` is the part of a level that is yours.',
  security,
  request: bookRequest,
  responses: { 200: { description: 'Levels, best first.', content: json(ownBook) }, ...problems(400) },
})

export function makerOrderRoutes(dependencies: OrderDependencies): ApiApp {
  const { sequencer, orderGuard } = dependencies
  return createRouter()
    .openapi(batchRoute, async (context) => {
      const { items } = context.req.valid('json')
      const principal = requirePrincipal(context)
      for (const item of items) if (item.type !== 'cancel') requireOwn(principal, item.order.account)
      orderGuard.admit(
        principal.account,
        items.flatMap((item) => (item.type === 'cancel' ? [] : [item.order])),
      )
      const results = await sequencer.runItems(principal.account, items)
      return context.json({ results: results.map(itemOf) }, 200)
    })
    .openapi(openRoute, async (context) => {
      const orders = await sequencer.ordersOf(requirePrincipal(context).account)
      return context.json({ items: orders.filter(({ openUnits }) => openUnits > 0).map(orderOf) }, 200)
    })
    .openapi(byClientIdRoute, async (context) => {
      const { account } = requirePrincipal(context)
      return context.json(await orderOfClient(dependencies, account, context.req.valid('param').clientOrderId), 200)
    })
    .openapi(bookRoute, async (context) => {
      const { account } = requirePrincipal(context)
      const wish = { ...context.req.valid('query'), ...context.req.valid('param') }
      return context.json(ownBookOf(await sequencer.ownBook(account, wish)), 200)
    })
}
