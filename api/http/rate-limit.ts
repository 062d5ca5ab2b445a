import type { Context, MiddlewareHandler } from 'hono'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { RetryableError } from '../../kit/errors.ts'
import { problemHeaders, problemOf } from '../../kit/problem.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { type RateClass, RateClasses } from '../domain/rate-class.ts'
import { RATE_PER_MINUTE, RATE_PER_SECOND_ADDRESS } from '../limits.ts'
import { type Identify, requireScope } from './authenticate.ts'
import type { ApiEnvironment } from './environment.ts'
import { peerOf } from './peer.ts'

const MINUTE_SEC = 60

/** One use of a budget, as the headers tell it. */
interface Spent {
  policy: string
  quota: number
  windowSec: number
  remaining: number
  resetSec: number
  isExceeded: boolean
}

/** Where a diagnosis is asked for: credentials that prove nothing are its subject, not a reason to refuse it. */
export const DIAGNOSE_PATH = '/api/v1/auth/diagnose'

/**
 * Finds out who is calling and counts the call: by account and what the account is on chain, or by address, also for
 * credentials that proved nothing, so that guessing costs the guesser. A refused one is refused even where none is needed.
 */
export function admit(dependencies: ApiDependencies, identify: Identify): MiddlewareHandler<ApiEnvironment> {
  const { config, now } = dependencies
  const classes = new RateClasses(dependencies, now)
  const budgets = createBudgets(config.RATE_LIMIT_FACTOR)
  return async (context, next) => {
    const address = peerOf(context, config.PROXY_HOPS)
    const burst = await budgets.second(address)
    if (burst.isExceeded) return tooMany(context, burst)
    const isDiagnosis = context.req.path === DIAGNOSE_PATH
    const { principal, error } = isDiagnosis ? {} : await identify(context)
    const spent = principal
      ? await budgets.minute(await classes.of(principal.account), principal.account)
      : await budgets.minute('user', address)
    if (spent.isExceeded) return tooMany(context, spent)
    if (error) throw error
    if (principal?.kind === 'api-key') requireScope(context.req, principal)
    context.set('principal', principal)
    await next()
    for (const [name, value] of Object.entries(headersOf(spent))) context.header(name, value)
  }
}

/** @param factor Budgets are this many times those of the catalogue: local systems play many people from one address. */
function createBudgets(factor: number) {
  const limiter = (points: number, duration: number) => new RateLimiterMemory({ points: points * factor, duration })
  const second = limiter(RATE_PER_SECOND_ADDRESS, 1)
  const minute = {
    user: limiter(RATE_PER_MINUTE.user, MINUTE_SEC),
    issuer: limiter(RATE_PER_MINUTE.issuer, MINUTE_SEC),
    'market-maker': limiter(RATE_PER_MINUTE['market-maker'], MINUTE_SEC),
  } as const satisfies Record<RateClass, RateLimiterMemory>
  return {
    second: (address: string) => spend(second, 'address', address),
    minute: (rateClass: RateClass, key: string) => spend(minute[rateClass], rateClass, key),
  }
}

async function spend(limiter: RateLimiterMemory, policy: string, key: string): Promise<Spent> {
  const outcome = await limiter.consume(key).catch((refused: unknown) => {
    if (refused instanceof RateLimiterRes) return refused
    throw refused
  })
  return {
    policy,
    quota: limiter.points,
    windowSec: limiter.duration,
    remaining: Math.max(0, outcome.remainingPoints),
    resetSec: Math.max(1, Math.ceil(outcome.msBeforeNext / 1000)),
    isExceeded: outcome.consumedPoints > limiter.points,
  }
}

/** RateLimit and RateLimit-Policy of draft-ietf-httpapi-ratelimit-headers-10. */
function headersOf({ policy, quota, windowSec, remaining, resetSec }: Spent): Record<string, string> {
  return {
    'ratelimit-policy': `"${policy}";q=${quota};w=${windowSec}`,
    ratelimit: `"${policy}";r=${remaining};t=${resetSec}`,
  }
}

function tooMany({ req }: Context, spent: Spent): Response {
  const { policy, quota, windowSec, resetSec } = spent
  const error = new RetryableError('Too many requests.', {
    code: 'RATE_LIMITED',
    details: `Accepted: ${quota} in ${windowSec} s (${policy}).`,
    status: 429,
    retryAfterSec: resetSec,
  })
  const headers = { ...problemHeaders(error), ...headersOf(spent) }
  return new Response(JSON.stringify(problemOf(error, req.path)), { status: error.status, headers })
}
