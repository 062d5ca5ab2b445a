import type { MiddlewareHandler } from 'hono'
import { BaseError } from '../../kit/errors.ts'
import type { ApiEnvironment } from './environment.ts'

const JSON_TYPE = /^application\/json\s*(;|$)/i

/** Refuses a body that is not declared as JSON; a POST without a body needs no type. */
export function requireJson(): MiddlewareHandler<ApiEnvironment> {
  return async (context, next) => {
    const { method } = context.req
    const type = context.req.header('content-type')
    const length = context.req.header('content-length')
    const hasBody = context.req.header('transfer-encoding') !== undefined || (length !== undefined && length !== '0')
    if (method === 'POST' && (type === undefined ? hasBody : !JSON_TYPE.test(type))) {
      throw new BaseError('The body must be JSON.', {
        code: 'MEDIA_TYPE_UNSUPPORTED',
        details: `Send "content-type: application/json"; given was ${type ?? 'none'}.`,
        status: 415,
      })
    }
    await next()
  }
}
