import type { Hono } from 'hono'
import type { Health } from '../kit/health.ts'
import { createInternalApp } from '../kit/internal-app.ts'
import type { Logger } from '../kit/log.ts'
import type { Secret } from '../kit/secret.ts'
import { addPurchaseRoutes, type PurchaseRoutes } from './routes/purchases.ts'
import { addWebhookRoutes } from './routes/webhooks.ts'

/** Purchases for the API behind a token, webhooks for the world behind signatures. */
export function createApp(dependencies: PurchaseRoutes & { health: Health; log: Logger; token: Secret }): Hono {
  const app = createInternalApp(dependencies)
  addPurchaseRoutes(app, dependencies)
  addWebhookRoutes(app, dependencies)
  return app
}
