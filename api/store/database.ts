import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/node-postgres'
import type pg from 'pg'
import { migrateSchema } from '../../kit/migrate.ts'
import { migrateNotices } from '../../kit/notices/migrate.ts'

export type Database = ReturnType<typeof drizzle>
/** The database, or a transaction of it. */
export type Queryable = Omit<Database, '$client'>

/** Brings schema `app` up to date, and `notify`, to which its transactions write. */
export async function migrateApp(pool: pg.Pool): Promise<void> {
  await migrateSchema(pool, { schema: 'app', folder: fileURLToPath(new URL('./migrations', import.meta.url)) })
  await migrateNotices(pool)
}

export function openDatabase(pool: pg.Pool): Database {
  return drizzle(pool)
}
