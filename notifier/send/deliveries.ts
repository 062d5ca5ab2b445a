import type pg from 'pg'
import { LANGUAGES, type Reader } from '../../kit/notices/format.ts'
import { isNoticeKind, type NoticeKind, type NoticeParameters } from '../../kit/notices/kinds.ts'
import type { Outcome } from './outcome.ts'
import { retryAfterMs } from './retry.ts'

export type DeliveryChannel = 'email' | 'sms' | 'push' | 'webhook'

/** A message on its way, taken by this process for a while. */
export interface Delivery {
  /** What receivers know it by. */
  id: string
  notificationId: string
  account: string
  channel: DeliveryChannel
  target: string | undefined
  sequence: number | undefined
  attempts: number
  kind: NoticeKind
  parameters: NoticeParameters<NoticeKind>
  occurredAt: Date
  reader: Reader
}

interface Claim {
  channel: DeliveryChannel
  limit: number
  leaseSec: number
  /** Targets that have enough to do. */
  busy: readonly string[]
}

/** Takes what is due. Nobody else sends it until the lease is over, which happens only when this process died in between. */
export async function claimDeliveries(pool: pg.Pool, { channel, limit, leaseSec, busy }: Claim): Promise<Delivery[]> {
  const { rows } = await pool.query(
    `with due as (
       select id from notify.delivery where channel = $1 and state = 'waiting' and next_at <= now()
         and (leased_until is null or leased_until <= now()) and (target is null or target <> all($4::uuid[]))
       order by next_at limit $2 for update skip locked),
     taken as (
       update notify.delivery d set attempts = attempts + 1, leased_until = now() + make_interval(secs => $3)
       from due where d.id = due.id returning d.*)
     select taken.*, n.kind, n.parameters, n.occurred_at, s.language, s.time_zone
     from taken join notify.notification n on n.id = taken.notification_id
     left join notify.settings s on s.account = taken.account`,
    [channel, limit, leaseSec, busy],
  )
  return rows.map(deliveryOf)
}

/** Writes down what became of an attempt, if the delivery is still this process's; null when it will be tried again. */
export async function finishDelivery(
  queries: pg.Pool | pg.PoolClient,
  { id, channel, attempts }: Delivery,
  outcome: Outcome,
): Promise<void> {
  const pauseMs =
    outcome.kind === 'retry' ? retryAfterMs({ channel, attempts, askedMs: outcome.afterMs }, Math.random()) : undefined
  const error = outcome.kind === 'sent' ? null : outcome.error
  if (pauseMs !== undefined) {
    await queries.query(
      `update notify.delivery set leased_until = null, error = $3, next_at = now() + make_interval(secs => $4)
       where id = $1 and attempts = $2 and state = 'waiting'`,
      [id, attempts, error, pauseMs / 1000],
    )
    return
  }
  const state = outcome.kind === 'sent' || outcome.kind === 'dropped' ? outcome.kind : 'dead'
  await queries.query(
    `update notify.delivery set leased_until = null, error = $3, state = $4, ended_at = now()
     where id = $1 and attempts = $2 and state = 'waiting'`,
    [id, attempts, error, state],
  )
}

function deliveryOf(row: Record<string, unknown>): Delivery {
  const kind = String(row.kind)
  if (!isNoticeKind(kind)) throw new Error(`a notification of an unknown kind: ${kind}`)
  const language = LANGUAGES.find((each) => each === row.language) ?? 'en'
  return {
    id: String(row.id),
    notificationId: String(row.notification_id),
    account: String(row.account),
    channel: row.channel as DeliveryChannel,
    target: row.target === null ? undefined : String(row.target),
    sequence: row.sequence === null ? undefined : Number(row.sequence),
    attempts: Number(row.attempts),
    kind,
    parameters: row.parameters as NoticeParameters<NoticeKind>,
    occurredAt: row.occurred_at as Date,
    reader: { language, timeZone: typeof row.time_zone === 'string' ? row.time_zone : 'UTC' },
  }
}
