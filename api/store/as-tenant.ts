import { sql } from 'drizzle-orm'
import type { Address } from 'viem'
import type { Database } from './database.ts'

/** A transaction as the role `genex_tenant`. */
export type TenantDatabase = Parameters<Parameters<Database['transaction']>[0]>[0]

/**
 * Runs queries that see one organisation's rows and no other's, whatever they ask for: row-level security decides, in the database.
 * Both settings end with the transaction.
 */
export function asTenant<T>(
  database: Database,
  organisation: Address,
  run: (tenant: TenantDatabase) => Promise<T>,
): Promise<T> {
  return database.transaction(async (tenant) => {
    await tenant.execute(sql`select set_config('genex.organisation', ${organisation.toLowerCase()}, true)`)
    await tenant.execute(sql`set local role genex_tenant`)
    return run(tenant)
  })
}
