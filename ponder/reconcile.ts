import pg from 'pg'
import { loadConfig } from './config.ts'
import { reconciledChains } from './launch/reconciled-chains.ts'
import { VIEWS_SCHEMA } from './launch/schema-name.ts'
import { reconcile } from './src/ledger/reconcile.ts'

/** `node ponder/reconcile.ts`: compares postings, Transfer logs and balances; prints the result; ends with 1 when they differ. */
const config = loadConfig()
const client = new pg.Client({ connectionString: config.DATABASE_URL, application_name: 'index_reconciliation' })
await client.connect()
try {
  await client.query(`set search_path to ${VIEWS_SCHEMA}`)
  const query = async (text: string, values: readonly unknown[]) => (await client.query(text, [...values])).rows
  const result = await reconcile(query, reconciledChains(config))
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
  if (!result.isReconciled) process.exitCode = 1
} finally {
  await client.end()
}
