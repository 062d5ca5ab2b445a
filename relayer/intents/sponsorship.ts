import { and, eq, sql } from 'drizzle-orm'
import type { Address } from 'viem'
import { RetryableError } from '../../kit/errors.ts'
import type { Store } from '../store/database.ts'
import { type IntentRow, sponsorships } from '../store/schema.ts'
import { sponsoredPerDay } from './actions.ts'

export interface SponsorLimits {
  intentsPerDay: number
  gasPerDay: bigint
}

export interface Sponsored {
  account: Address
  day: number
  functionName: string
  gas: bigint
}

const ALL_ACTIONS = '*'
const SECONDS_PER_DAY = 86_400

export function dayAt(timestampSec: bigint): number {
  return Number(timestampSec / BigInt(SECONDS_PER_DAY))
}

/** Takes an intent out of the account's allowance of the day, or throws `SPONSORSHIP_EXHAUSTED`; nothing is taken then, because the transaction ends. */
export async function reserve(store: Store, limits: SponsorLimits, wanted: Sponsored, nowSec: bigint): Promise<void> {
  const ofAction = { count: sponsoredPerDay(wanted.functionName), gas: limits.gasPerDay }
  const ofAll = { count: limits.intentsPerDay, gas: limits.gasPerDay }
  const hasAction = await take(store, wanted, wanted.functionName, ofAction)
  if (!hasAction) throw exhausted(`${ofAction.count} ${wanted.functionName}`, wanted, nowSec)
  const hasAll = await take(store, wanted, ALL_ACTIONS, ofAll)
  if (!hasAll) throw exhausted(`${ofAll.count} intents with ${ofAll.gas} gas`, wanted, nowSec)
}

/** Gives back what an intent took that was never paid for. */
export async function release(store: Store, intent: IntentRow): Promise<void> {
  for (const action of [intent.functionName, ALL_ACTIONS]) {
    await store
      .update(sponsorships)
      .set({
        count: sql`greatest(${sponsorships.count} - 1, 0)`,
        gas: sql`greatest(${sponsorships.gas} - ${intent.gas}, 0)`,
      })
      .where(isRow(intent, action))
  }
}

async function take(
  store: Store,
  { account, day, gas }: Sponsored,
  action: string,
  max: { count: number; gas: bigint },
): Promise<boolean> {
  if (gas > max.gas || max.count < 1) return false
  const taken = await store
    .insert(sponsorships)
    .values({ account, day, action, count: 1, gas })
    .onConflictDoUpdate({
      target: [sponsorships.account, sponsorships.day, sponsorships.action],
      set: { count: sql`${sponsorships.count} + 1`, gas: sql`${sponsorships.gas} + ${gas}` },
      setWhere: sql`${sponsorships.count} < ${max.count} and ${sponsorships.gas} <= ${max.gas - gas}`,
    })
    .returning({ count: sponsorships.count })
  return taken.length === 1
}

function isRow({ account, day }: Pick<Sponsored, 'account' | 'day'>, action: string) {
  return and(eq(sponsorships.account, account), eq(sponsorships.day, day), eq(sponsorships.action, action))
}

function exhausted(limit: string, { account, day }: Sponsored, nowSec: bigint): RetryableError {
  const nextDaySec = (day + 1) * SECONDS_PER_DAY
  return new RetryableError('The sponsorship of the day is used up.', {
    code: 'SPONSORSHIP_EXHAUSTED',
    details: `${account}: ${limit} a day are paid for; again from ${new Date(nextDaySec * 1_000).toISOString()} on. The account may send it itself.`,
    status: 429,
    retryAfterSec: Math.max(1, nextDaySec - Number(nowSec)),
  })
}
