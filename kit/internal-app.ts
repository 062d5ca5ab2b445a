import { Hono } from 'hono'
import { requireBearer } from './bearer.ts'
import { limitBody } from './body-limit.ts'
import { BaseError } from './errors.ts'
import type { Health } from './health.ts'
import { healthRoutes } from './health-routes.ts'
import { stringifyJson } from './json.ts'
import { INTERNAL_BODY_BYTES } from './limits.ts'
import type { Logger } from './log.ts'
import { problemHeaders, problemOf } from './problem.ts'
import type { Secret } from './secret.ts'

/** A Hono app with health routes, a bearer check on /internal/* and problem details for whatever is thrown. */
export function createInternalApp(dependencies: { health: Health; log: Logger; token: Secret }): Hono {
  const { health, log, token } = dependencies
  const app = new Hono()
  app.onError((error, context) => problemResponse(error, { log, path: context.req.path }))
  app.notFound((context) => problemResponse(notFound(context.req.path), { log, path: context.req.path }))
  app.route('/', healthRoutes(health))
  app.use(
    '/internal/*',
    limitBody(INTERNAL_BODY_BYTES, () => problemResponse(tooLarge(), { log })),
  )
  app.use('/internal/*', async (context, next) => {
    requireBearer(context.req.header('authorization'), token)
    await next()
  })
  return app
}

/** The response to an error; one that is not ours is logged, because the caller is not told what it was. */
export function problemResponse(error: unknown, { log, path }: { log: Logger; path?: string }): Response {
  const problem = problemOf(error, path)
  if (problem.status >= 500) log.error({ err: error, path }, 'request failed')
  return new Response(stringifyJson(problem), { status: problem.status, headers: problemHeaders(error) })
}

/** A JSON response that may hold bigints. */
export function jsonResponse(value: unknown, status = 200): Response {
  return new Response(stringifyJson(value), { status, headers: { 'content-type': 'application/json' } })
}

function notFound(path: string): BaseError {
  return new BaseError('There is nothing at this address.', { code: 'NOT_FOUND', details: path, status: 404 })
}

function tooLarge(): BaseError {
  const details = `At most ${INTERNAL_BODY_BYTES} bytes are accepted.`
  return new BaseError('The body is too large.', { code: 'BODY_TOO_LARGE', details, status: 413 })
}
