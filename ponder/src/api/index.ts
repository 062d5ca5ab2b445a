import { db } from 'ponder:api'
import { Hono } from 'hono'
import { sql } from 'ponder'

/** Ponder adds /health, /ready, /status and /metrics; the names that every service of ours has are added here. */
const app = new Hono()

app.get('/healthz', (context) => context.json({ status: 'ok' }))

app.get('/readyz', async (context) => {
  const { rows } = await db.execute<{ ready: boolean }>(
    sql`select value -> 'is_ready' = '1' as ready from _ponder_meta where key = 'app'`,
  )
  const isReady = rows[0]?.ready === true
  return context.json({ status: isReady ? 'ok' : 'indexing' }, isReady ? 200 : 503)
})

export default app
