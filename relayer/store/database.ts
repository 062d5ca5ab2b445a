import { drizzle, type NodePgQueryResultHKT } from 'drizzle-orm/node-postgres'
import type { PgDatabase } from 'drizzle-orm/pg-core'
import type pg from 'pg'
import { migrateSchema } from '../../kit/migrate.ts'

/** The database or a transaction on it. */
export type Store = PgDatabase<NodePgQueryResultHKT, Record<string, never>>

/** Brings schema `relayer` up to date and opens it. */
export async function openStore(pool: pg.Pool): Promise<Store> {
  await migrateSchema(pool, { schema: 'relayer', folder: new URL('./drizzle', import.meta.url).pathname })
  return drizzle(pool)
}
