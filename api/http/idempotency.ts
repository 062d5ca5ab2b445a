import { createHash } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { InvalidRequestError } from '../../kit/errors.ts'
import { PROBLEM_MEDIA_TYPE } from '../../kit/problem.ts'
import type { ApiDependencies } from '../dependencies.ts'
import {
  claim,
  type RememberedAnswer,
  type RequestIdentity,
  release,
  remember,
} from '../domain/idempotency/remember.ts'
import type { ApiEnvironment } from './environment.ts'

const KEY_FORMAT = /^[\x21-\x7e]{1,128}$/

/**
 * Answers a repeated POST with the same Idempotency-Key as the first time. Server errors and refusals by limits are not
 * remembered: nothing was done, so the same key may try again. For effects outside our tables, which are idempotent themselves;
 * those inside use `effectOnce`.
 */
export function idempotent({ database, now }: ApiDependencies): MiddlewareHandler<ApiEnvironment> {
  return async (context, next) => {
    const request = await identityOf(context)
    if (!request) return await next()
    const before = await claim({ database, now }, request)
    if (before) return replayOf(before)
    await next()
    const { status } = context.res
    if (isForgotten(status)) return await release(database, request)
    return await remember(database, request, { status, body: await context.res.clone().text() })
  }
}

/** Whose request it is and what it asks for; undefined when there is nothing to remember. @throws REQUEST_INVALID. */
export async function identityOf(context: Context<ApiEnvironment>): Promise<RequestIdentity | undefined> {
  const key = context.req.header('idempotency-key')
  const principal = context.get('principal')
  if (key === undefined || context.req.method !== 'POST' || !principal) return undefined
  if (!KEY_FORMAT.test(key)) {
    throw new InvalidRequestError([{ field: 'Idempotency-Key', reason: 'must be 1 to 128 visible ASCII characters' }])
  }
  const hash = createHash('sha256').update(`${context.req.path}\n${await context.req.text()}`)
  return { account: principal.account, key, requestHash: hash.digest('hex') }
}

/** Whether the same key may try again: nothing was done. */
export function isForgotten(status: number): boolean {
  return status >= 500 || status === 429 || status === 401
}

export function replayOf({ status, body }: RememberedAnswer): Response {
  const type = status < 400 ? 'application/json' : PROBLEM_MEDIA_TYPE
  return new Response(body, { status, headers: { 'content-type': type, 'idempotency-replayed': 'true' } })
}
