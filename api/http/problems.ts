import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { BaseError, RetryableError } from '../../kit/errors.ts'
import type { Logger } from '../../kit/log.ts'
import { PROBLEM_MEDIA_TYPE, problemHeaders, problemOf } from '../../kit/problem.ts'
import { isDatabaseAway } from '../store/database-away.ts'

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string().openapi({ example: 'The request is not valid.' }),
    status: z.int().openapi({ example: 400 }),
    code: z.string().openapi({ example: 'REQUEST_INVALID', description: 'Stable; what programs branch on.' }),
    detail: z.string().optional(),
    instance: z.string().optional(),
    errors: z.array(z.object({ field: z.string(), reason: z.string() })).optional(),
  })
  .openapi('Problem')

const DESCRIPTIONS: Record<number, string> = {
  400: 'The request is malformed; `errors` names each field, why, and what would be accepted.',
  401: 'No valid access token or signature, or the proof was refused.',
  403: 'Not yours to do.',
  404: 'There is no such thing.',
  409: 'It conflicts with what happened before, or the same request is still running.',
  412: 'It was changed since it was read; `If-Match` names another version.',
  413: 'The body is larger than accepted.',
  415: 'The body is not application/json.',
  422: 'Understood and refused by a rule; `code` names it.',
  426: 'It is a WebSocket and was called like anything else.',
  428: 'The change names no version: send `If-Match`.',
  429: 'Too many requests; `retry-after` says when to come back.',
  500: 'Something failed on our side.',
  503: 'A part that is needed does not answer; try again after `retry-after`.',
}

/** What every operation may answer: wrong credentials and too narrow keys are refused everywhere, and parts may be away. */
const EVERYWHERE = [401, 403, 429, 500, 503] as const
const WITH_BODY = [400, 409, 413, 415, 422] as const

/** Response entries of an operation for the problems that it may answer with. */
export function problems<const S extends number = never>(...statuses: readonly S[]) {
  return entriesOf([...statuses, ...EVERYWHERE])
}

/** The same for a POST: its body and its Idempotency-Key may be refused. */
export function bodyProblems<const S extends number = never>(...statuses: readonly S[]) {
  return entriesOf([...statuses, ...WITH_BODY, ...EVERYWHERE])
}

function entriesOf<S extends number>(statuses: readonly S[]) {
  const content = { [PROBLEM_MEDIA_TYPE]: { schema: problemSchema } }
  const entries = statuses.map((status) => [status, { description: DESCRIPTIONS[status] ?? '', content }])
  return Object.fromEntries(entries) as Record<S, { description: string; content: typeof content }>
}

const KEPT_HEADERS = new Set(['dpop-nonce', 'www-authenticate'])

/** Answers every thrown thing as a problem document; only what is ours speaks, the rest is logged. */
export function answerProblem(log: Logger, thrown: unknown, context: Context): Response {
  const error = knownError(thrown)
  if (!(error instanceof BaseError) || error.status >= 500) {
    log.error({ err: error, method: context.req.method, path: context.req.path }, 'request failed')
  }
  const problem = problemOf(error, context.req.path)
  const response = new Response(JSON.stringify(problem), { status: problem.status, headers: problemHeaders(error) })
  // Headers that were set before it failed, such as the nonce that the next try needs.
  for (const [name, value] of context.res.headers) if (KEPT_HEADERS.has(name)) response.headers.set(name, value)
  return response
}

export function notFound(context: Context): Response {
  const details = `${context.req.method} ${context.req.path} is not an operation; see /openapi.json.`
  const error = new BaseError('There is nothing here.', { code: 'ROUTE_NOT_FOUND', details, status: 404 })
  return new Response(JSON.stringify(problemOf(error, context.req.path)), {
    status: 404,
    headers: problemHeaders(error),
  })
}

function knownError(thrown: unknown): unknown {
  if (thrown instanceof HTTPException) return fromHono(thrown)
  return !(thrown instanceof BaseError) && isDatabaseAway(thrown) ? databaseAway(thrown) : thrown
}

function databaseAway(cause: unknown): RetryableError {
  const details = 'Orders, cancels and books need no database; everything else does.'
  return new RetryableError('The database does not answer.', { code: 'DATABASE_UNAVAILABLE', details, cause })
}

function fromHono(exception: HTTPException): BaseError {
  const { status, message } = exception
  if (status === 400)
    return new BaseError('The body is not valid JSON.', { code: 'JSON_MALFORMED', details: message, status })
  return new BaseError('The request was refused.', { code: 'REQUEST_REFUSED', details: message, status })
}
