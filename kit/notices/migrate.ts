import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { migrateSchema } from '../migrate.ts'

/** Brings schema `notify` up to date: API and notifier share it, whichever starts first makes it. */
export async function migrateNotices(pool: pg.Pool): Promise<void> {
  await migrateSchema(pool, { schema: 'notify', folder: fileURLToPath(new URL('./migrations', import.meta.url)) })
}
