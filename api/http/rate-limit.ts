import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context, MiddlewareHandler } from 'hono'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { RetryableError } from '../../kit/errors.ts'
import { RATE_PER_MINUTE_ANONYMOUS, RATE_PER_MINUTE_USER } from '../limits.ts'
import type { ApiEnvironment } from './environment.ts'

/** A minute's budget by session account, or by peer address for anonymous callers. */
export function limitRate(): MiddlewareHandler<ApiEnvironment> {
  const users = new RateLimiterMemory({ points: RATE_PER_MINUTE_USER, duration: 60 })
  const anonymous = new RateLimiterMemory({ points: RATE_PER_MINUTE_ANONYMOUS, duration: 60 })
  return async (context, next) => {
    const account = context.get('principal')?.account
    const outcome = await (account ? users.consume(account) : anonymous.consume(peerOf(context))).catch(
      (refused: unknown) => {
        if (refused instanceof RateLimiterRes) return refused
        throw refused
      },
    )
    const limit = account ? RATE_PER_MINUTE_USER : RATE_PER_MINUTE_ANONYMOUS
    if (outcome.consumedPoints > limit) throw tooMany(limit, outcome.msBeforeNext)
    await next()
    context.header('ratelimit-limit', String(limit))
    context.header('ratelimit-remaining', String(outcome.remainingPoints))
    context.header('ratelimit-reset', String(Math.ceil(outcome.msBeforeNext / 1000)))
  }
}

function peerOf(context: Context): string {
  try {
    return getConnInfo(context).remote.address ?? 'unknown'
  } catch {
    // Requests that did not come through a socket, as in-process tests make them.
    return 'in-process'
  }
}

function tooMany(limit: number, msBeforeNext: number): RetryableError {
  const retryAfterSec = Math.max(1, Math.ceil(msBeforeNext / 1000))
  return new RetryableError('Too many requests.', {
    code: 'RATE_LIMITED',
    details: `Accepted: ${limit} a minute.`,
    status: 429,
    retryAfterSec,
  })
}
