import type { Hono } from 'hono'
import type pg from 'pg'
import { z } from 'zod'
import { BaseError } from '../kit/errors.ts'
import { jsonResponse } from '../kit/internal-app.ts'
import { DEAD_LETTERS_AT_ONCE } from './limits.ts'

/** What the operator sees of messages that were given up, and how one is tried again. No contact is shown: none is stored. */
export function deadLetterRoutes(app: Hono, pool: pg.Pool): Hono {
  app.get('/internal/v1/dead-letters', async () => {
    const { rows } = await pool.query(
      `select d.id, d.account, d.channel, n.kind, d.attempts, d.error, d.ended_at as "endedAt"
       from notify.delivery d join notify.notification n on n.id = d.notification_id
       where d.state = 'dead' order by d.ended_at desc limit $1`,
      [DEAD_LETTERS_AT_ONCE],
    )
    return jsonResponse({ deadLetters: rows })
  })
  app.post('/internal/v1/dead-letters/:id/retry', async (context) => {
    const id = z.uuid().safeParse(context.req.param('id')).data
    const { rowCount } = await pool.query(
      `update notify.delivery set state = 'waiting', attempts = 0, next_at = now(), ended_at = null
       where id = $1 and state = 'dead'`,
      [id],
    )
    if (rowCount === 1) return jsonResponse({ id }, 202)
    const details = 'It is unknown, was sent, or is waiting already.'
    throw new BaseError('There is no such dead letter.', { code: 'DEAD_LETTER_UNKNOWN', details, status: 404 })
  })
  return app
}
