import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { migrateSchema } from '../../../kit/migrate.ts'

/** Brings schema `rate` up to date. It is apart from `app` because it holds nothing that outlives a minute or needs a backup. */
export async function migrateRateBudgets(pool: pg.Pool): Promise<void> {
  await migrateSchema(pool, { schema: 'rate', folder: fileURLToPath(new URL('./migrations', import.meta.url)) })
}
