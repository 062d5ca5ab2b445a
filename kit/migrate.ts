import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import type pg from 'pg'

export interface MigrationParameters {
  /** The schema that the migrations own; it is created here. */
  schema: string
  /** The folder with the SQL files and meta/_journal.json. */
  folder: string
}

/**
 * Brings a service's own schema up to date. The journal is one table per schema in schema `drizzle`; an advisory lock
 * keeps starting processes apart, also of different schemas: two that create schema `drizzle` at once would both fail.
 */
export async function migrateSchema(pool: pg.Pool, { schema, folder }: MigrationParameters): Promise<void> {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(schema)) throw new Error(`not a schema name: ${schema}`)
  const client = await pool.connect()
  try {
    await client.query(`select pg_advisory_lock(hashtext('migrate'))`)
    await client.query(`create schema if not exists ${schema}`)
    await migrate(drizzle(client), {
      migrationsFolder: folder,
      migrationsSchema: 'drizzle',
      migrationsTable: `${schema}_migrations`,
    })
  } finally {
    await client.query(`select pg_advisory_unlock(hashtext('migrate'))`).catch(() => undefined)
    client.release()
  }
}
