import type pg from 'pg'
import { notFoundError } from '../../http/not-found.ts'
import { MAX_REPLAY } from '../../limits.ts'
import type { EndpointKey } from './webhooks.ts'

export interface DeliveryRow {
  id: string
  notification_id: string
  kind: string
  sequence: string
  state: 'waiting' | 'sent' | 'dropped' | 'dead'
  attempts: number
  error: string | null
  created_at: Date
  next_at: Date
  ended_at: Date | null
}

/** Messages of an own endpoint, the newest first. @throws WEBHOOK_UNKNOWN (404). */
export async function readDeliveries(
  pool: pg.Pool,
  key: EndpointKey,
  { limit, before, state }: { limit: number; before: string | undefined; state: string | undefined },
): Promise<DeliveryRow[]> {
  await requireOwn(pool, key)
  const { rows } = await pool.query<DeliveryRow>(
    `select d.id, d.notification_id, n.kind, d.sequence, d.state, d.attempts, d.error, d.created_at, d.next_at, d.ended_at
     from notify.delivery d join notify.notification n on n.id = d.notification_id
     where d.target = $1 and ($2::bigint is null or d.sequence < $2) and ($3::text is null or d.state = $3)
     order by d.sequence desc limit $4`,
    [key.id, before ?? null, state ?? null, limit],
  )
  return rows
}

/**
 * Sends messages of an own endpoint again, under their own ids: those named, or all since a time; how many. What still waits is left
 * as it is. @throws WEBHOOK_UNKNOWN (404).
 */
export async function replay(
  pool: pg.Pool,
  key: EndpointKey,
  { ids, since }: { ids: readonly string[]; since: Date | undefined },
): Promise<number> {
  await requireOwn(pool, key)
  const { rowCount } = await pool.query(
    `update notify.delivery set state = 'waiting', attempts = 0, next_at = now(), ended_at = null, error = null
     where id in (select id from notify.delivery where target = $1 and state <> 'waiting'
       and (id = any($2::uuid[]) or created_at >= $3) order by sequence limit $4)`,
    [key.id, ids, since ?? null, MAX_REPLAY],
  )
  return rowCount ?? 0
}

async function requireOwn(pool: pg.Pool, { account, id }: EndpointKey): Promise<void> {
  const text = 'select id from notify.endpoint where id = $1 and account = $2'
  const { rowCount } = await pool.query(text, [id, account.toLowerCase()])
  if (rowCount === 0) throw notFoundError('WEBHOOK_UNKNOWN', `${id} is no webhook of this account.`)
}
