import { createRoute, z } from '@hono/zod-openapi'
import type { Address } from 'viem'
import { isNoticeKind } from '../../kit/notices/kinds.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { type DeliveryRow, readDeliveries, replay } from '../domain/notifications/webhook-deliveries.ts'
import {
  createEndpoint,
  type EndpointRow,
  enableEndpoint,
  listEndpoints,
  removeEndpoint,
  rotateSecret,
} from '../domain/notifications/webhooks.ts'
import { type ApiApp, createRouter, requirePrincipal } from '../http/environment.ts'
import { bodyProblems, problems } from '../http/problems.ts'
import { decodeCursor, encodeCursor, pageOf, pageQuery } from '../schemas/page.ts'
import {
  deliveryState,
  replayWish,
  webhookDelivery,
  webhookInPath,
  webhookRegistration,
  webhookView,
  webhookWithSecret,
} from '../schemas/webhook.ts'

const security = [{ bearer: [] }, { dpop: [] }, { httpSignature: [] }]
const tags = ['webhooks']
const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } })
const bodyOf = <T extends z.ZodType>(schema: T) => ({ required: true, content: json(schema) })

const createWebhook = createRoute({
  method: 'post',
  path: '/webhooks',
  tags,
  summary: 'Register an endpoint to which notifications are posted',
  description:
    'Signed as Standard Webhooks (/docs/webhooks). By an API key it takes the scope `webhooks`. The secret is shown in this answer only; no repetition of the request shows it again.',
  security,
  request: { body: bodyOf(webhookRegistration) },
  responses: { 201: { description: 'Registered.', content: json(webhookWithSecret) }, ...bodyProblems() },
})

const listWebhooks = createRoute({
  method: 'get',
  path: '/webhooks',
  tags,
  summary: 'Own webhooks, newest first',
  security,
  responses: {
    200: { description: 'Without secrets.', content: json(z.object({ items: z.array(webhookView) })) },
    ...problems(),
  },
})

const actionRoute = <const A extends string, T extends z.ZodType>(action: A, summary: string, schema: T) =>
  createRoute({
    method: 'post',
    path: `/webhooks/{webhookId}/${action}`,
    tags,
    summary,
    security,
    request: { params: webhookInPath },
    responses: { 200: { description: 'As it is now.', content: json(schema) }, ...bodyProblems(404) },
  })

const rotateWebhook = actionRoute('rotate', 'A new secret; the one before signs beside it for a day', webhookWithSecret)
const enableWebhook = actionRoute('enable', 'Switch an endpoint on again', webhookView)
const removeWebhook = createRoute({
  method: 'post',
  path: '/webhooks/{webhookId}/remove',
  tags,
  summary: 'End an endpoint and everything that waits for it',
  security,
  request: { params: webhookInPath },
  responses: { 204: { description: 'It is gone.' }, ...bodyProblems(404) },
})

const listDeliveries = createRoute({
  method: 'get',
  path: '/webhooks/{webhookId}/deliveries',
  tags,
  summary: 'Messages of an endpoint, newest first; `dead` ones were given up',
  security,
  request: { params: webhookInPath, query: pageQuery.extend({ state: deliveryState.optional() }) },
  responses: {
    200: { description: 'A page of the last 30 days.', content: json(pageOf(webhookDelivery)) },
    ...problems(400, 404),
  },
})

const replayDeliveries = createRoute({
  method: 'post',
  path: '/webhooks/{webhookId}/replay',
  tags,
  summary: 'Send messages again, by id or all since a time',
  description:
    'Under the same `webhook-id`, at most 1,000 a call, the oldest first. What still waits is left as it is.',
  security,
  request: { params: webhookInPath, body: bodyOf(replayWish) },
  responses: {
    202: { description: 'How many are sent again.', content: json(z.object({ replayed: z.int() })) },
    ...bodyProblems(404),
  },
})

export function webhookRoutes(dependencies: ApiDependencies): ApiApp {
  const { pool } = dependencies
  const keyOf = (account: Address, { webhookId }: { webhookId: string }) => ({ account, id: webhookId })
  return createRouter()
    .openapi(createWebhook, async (context) => {
      const { account } = requirePrincipal(context)
      const made = await createEndpoint(dependencies, { account, ...context.req.valid('json') })
      return context.json({ ...viewOf(made.endpoint), secret: made.secret }, 201)
    })
    .openapi(listWebhooks, async (context) => {
      const { account } = requirePrincipal(context)
      return context.json({ items: (await listEndpoints(dependencies, account)).map(viewOf) }, 200)
    })
    .openapi(rotateWebhook, async (context) => {
      const key = keyOf(requirePrincipal(context).account, context.req.valid('param'))
      const { endpoint, secret } = await rotateSecret(dependencies, key)
      return context.json({ ...viewOf(endpoint), secret }, 200)
    })
    .openapi(enableWebhook, async (context) => {
      const key = keyOf(requirePrincipal(context).account, context.req.valid('param'))
      return context.json(viewOf(await enableEndpoint(dependencies, key)), 200)
    })
    .openapi(removeWebhook, async (context) => {
      await removeEndpoint(dependencies, keyOf(requirePrincipal(context).account, context.req.valid('param')))
      return context.body(null, 204)
    })
    .openapi(listDeliveries, async (context) => {
      const key = keyOf(requirePrincipal(context).account, context.req.valid('param'))
      const { limit, cursor, state } = context.req.valid('query')
      const list = `deliveries ${key.id} ${state ?? ''}`
      const before = cursor === undefined ? undefined : decodeCursor(list, cursor, 1)[0]
      const rows = await readDeliveries(pool, key, { limit: limit + 1, before, state })
      const last = rows.length > limit ? rows[limit - 1] : undefined
      const next = last ? { nextCursor: encodeCursor(list, [last.sequence]) } : {}
      return context.json({ items: rows.slice(0, limit).map(deliveryOf), ...next }, 200)
    })
    .openapi(replayDeliveries, async (context) => {
      const key = keyOf(requirePrincipal(context).account, context.req.valid('param'))
      const { ids, since } = context.req.valid('json')
      const replayed = await replay(pool, key, { ids, since: since === undefined ? undefined : new Date(since) })
      return context.json({ replayed }, 202)
    })
}

function viewOf(row: EndpointRow) {
  const { failing_since, disabled_at, disabled_reason, previous_until } = row
  return {
    webhookId: row.id,
    url: row.url,
    kinds: row.kinds,
    createdAt: row.created_at.toISOString(),
    ...(failing_since === null ? {} : { failingSince: failing_since.toISOString() }),
    ...(disabled_at === null ? {} : { disabledAt: disabled_at.toISOString() }),
    ...(disabled_reason === null ? {} : { disabledReason: disabled_reason }),
    ...(previous_until === null ? {} : { previousSecretUntil: previous_until.toISOString() }),
  }
}

function deliveryOf(row: DeliveryRow) {
  const { kind, error, ended_at } = row
  if (!isNoticeKind(kind)) throw new Error(`a notification of an unknown kind: ${kind}`)
  return {
    id: row.id,
    notificationId: row.notification_id,
    kind,
    sequence: Number(row.sequence),
    state: row.state,
    attempts: row.attempts,
    createdAt: row.created_at.toISOString(),
    ...(error === null ? {} : { error }),
    ...(row.state === 'waiting' ? { nextAttemptAt: row.next_at.toISOString() } : {}),
    ...(ended_at === null ? {} : { endedAt: ended_at.toISOString() }),
  }
}
