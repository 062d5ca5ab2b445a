import { createRoute, z } from '@hono/zod-openapi'
import { BaseError } from '../../kit/errors.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { addSubscription, removeSubscription } from '../domain/notifications/push-subscriptions.ts'
import { type ApiApp, createRouter, requireSession } from '../http/environment.ts'
import { bodyProblems, problems } from '../http/problems.ts'
import { MAX_WEBHOOK_URL } from '../limits.ts'

const security = [{ bearer: [] }, { dpop: [] }]
const tags = ['notifications']
const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } })

/** Base64url of so many bytes. */
const bytes = (count: number) => z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${Math.ceil((count * 4) / 3)}}={0,2}$`))

/** What `PushSubscription.toJSON()` of a browser gives. */
const subscription = z
  .object({
    endpoint: z.url().max(MAX_WEBHOOK_URL).openapi({ example: 'https://push.example.org/send/abc' }),
    expirationTime: z.number().nullish(),
    keys: z.object({
      p256dh: bytes(65).openapi({ example: `B${'A'.repeat(86)}` }),
      auth: bytes(16).openapi({ example: 'A'.repeat(22) }),
    }),
  })
  .openapi('PushSubscription')

const keyRoute = createRoute({
  method: 'get',
  path: '/notifications/push-key',
  tags,
  summary: 'The key that browsers subscribe with (applicationServerKey)',
  responses: {
    200: { description: 'Base64url.', content: json(z.object({ publicKey: z.string() })) },
    ...problems(),
  },
})

const addRoute = createRoute({
  method: 'post',
  path: '/notifications/push-subscriptions',
  tags,
  summary: 'Have notifications pushed to this browser',
  security,
  request: { body: { required: true, content: json(subscription) } },
  responses: {
    201: {
      description: 'Kept; the same browser again replaces it.',
      content: json(z.object({ subscriptionId: z.uuid() })),
    },
    ...bodyProblems(),
  },
})

const removeRoute = createRoute({
  method: 'post',
  path: '/notifications/push-subscriptions/{subscriptionId}/remove',
  tags,
  summary: 'Push nothing to that browser any more',
  security,
  request: { params: z.object({ subscriptionId: z.uuid() }) },
  responses: { 204: { description: 'It is gone.' }, ...bodyProblems(404) },
})

export function pushSubscriptionRoutes(dependencies: ApiDependencies): ApiApp {
  return createRouter()
    .openapi(keyRoute, (context) => context.json({ publicKey: requireKey(dependencies) }, 200))
    .openapi(addRoute, async (context) => {
      const { account } = requireSession(context)
      requireKey(dependencies)
      const { endpoint, keys } = context.req.valid('json')
      const wish = { account, subscription: { endpoint, keys } }
      return context.json({ subscriptionId: await addSubscription(dependencies, wish) }, 201)
    })
    .openapi(removeRoute, async (context) => {
      const { account } = requireSession(context)
      await removeSubscription(dependencies, { account, id: context.req.valid('param').subscriptionId })
      return context.body(null, 204)
    })
}

/** @throws PUSH_UNAVAILABLE (503). */
function requireKey({ config }: ApiDependencies): string {
  if (config.VAPID_PUBLIC_KEY !== undefined) return config.VAPID_PUBLIC_KEY
  const details = 'This deployment has no keys for Web Push.'
  throw new BaseError('Nothing is pushed from here.', { code: 'PUSH_UNAVAILABLE', details, status: 503 })
}
