import { sql } from 'drizzle-orm'
import { BaseError, RetryableError } from '../../kit/errors.ts'
import type { Store } from '../store/database.ts'
import { type IntentRow, sponsorshipUses } from '../store/schema.ts'
import { ALL, type Allowance, type Policies } from './policy.ts'

export interface Sponsored {
  tenant: string
  account: string
  day: number
  functionName: string
  gas: bigint
}

interface Use {
  tenant: string
  account: string
  day: number
  action: string
  intents: number
  gas: bigint
  /** What this ledger adds to the row. */
  added: { intents: number; gas: bigint }
}

const SECONDS_PER_DAY = 86_400

export function dayAt(timestampSec: bigint): number {
  return Number(timestampSec / BigInt(SECONDS_PER_DAY))
}

/** What some accounts and their tenants have used today; the rows stay locked until the database transaction ends. */
export class UseLedger {
  readonly #uses: Map<string, Use>
  readonly #policies: Policies

  constructor(policies: Policies, uses: readonly Omit<Use, 'added'>[]) {
    this.#policies = policies
    this.#uses = new Map(uses.map((use) => [keyOf(use), { ...use, added: { intents: 0, gas: 0n } }]))
  }

  static async load(store: Store, policies: Policies, wanted: readonly Sponsored[]): Promise<UseLedger> {
    const keys = [...new Map(wanted.flatMap(placesOf).map((place) => [keyOf(place), place])).values()]
    // Always in the same order, so that two processes cannot wait for each other.
    const rows = await store.execute<{
      tenant: string
      account: string
      day: number
      action: string
      intents: number
      gas: string
    }>(
      sql`select used.* from relayer.sponsorship_use used join ${unnest(keys)} as wanted(tenant, account, day, action)
        using (tenant, account, day, action) order by tenant, account, day, action for update of used`,
    )
    return new UseLedger(
      policies,
      rows.rows.map((row) => ({ ...row, gas: BigInt(row.gas) })),
    )
  }

  /** Takes an intent out of its four allowances, or says why not and takes nothing. */
  take(wanted: Sponsored, nowSec: bigint): BaseError | undefined {
    const { accountAction, account, tenantAction, tenant } = this.#policies.allowancesOf(
      wanted.tenant,
      wanted.functionName,
    )
    const allowances = [accountAction, account, tenantAction, tenant]
    const uses = placesOf(wanted).map((place) => this.#useAt(place))
    for (const [index, use] of uses.entries()) {
      const allowance = allowances[index]
      if (allowance && !isWithin(use, allowance, wanted.gas)) return exhausted(use, allowance, wanted, nowSec)
    }
    for (const use of uses) add(use, 1, wanted.gas)
    return undefined
  }

  /** Adds what was taken; concurrent additions of another process are kept. */
  async save(store: Store): Promise<void> {
    const changed = [...this.#uses.values()].filter(({ added }) => added.intents > 0)
    if (changed.length === 0) return
    const values = changed.map(({ added, intents: _, gas: __, ...place }) => ({ ...place, ...added }))
    await store
      .insert(sponsorshipUses)
      .values(values)
      .onConflictDoUpdate({
        target: [sponsorshipUses.tenant, sponsorshipUses.account, sponsorshipUses.day, sponsorshipUses.action],
        set: {
          intents: sql`${sponsorshipUses.intents} + excluded.intents`,
          gas: sql`${sponsorshipUses.gas} + excluded.gas`,
        },
      })
  }

  #useAt(place: Omit<Use, 'intents' | 'gas' | 'added'>): Use {
    const known = this.#uses.get(keyOf(place))
    if (known) return known
    const use = { ...place, intents: 0, gas: 0n, added: { intents: 0, gas: 0n } }
    this.#uses.set(keyOf(place), use)
    return use
  }
}

/** Gives back what an intent took that was never paid for. */
export async function release(store: Store, intent: IntentRow): Promise<void> {
  await store.execute(
    sql`update relayer.sponsorship_use used
      set intents = greatest(used.intents - 1, 0), gas = greatest(used.gas - ${intent.gas}, 0)
      from ${unnest(placesOf(intent))} as wanted(tenant, account, day, action)
      where (used.tenant, used.account, used.day, used.action) = (wanted.tenant, wanted.account, wanted.day, wanted.action)`,
  )
}

type Place = Omit<Use, 'intents' | 'gas' | 'added'>

/** In the order of `Allowances`. */
function placesOf({ tenant, account, day, functionName }: Sponsored): Place[] {
  return [
    { tenant, account, day, action: functionName },
    { tenant, account, day, action: ALL },
    { tenant, account: ALL, day, action: functionName },
    { tenant, account: ALL, day, action: ALL },
  ]
}

function keyOf({ tenant, account, day, action }: Place): string {
  return `${tenant}/${account}/${day}/${action}`
}

function unnest(places: readonly Place[]) {
  const column = <Key extends keyof Place>(key: Key) => sql.param(places.map((place) => place[key]))
  return sql`unnest(${column('tenant')}::text[], ${column('account')}::text[], ${column('day')}::integer[], ${column('action')}::text[])`
}

function isWithin(use: Use, allowance: Allowance, gas: bigint): boolean {
  return use.intents < allowance.intents && use.gas + gas <= allowance.gas
}

function add(use: Use, intents: number, gas: bigint): void {
  use.intents += intents
  use.gas += gas
  use.added.intents += intents
  use.added.gas += gas
}

function exhausted(use: Use, { intents, gas }: Allowance, wanted: Sponsored, nowSec: bigint): BaseError {
  const { functionName } = wanted
  const what = use.action === ALL ? 'intents' : functionName
  if (intents === 0) {
    const details = `${use.tenant}: its policy sponsors no ${what}.`
    return new BaseError(`${functionName} is not carried.`, { code: 'ACTION_NOT_SPONSORED', details, status: 403 })
  }
  const nextDaySec = (use.day + 1) * SECONDS_PER_DAY
  const isTenants = use.account === ALL
  const again = new Date(nextDaySec * 1_000).toISOString()
  const details = `${isTenants ? use.tenant : use.account}: ${intents} ${what} with ${gas} gas a day are paid for; again from ${again} on. The account may send it itself.`
  return new RetryableError('The sponsorship of the day is used up.', {
    code: isTenants ? 'TENANT_SPONSORSHIP_EXHAUSTED' : 'SPONSORSHIP_EXHAUSTED',
    details,
    status: 429,
    retryAfterSec: Math.max(1, nextDaySec - Number(nowSec)),
  })
}
