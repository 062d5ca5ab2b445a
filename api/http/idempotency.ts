import { createHash } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { InvalidRequestError } from '../../kit/errors.ts'
import { PROBLEM_MEDIA_TYPE } from '../../kit/problem.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { claim, release, remember } from '../domain/idempotency/remember.ts'
import type { ApiEnvironment } from './environment.ts'

const KEY_FORMAT = /^[\x21-\x7e]{1,128}$/

/**
 * Answers a repeated POST with the same Idempotency-Key as the first time. Server errors and refusals by limits are not
 * remembered: nothing was done, so the same key may try again.
 */
export function idempotent({ database, now }: ApiDependencies): MiddlewareHandler<ApiEnvironment> {
  return async (context, next) => {
    const key = context.req.header('idempotency-key')
    const principal = context.get('principal')
    if (key === undefined || context.req.method !== 'POST' || !principal) return await next()
    if (!KEY_FORMAT.test(key)) {
      throw new InvalidRequestError([{ field: 'Idempotency-Key', reason: 'must be 1 to 128 visible ASCII characters' }])
    }
    const hash = createHash('sha256')
      .update(`${context.req.path}\n${await context.req.raw.clone().text()}`)
      .digest('hex')
    const request = { account: principal.account, key, requestHash: hash }
    const before = await claim({ database, now }, request)
    if (before) {
      const type = before.status < 400 ? 'application/json' : PROBLEM_MEDIA_TYPE
      const headers = { 'content-type': type, 'idempotency-replayed': 'true' }
      return new Response(before.body, { status: before.status, headers })
    }
    await next()
    const { status } = context.res
    if (status >= 500 || status === 429 || status === 401) return await release(database, request)
    return await remember(database, request, { status, body: await context.res.clone().text() })
  }
}
