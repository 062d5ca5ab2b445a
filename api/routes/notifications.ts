import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Address } from 'viem'
import { InvalidRequestError } from '../../kit/errors.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { countUnread, markRead, newestOf, readNotifications, viewOf } from '../domain/notifications/notifications.ts'
import {
  changeSettings,
  readDisabledChannels,
  readPreferences,
  readSettings,
} from '../domain/notifications/settings.ts'
import { type ApiApp, createRouter, requirePrincipal, requireSession } from '../http/environment.ts'
import { bodyProblems, problems } from '../http/problems.ts'
import { notificationSettings, notificationSettingsView, notificationView, readMarks } from '../schemas/notification.ts'
import { decodeCursor, encodeCursor, pageQuery } from '../schemas/page.ts'

const security = [{ bearer: [] }, { dpop: [] }]
const readable = [...security, { httpSignature: [] }]
const tags = ['notifications']
const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } })
const LIST = 'notifications'

const listRoute = createRoute({
  method: 'get',
  path: '/notifications',
  tags,
  summary: 'Own notifications, the newest first',
  security: readable,
  request: { query: pageQuery.extend({ unread: z.enum(['true', 'false']).optional() }) },
  responses: {
    200: {
      description: 'A page, and how many are unread in all.',
      content: json(z.object({ items: z.array(notificationView), unread: z.int(), nextCursor: z.string().optional() })),
    },
    ...problems(400),
  },
})

const readRoute = createRoute({
  method: 'post',
  path: '/notifications/read',
  tags,
  summary: 'Mark own notifications as read',
  security,
  request: { body: { required: true, content: json(readMarks) } },
  responses: {
    200: { description: 'How many are still unread.', content: json(z.object({ unread: z.int() })) },
    ...bodyProblems(),
  },
})

const streamRoute = createRoute({
  method: 'get',
  path: '/notifications/stream',
  tags,
  summary: 'Own notifications as they come (server-sent events)',
  description:
    'Events `notification` whose id is the notification’s `number` and whose data is a Notification. With `Last-Event-ID` it goes on behind that number, without it with what comes next. A comment every 15 seconds says that it lives; it ends after 15 minutes: connect again.',
  security: readable,
  request: {
    headers: z.object({
      'last-event-id': z.string().optional().openapi({ description: 'The last id that was received.' }),
    }),
  },
  responses: {
    200: {
      description: 'A stream without end.',
      content: {
        'text/event-stream': { schema: z.string().openapi({ example: 'id: 17\nevent: notification\ndata: {}\n\n' }) },
      },
    },
    ...problems(400),
  },
})

const settingsRoute = createRoute({
  method: 'get',
  path: '/notifications/settings',
  tags,
  summary: 'Language, quiet hours, and what is sent where',
  security,
  responses: {
    200: { description: 'Of this account.', content: json(notificationSettingsView) },
    ...problems(),
  },
})

const changeRoute = createRoute({
  method: 'post',
  path: '/notifications/settings',
  tags,
  summary: 'Change language, quiet hours, and what is sent where',
  security,
  request: { body: { required: true, content: json(notificationSettings) } },
  responses: {
    200: { description: 'As it is now.', content: json(notificationSettingsView) },
    ...bodyProblems(),
  },
})

export function notificationRoutes(dependencies: ApiDependencies): ApiApp {
  const { pool, now } = dependencies
  return createRouter()
    .openapi(listRoute, async (context) => {
      const { account } = requirePrincipal(context)
      const { limit, cursor, unread } = context.req.valid('query')
      const before = cursor === undefined ? undefined : decodeCursor(LIST, cursor, 1)[0]
      const wish = { account, limit: limit + 1, before, isUnread: unread === 'true' }
      const rows = await readNotifications(pool, wish)
      const reader = await readSettings(pool, account)
      const items = rows.slice(0, limit)
      const last = rows.length > limit ? items.at(-1) : undefined
      const next = last ? { nextCursor: encodeCursor(LIST, [last.seq]) } : {}
      const shown = items.map((row) => viewOf(reader, row))
      return context.json({ items: shown, unread: await countUnread(pool, account), ...next }, 200)
    })
    .openapi(readRoute, async (context) => {
      const { account } = requireSession(context)
      await markRead(pool, { account, ...context.req.valid('json'), at: now() })
      return context.json({ unread: await countUnread(pool, account) }, 200)
    })
    .openapi(streamRoute, async (context) => {
      const { account } = requirePrincipal(context)
      const after = lastEventOf(context) ?? (await newestOf(pool, account))
      return await openStream(dependencies, account, after)
    })
    .openapi(settingsRoute, async (context) => {
      const { account } = requireSession(context)
      return context.json(await settingsView(dependencies, account), 200)
    })
    .openapi(changeRoute, async (context) => {
      const { account } = requireSession(context)
      const { preferences, enable, ...settings } = context.req.valid('json')
      await changeSettings(pool, account, { settings, preferences, enable })
      return context.json(await settingsView(dependencies, account), 200)
    })
}

/** @throws REQUEST_INVALID when it is no id that we gave. */
function lastEventOf({ req }: Context): bigint | undefined {
  const text = req.header('last-event-id')
  if (text === undefined || text === '') return undefined
  if (/^\d{1,18}$/.test(text)) return BigInt(text)
  throw new InvalidRequestError([{ field: 'Last-Event-ID', reason: 'must be the id of an event of this stream' }])
}

async function openStream({ pool, notifications }: ApiDependencies, account: Address, after: bigint) {
  const reader = await readSettings(pool, account)
  const stream = notifications.follow({
    account,
    after,
    write: (row) => `id: ${row.seq}\nevent: notification\ndata: ${JSON.stringify(viewOf(reader, row))}\n\n`,
  })
  // Proxies that collect answers would hold the events back.
  const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' }
  return new Response(stream, { headers })
}

async function settingsView({ pool }: ApiDependencies, account: Address) {
  const [settings, preferences, disabledChannels] = await Promise.all([
    readSettings(pool, account),
    readPreferences(pool, account),
    readDisabledChannels(pool, account),
  ])
  return { ...settings, preferences, disabledChannels }
}
