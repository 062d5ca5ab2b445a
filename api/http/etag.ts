import { createHash } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { BaseError } from '../../kit/errors.ts'
import type { ApiEnvironment } from './environment.ts'

/** Strong entity tag of a representation (RFC 9110, 8.8.3): its bytes decide, nothing else. */
export function etagOf(representation: unknown): string {
  const text = typeof representation === 'string' ? representation : JSON.stringify(representation)
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`
}

/**
 * Tags what a GET shows, and answers 304 to who has it already (If-None-Match). Answers may be kept by their reader alone and are asked
 * for again each time.
 */
export function conditional(): MiddlewareHandler<ApiEnvironment> {
  return async (context, next) => {
    await next()
    const { res } = context
    const isTagged = context.req.method === 'GET' && res.status === 200 && isJson(res)
    if (!isTagged) return
    const tag = etagOf(await res.clone().text())
    const wanted = context.req.header('if-none-match')
    // For reading, a weak tag is as good as a strong one (RFC 9110, 13.1.2).
    if (wanted !== undefined && names(wanted.replaceAll('W/', ''), tag)) {
      context.res = undefined
      context.res = new Response(null, { status: 304 })
    }
    context.header('etag', tag)
    context.header('cache-control', 'private, no-cache')
  }
}

/**
 * Refuses a change of a representation that its sender has not seen: call it where the row is locked, with what a GET would show now.
 * `etag` of that GET goes into If-Match; `*` changes it whatever it is.
 * @throws BaseError PRECONDITION_REQUIRED (428) without If-Match unless it is optional, PRECONDITION_FAILED (412).
 */
export function requireMatch(
  { req }: Context<ApiEnvironment>,
  representation: unknown,
  { isOptional = false }: { isOptional?: boolean } = {},
): void {
  const wanted = req.header('if-match')
  if (wanted === undefined && isOptional) return
  if (wanted === undefined) {
    const details = 'Send the ETag of what you read as If-Match, or "*" to change it whatever it is by now.'
    throw new BaseError('The change names no version.', { code: 'PRECONDITION_REQUIRED', details, status: 428 })
  }
  const tag = etagOf(representation)
  if (names(wanted, tag)) return
  const details = `It is ${tag} by now. Read it again and decide anew.`
  throw new BaseError('It was changed meanwhile.', { code: 'PRECONDITION_FAILED', details, status: 412 })
}

/** Whether a list of entity tags has this one. A tag of ours holds no comma. */
function names(list: string, tag: string): boolean {
  return list.split(',').some((entry) => entry.trim() === '*' || entry.trim() === tag)
}

function isJson({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('application/json') === true
}
