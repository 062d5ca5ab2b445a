import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { BaseError, RetryableError } from '../../kit/errors.ts'
import { DATABASE_WAIT_MS, POLL_MS, SCHEMA_LOCK_WAIT_MS } from '../limits.ts'

/**
 * Ponder believes that the owner of its schema lives until its heartbeat is 25 s old, so a restart after SIGKILL would wait
 * that long. Here a session lock says it at once: PostgreSQL frees it when the owner's connection is gone.
 */
export async function lockSchema(databaseUrl: string, schema: string, onLost: () => void): Promise<pg.Client> {
  const client = await connect(databaseUrl, `${schema}_lock`)
  await waitFor(SCHEMA_LOCK_WAIT_MS, async () => {
    const { rows } = await client.query<{ held: boolean }>(
      'select pg_try_advisory_lock(hashtext($1), hashtext(current_database())) as held',
      [schema],
    )
    return rows[0]?.held === true
  }).catch((cause: unknown) => {
    const details = `Another indexer holds ${schema}; stop it first.`
    throw new BaseError('The index is in use.', { code: 'INDEX_LOCKED', details, status: 500, cause })
  })
  await endLeftovers(client, schema)
  await unlockPonder(client, schema)
  client.once('error', onLost)
  client.once('end', onLost)
  return client
}

/** What the killed owner had sent may still run; nothing of it may commit beside us. */
async function endLeftovers(client: pg.Client, schema: string): Promise<void> {
  const names = ['internal', 'user', 'readonly'].map((pool) => `${schema}_${pool}`)
  await waitFor(DATABASE_WAIT_MS, async () => {
    const { rows } = await client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where application_name = any($1)',
      [names],
    )
    return rows.length === 0
  })
}

async function unlockPonder(client: pg.Client, schema: string): Promise<void> {
  const meta = `${client.escapeIdentifier(schema)}._ponder_meta`
  const { rows } = await client.query<{ meta: string | null }>('select to_regclass($1) as meta', [meta])
  if (rows[0]?.meta) await client.query(`update ${meta} set value = jsonb_set(value, '{is_locked}', '0')`)
}

/** Waits for a database that is just starting. */
async function connect(databaseUrl: string, name: string): Promise<pg.Client> {
  let client: pg.Client | undefined
  let cause: unknown
  await waitFor(DATABASE_WAIT_MS, async () => {
    const attempt = new pg.Client({ connectionString: databaseUrl, application_name: name, keepAlive: true })
    try {
      await attempt.connect()
      client = attempt
    } catch (error) {
      cause = error
    }
    return client !== undefined
  }).catch(() => undefined)
  if (!client) throw new RetryableError('The database does not answer.', { code: 'DATABASE_UNAVAILABLE', cause })
  return client
}

/** @throws Error when the condition does not come true in time. */
export async function waitFor(timeoutMs: number, isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + timeoutMs
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`gave up after ${timeoutMs} ms`)
    await wait(POLL_MS)
  }
}
