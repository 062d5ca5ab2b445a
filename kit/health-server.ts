import type { Server } from 'node:http'
import type { Health } from './health.ts'
import { healthRoutes } from './health-routes.ts'
import { serveHttp } from './serve.ts'

/** Serves /healthz, /readyz and /metrics for a process that has no HTTP server of its own. */
export function startHealthServer(health: Health, address: { host: string; port: number }): Promise<Server> {
  return serveHttp(healthRoutes(health).fetch, address)
}
