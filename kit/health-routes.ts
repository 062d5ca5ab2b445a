import { Hono } from 'hono'
import type { Health } from './health.ts'

/** The same three routes as a Hono app: `app.route('/', healthRoutes(health))`. */
export function healthRoutes(health: Health): Hono {
  const app = new Hono()
  for (const path of ['/healthz', '/readyz', '/metrics']) {
    app.get(path, async (context) => {
      const answer = await health.answer(path)
      if (!answer) return context.notFound()
      return new Response(answer.body, { status: answer.status, headers: { 'content-type': answer.contentType } })
    })
  }
  return app
}
