import { eq, inArray } from 'drizzle-orm'
import { BaseError } from '../../kit/errors.ts'
import { sponsoredPerDay } from '../intents/actions.ts'
import type { Store } from '../store/database.ts'
import { type SponsorPolicyRow, sponsorPolicies } from '../store/schema.ts'
import { OWN_TENANT } from './tenant.ts'

/** All actions together, and in the place of an account all accounts. */
export const ALL = '*'

/** What the configuration sponsors where a tenant's policy says nothing. */
export interface SponsorDefaults {
  intentsPerDay: number
  gasPerDay: bigint
  tenantIntentsPerDay: number
  tenantGasPerDay: bigint
}

export interface Allowance {
  intents: number
  gas: bigint
}

/** The four allowances of a day that one intent is taken from. */
export interface Allowances {
  accountAction: Allowance
  account: Allowance
  tenantAction: Allowance
  tenant: Allowance
}

/** The policies of some tenants as they are now. */
export class Policies {
  readonly #rows: Map<string, SponsorPolicyRow>
  readonly #defaults: SponsorDefaults

  constructor(rows: readonly SponsorPolicyRow[], defaults: SponsorDefaults) {
    this.#rows = new Map(rows.map((row) => [`${row.tenant}/${row.action}`, row]))
    this.#defaults = defaults
  }

  static async load(store: Store, tenants: readonly string[], defaults: SponsorDefaults): Promise<Policies> {
    const rows = await store
      .select()
      .from(sponsorPolicies)
      .where(inArray(sponsorPolicies.tenant, [...tenants]))
    return new Policies(rows, defaults)
  }

  /** Throws `TENANT_NOT_SPONSORED` for a tenant without a policy. */
  allowancesOf(tenant: string, action: string): Allowances {
    const all = this.#rows.get(`${tenant}/${ALL}`)
    if (!all && tenant !== OWN_TENANT) throw tenantNotSponsored(tenant)
    const one = this.#rows.get(`${tenant}/${action}`)
    const { intentsPerDay, gasPerDay, tenantIntentsPerDay, tenantGasPerDay } = this.#defaults
    const account = { intents: all?.accountIntents ?? intentsPerDay, gas: all?.accountGas ?? gasPerDay }
    const ofTenant = { intents: all?.tenantIntents ?? tenantIntentsPerDay, gas: all?.tenantGas ?? tenantGasPerDay }
    return {
      accountAction: { intents: one?.accountIntents ?? sponsoredPerDay(action), gas: one?.accountGas ?? account.gas },
      account,
      tenantAction: { intents: one?.tenantIntents ?? ofTenant.intents, gas: one?.tenantGas ?? ofTenant.gas },
      tenant: ofTenant,
    }
  }
}

/** Makes or changes a policy; it counts from the next intent on, the day's use stays. */
export async function setPolicy(store: Store, policy: SponsorPolicyRow): Promise<void> {
  const { tenant, action, ...limits } = policy
  await store
    .insert(sponsorPolicies)
    .values(policy)
    .onConflictDoUpdate({ target: [sponsorPolicies.tenant, sponsorPolicies.action], set: limits })
}

export function findPolicies(store: Store, tenant: string): Promise<SponsorPolicyRow[]> {
  return store.select().from(sponsorPolicies).where(eq(sponsorPolicies.tenant, tenant)).orderBy(sponsorPolicies.action)
}

function tenantNotSponsored(tenant: string): BaseError {
  const details = `${tenant} has no sponsorship policy.`
  return new BaseError('The tenant is not sponsored.', { code: 'TENANT_NOT_SPONSORED', details, status: 403 })
}
