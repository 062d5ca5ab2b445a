import type { Hono } from 'hono'
import type pg from 'pg'
import { limitBody } from '../../kit/body-limit.ts'
import { BaseError } from '../../kit/errors.ts'
import { jsonResponse, problemResponse } from '../../kit/internal-app.ts'
import type { Logger } from '../../kit/log.ts'
import { WEBHOOK_BODY_BYTES } from '../limits.ts'
import type { ProviderBoard } from '../providers/provider-board.ts'
import { receiveEvent } from '../store/purchases.ts'

/**
 * POST /webhooks/<provider>: the only path that the world may reach. The signature is over the very bytes; an event is kept once and only
 * has its purchase looked at, so that twice, late and out of order are all the same.
 */
export function addWebhookRoutes(
  app: Hono,
  { pool, board, log, now }: { pool: pg.Pool; board: ProviderBoard; log: Logger; now: () => Date },
): void {
  app.use(
    '/webhooks/*',
    limitBody(WEBHOOK_BODY_BYTES, () => problemResponse(tooLarge(), { log })),
  )
  app.post('/webhooks/:provider', async (context) => {
    const name = context.req.param('provider')
    if (!board.names.includes(name)) throw unknownProvider(name)
    const { id: eventId, ...event } = await board
      .use(name)
      .readWebhook(await context.req.text(), context.req.raw.headers)
    const isNew = await receiveEvent(pool, { provider: name, eventId, ...event }, now())
    log.info({ provider: name, event: eventId, type: event.type, isNew }, 'webhook received')
    return jsonResponse({ received: true })
  })
}

function tooLarge(): BaseError {
  const details = `At most ${WEBHOOK_BODY_BYTES} bytes are accepted.`
  return new BaseError('The body is too large.', { code: 'BODY_TOO_LARGE', details, status: 413 })
}

function unknownProvider(name: string): BaseError {
  return new BaseError('There is nothing at this address.', { code: 'NOT_FOUND', details: name, status: 404 })
}
