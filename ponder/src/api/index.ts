import { Hono } from 'hono'

/** Ponder adds /health, /ready, /status and /metrics. */
const app = new Hono()

export default app
