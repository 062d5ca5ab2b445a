import { createRoute, z } from '@hono/zod-openapi'
import type { ApiDependencies } from '../dependencies.ts'
import type { LiveSessions } from '../domain/auth/live-sessions.ts'
import { listSessions, revokeOthers, revokeSession, type SessionRow } from '../domain/auth/own-sessions.ts'
import { SIGN_IN_METHODS } from '../domain/auth/principal.ts'
import { type ApiApp, createRouter, requireSession } from '../http/environment.ts'
import { bodyProblems, problems } from '../http/problems.ts'

const bearer = [{ bearer: [] }, { dpop: [] }]

const sessionView = z
  .object({
    sessionId: z.string(),
    device: z.string(),
    method: z.enum(SIGN_IN_METHODS),
    isBound: z.boolean().openapi({ description: 'To a key of the device (DPoP): copied tokens are worthless.' }),
    isCurrent: z.boolean(),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().openapi({ description: 'To the minute.' }),
  })
  .openapi('Session')

const listRoute = createRoute({
  method: 'get',
  path: '/sessions',
  tags: ['auth'],
  summary: 'Where this account is signed in',
  security: bearer,
  responses: {
    200: {
      description: 'Live sessions, the one used last first.',
      content: { 'application/json': { schema: z.object({ items: z.array(sessionView) }) } },
    },
    ...problems(),
  },
})

const revokeRoute = createRoute({
  method: 'post',
  path: '/sessions/{sessionId}/revoke',
  tags: ['auth'],
  summary: 'Sign one device out',
  description: 'Its access token ends within 5 seconds everywhere, its refresh token at once.',
  security: bearer,
  request: { params: z.object({ sessionId: z.uuid() }) },
  responses: { 204: { description: 'Signed out.' }, ...bodyProblems(404) },
})

const revokeOthersRoute = createRoute({
  method: 'post',
  path: '/sessions/revoke-others',
  tags: ['auth'],
  summary: 'Sign every other device out',
  security: bearer,
  responses: {
    200: { description: 'Signed out.', content: { 'application/json': { schema: z.object({ revoked: z.int() }) } } },
    ...bodyProblems(),
  },
})

export function sessionRoutes(dependencies: ApiDependencies, sessions: LiveSessions): ApiApp {
  return createRouter()
    .openapi(listRoute, async (context) => {
      const principal = requireSession(context)
      const rows = await listSessions(dependencies, principal)
      return context.json({ items: rows.map((row) => viewOf(row, principal.sessionId)) }, 200)
    })
    .openapi(revokeOthersRoute, async (context) => {
      const ids = await revokeOthers(dependencies, requireSession(context))
      for (const id of ids) sessions.forget(id)
      return context.json({ revoked: ids.length }, 200)
    })
    .openapi(revokeRoute, async (context) => {
      const { sessionId } = context.req.valid('param')
      await revokeSession(dependencies, requireSession(context), sessionId)
      sessions.forget(sessionId)
      return context.body(null, 204)
    })
}

function viewOf({ id, device, method, keyThumbprint, createdAt, lastUsedAt }: SessionRow, currentId: string) {
  return {
    sessionId: id,
    device,
    method,
    isBound: keyThumbprint !== null,
    isCurrent: id === currentId,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt.toISOString(),
  }
}
