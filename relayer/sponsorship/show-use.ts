import { and, asc, eq, inArray } from 'drizzle-orm'
import type { Store } from '../store/database.ts'
import { sponsorshipUses } from '../store/schema.ts'
import { ALL, Policies, type SponsorDefaults } from './policy.ts'

interface ShownUse {
  account: string
  action: string
  used: { intents: number; gas: bigint }
  allowed: { intents: number; gas: bigint }
}

/** What an account and its tenant have used on a day, beside what they may. */
export async function showUse(
  { store, defaults }: { store: Store; defaults: SponsorDefaults },
  { tenant, account, day }: { tenant: string; account: string; day: number },
): Promise<ShownUse[]> {
  const policies = await Policies.load(store, [tenant], defaults)
  const isTheirs = and(
    eq(sponsorshipUses.tenant, tenant),
    inArray(sponsorshipUses.account, [account, ALL]),
    eq(sponsorshipUses.day, day),
  )
  const rows = await store
    .select()
    .from(sponsorshipUses)
    .where(isTheirs)
    .orderBy(asc(sponsorshipUses.account), asc(sponsorshipUses.action))
  return rows.map((row) => {
    const allowances = policies.allowancesOf(tenant, row.action)
    const [ofAction, ofAll] =
      row.account === ALL
        ? [allowances.tenantAction, allowances.tenant]
        : [allowances.accountAction, allowances.account]
    const used = { intents: row.intents, gas: row.gas }
    return { account: row.account, action: row.action, used, allowed: row.action === ALL ? ofAll : ofAction }
  })
}
