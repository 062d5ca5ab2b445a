import pg from 'pg'
import type { Health } from './health.ts'
import { POOL_CONNECT_TIMEOUT_MS, POOL_MAX, STATEMENT_TIMEOUT_MS } from './limits.ts'
import type { Logger } from './log.ts'
import type { Shutdown } from './shutdown.ts'

export interface PoolParameters {
  url: string
  /** Shows in pg_stat_activity. */
  name: string
  max?: number
}

/** A pool that survives a restart of the database: an idle connection's loss is logged, the next query gets a new one. */
export function createPool(
  dependencies: { log: Logger; health?: Health; shutdown?: Shutdown },
  { url, name, max = POOL_MAX }: PoolParameters,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: name,
    max,
    connectionTimeoutMillis: POOL_CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idleTimeoutMillis: 30_000,
  })
  // Without a listener the loss of an idle connection ends the process.
  pool.on('error', (error) => dependencies.log.warn({ err: error }, 'database connection lost'))
  // The pool watches idle connections only; one that dies in the middle of a transaction would end the process.
  pool.on('connect', (client) =>
    client.on('error', (error) => dependencies.log.warn({ err: error }, 'database connection lost')),
  )
  dependencies.health?.addCheck('database', async () => {
    await pool.query('select 1')
  })
  dependencies.shutdown?.add('database', () => pool.end())
  return pool
}
