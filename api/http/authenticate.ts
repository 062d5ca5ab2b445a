import type { MiddlewareHandler } from 'hono'
import type { ApiDependencies } from '../dependencies.ts'
import { verifyAccessToken } from '../domain/auth/access-token.ts'
import type { ApiEnvironment } from './environment.ts'

/** Reads the access token, if one was sent; a wrong one is refused even where none is needed. */
export function authenticate({ config, now }: ApiDependencies): MiddlewareHandler<ApiEnvironment> {
  return async (context, next) => {
    const token = /^Bearer (\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1]
    context.set('principal', token ? await verifyAccessToken(config.JWT_SECRET, token, now()) : undefined)
    await next()
  }
}
