import { db } from 'ponder:api'
import { Hono } from 'hono'
import { sql } from 'ponder'
import { loadConfig } from '../../config.ts'
import { reconciledChains } from '../../launch/reconciled-chains.ts'
import { type Query, reconcile } from '../ledger/reconcile.ts'

/** Ponder adds /health, /ready, /status and /metrics; the names that every service of ours has are added here. */
const app = new Hono()
const chains = reconciledChains(loadConfig())

app.get('/healthz', (context) => context.json({ status: 'ok' }))

app.get('/readyz', async (context) => {
  const { rows } = await db.execute<{ ready: boolean }>(
    sql`select value -> 'is_ready' = '1' as ready from _ponder_meta where key = 'app'`,
  )
  const isReady = rows[0]?.ready === true
  return context.json({ status: isReady ? 'ok' : 'indexing' }, isReady ? 200 : 503)
})

/** Postings against Transfer logs against balances, up to the block that is indexed. */
app.get('/reconciliation', async (context) => context.json(await reconcile(query, chains)))

/** The statements of the reconciliation carry their values as `$1`…; drizzle wants them as parts of the text. */
const query: Query = async (text, values) => {
  const parts = text.split(/\$(\d+)/)
  const chunks = parts.map((part, i) => (i % 2 === 0 ? sql.raw(part) : sql`${values[Number(part) - 1]}`))
  return (await db.execute<Record<string, unknown>>(sql.join(chunks))).rows
}

export default app
