import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { BaseError } from '../kit/errors.ts'
import { loadConfig } from './config.ts'
import { compareSchemas, liveSchema, type SchemaComparison } from './launch/compare.ts'
import { waitFor } from './launch/schema-lock.ts'
import { REINDEX_WAIT_MS } from './limits.ts'

/**
 * `node ponder/reindex.ts`: indexes both chains again from their first blocks, from the nodes alone, into a schema of its
 * own, and compares all tables with those that the readers see. Prints the comparison; ends with 1 when they differ.
 */
const FRESH_SCHEMA = 'genex_reindex'
const config = loadConfig()

const live = await liveSchema(config.DATABASE_URL)
if (!live) throw new BaseError('There is no index to compare with.', { code: 'INDEX_MISSING', status: 500 })
await dropFresh()
const indexer = spawn(process.execPath, [fileURLToPath(new URL('main.ts', import.meta.url))], {
  env: { ...process.env, PONDER_SCHEMA: FRESH_SCHEMA, PONDER_IGNORE_CACHE: 'true', PONDER_PORT: await freePort() },
  stdio: ['ignore', 'inherit', 'inherit'],
})
const ended = once(indexer, 'exit')
try {
  const comparison = await settledComparison(live)
  process.stdout.write(`${JSON.stringify(comparison, null, 2)}\n`)
  if (comparison.differing.length > 0) process.exitCode = 1
} finally {
  indexer.kill('SIGTERM')
  await ended
  await dropFresh()
}

/** Waits until both indexes are equal, or stand at the same blocks and are not. */
async function settledComparison(schema: string): Promise<SchemaComparison> {
  let last: SchemaComparison | undefined
  await waitFor(REINDEX_WAIT_MS, async () => {
    if (indexer.exitCode !== null) throw new BaseError('The re-index ended.', { code: 'REINDEX_ENDED', status: 500 })
    last = await compareSchemas(config.DATABASE_URL, schema, FRESH_SCHEMA).catch(() => undefined)
    return last !== undefined && (last.isSameHeight || last.differing.length === 0)
  })
  if (!last) throw new BaseError('The re-index did not start.', { code: 'REINDEX_ENDED', status: 500 })
  return last
}

async function dropFresh(): Promise<void> {
  const client = new pg.Client({ connectionString: config.DATABASE_URL, application_name: 'index_comparison' })
  await client.connect()
  await client.query(`drop schema if exists ${FRESH_SCHEMA} cascade`)
  await client.end()
}

async function freePort(): Promise<string> {
  const { createServer } = await import('node:net')
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return String(typeof address === 'object' ? address?.port : address)
}
