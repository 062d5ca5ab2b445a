import type { Context, MiddlewareHandler } from 'hono'
import { RetryableError } from '../../kit/errors.ts'
import { problemHeaders, problemOf } from '../../kit/problem.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { type RateClass, RateClasses } from '../domain/rate-limit/rate-class.ts'
import { SharedBudget, type Use } from '../domain/rate-limit/shared-budget.ts'
import { LEASE_WAIT_MS, RATE_PER_MINUTE, RATE_PER_SECOND_ADDRESS } from '../limits.ts'
import { type Identify, requireScope } from './authenticate.ts'
import type { ApiEnvironment } from './environment.ts'
import { peerOf } from './peer.ts'

const MINUTE_MS = 60_000
const SECOND_MS = 1_000

/** One use of a budget, as the headers tell it. */
interface Spent extends Use {
  policy: string
  quota: number
  windowSec: number
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
  const budgets = createBudgets(dependencies)
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

type BudgetDependencies = Pick<ApiDependencies, 'config' | 'leases' | 'log'>

/** Budgets that all API processes share; `RATE_LIMIT_FACTOR` multiplies them where many people play from one address. */
function createBudgets({ config, leases, log }: BudgetDependencies) {
  const onAway = (err: unknown) => log.warn({ err }, 'budgets of requests are not shared for now')
  const shared = { source: leases, waitMs: LEASE_WAIT_MS, nowMs: () => performance.now(), onAway }
  const budget = (points: number, windowMs: number, isLazy = false) => {
    const quota = points * config.RATE_LIMIT_FACTOR
    const ownShare = Math.ceil(quota / config.API_PROCESSES)
    return new SharedBudget(shared, { quota, windowMs, ownShare, isLazy })
  }
  // Most addresses never come near this one, and its windows are short: those are spared the database.
  const second = budget(RATE_PER_SECOND_ADDRESS, SECOND_MS, true)
  const minute = {
    user: budget(RATE_PER_MINUTE.user, MINUTE_MS),
    issuer: budget(RATE_PER_MINUTE.issuer, MINUTE_MS),
    'market-maker': budget(RATE_PER_MINUTE['market-maker'], MINUTE_MS),
  } as const satisfies Record<RateClass, SharedBudget>
  return {
    second: (address: string) => spend(second, 'address', address),
    minute: (rateClass: RateClass, key: string) => spend(minute[rateClass], rateClass, key),
  }
}

async function spend(budget: SharedBudget, policy: string, key: string): Promise<Spent> {
  const { quota, windowMs } = budget.terms
  return { policy, quota, windowSec: windowMs / 1000, ...(await budget.spend(`${policy} ${key}`)) }
}

/** RateLimit and RateLimit-Policy of draft-ietf-httpapi-ratelimit-headers-10. */
function headersOf({ policy, quota, windowSec, remaining, resetsInMs }: Spent): Record<string, string> {
  return {
    'ratelimit-policy': `"${policy}";q=${quota};w=${windowSec}`,
    ratelimit: `"${policy}";r=${remaining};t=${secondsOf(resetsInMs)}`,
  }
}

function tooMany({ req }: Context, spent: Spent): Response {
  const { policy, quota, windowSec, resetsInMs } = spent
  const error = new RetryableError('Too many requests.', {
    code: 'RATE_LIMITED',
    details: `Accepted: ${quota} in ${windowSec} s (${policy}).`,
    status: 429,
    retryAfterSec: secondsOf(resetsInMs),
  })
  const headers = { ...problemHeaders(error), ...headersOf(spent) }
  return new Response(JSON.stringify(problemOf(error, req.path)), { status: error.status, headers })
}

function secondsOf(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1000))
}
