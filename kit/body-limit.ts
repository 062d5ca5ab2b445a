import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'

/**
 * Refuses bodies above `maxBytes`. A declared length is enough, because the server reads no further than it: the body itself is
 * only looked at when it comes without one, since looking makes a stream of it and reading it then costs several times as much.
 */
export function limitBody(maxBytes: number, refuse: () => Response): MiddlewareHandler {
  const limitChunks = bodyLimit({ maxSize: maxBytes, onError: refuse })
  return async (context, next) => {
    const declared = context.req.header('content-length')
    const isDeclared = declared !== undefined && context.req.header('transfer-encoding') === undefined
    if (!isDeclared) return limitChunks(context, next)
    return Number(declared) > maxBytes ? refuse() : next()
  }
}
