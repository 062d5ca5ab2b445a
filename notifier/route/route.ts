import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { isMandatory, isNoticeKind, type NoticeKind } from '../../kit/notices/kinds.ts'
import { inTransaction } from '../../kit/transaction.ts'
import { NOTICE_MAX_AGE_MS, ROUTED_AT_ONCE } from '../limits.ts'
import { type Addressee, readAddressees } from './addressees.ts'
import { quietUntil } from './quiet-hours.ts'

interface Unrouted {
  id: string
  account: string
  kind: string
  occurred_at: Date
}

interface Planned {
  notificationId: string
  account: string
  channel: 'email' | 'sms' | 'push' | 'webhook'
  target: string | null
  sequence: bigint | null
  nextAt: Date
}

/** Makes the deliveries of the next notifications, all of one or none; how many notifications that were. */
export async function route({ pool, now }: { pool: pg.Pool; now: () => Date }): Promise<number> {
  return await inTransaction(pool, async (client) => {
    const { rows } = await client.query<Unrouted>(
      `select id, account, kind, occurred_at from notify.notification where routed_at is null
       order by seq limit $1 for update skip locked`,
      [ROUTED_AT_ONCE],
    )
    if (rows.length === 0) return 0
    const at = now()
    const addresseeOf = await readAddressees(client, [...new Set(rows.map(({ account }) => account))])
    const planned = rows.flatMap((row) => plan(row, addresseeOf(row.account), at))
    await numberWebhooks(client, planned)
    await insert(client, planned, at)
    const ids = rows.map(({ id }) => id)
    await client.query('update notify.notification set routed_at = $2 where id = any($1)', [ids, at])
    return rows.length
  })
}

/** What happened long ago is in the list and nowhere else: a new deployment must not send the past. */
function plan({ id, account, kind, occurred_at }: Unrouted, addressee: Addressee, at: Date): Planned[] {
  if (!isNoticeKind(kind) || at.getTime() - occurred_at.getTime() > NOTICE_MAX_AGE_MS) return []
  const base = { notificationId: id, account, target: null, sequence: null, nextAt: at }
  const nextAt = whenFor(kind, addressee, at)
  const messages = addressee.channelsFor(kind).flatMap((channel): Planned[] => {
    if (channel !== 'push') return [{ ...base, channel, nextAt }]
    return addressee.pushSubscriptions.map((target) => ({ ...base, channel, target, nextAt }))
  })
  const webhooks = addressee.endpoints
    .filter(({ kinds, createdAt }) => createdAt <= at && (kinds.length === 0 || kinds.includes(kind)))
    .map((endpoint): Planned => ({ ...base, channel: 'webhook', target: endpoint.id }))
  return [...messages, ...webhooks]
}

function whenFor(kind: NoticeKind, { quietHours }: Addressee, at: Date): Date {
  return isMandatory(kind) || !quietHours ? at : quietUntil(at, quietHours)
}

/** Each endpoint's messages are numbered without a gap, so that a receiver sees what is missing and in which order it happened. */
async function numberWebhooks(client: pg.PoolClient, planned: readonly Planned[]): Promise<void> {
  // Always in one order, so that two processes do not wait for each other.
  for (const [target, own] of [...Map.groupBy(webhooksOf(planned), ({ target }) => target)].toSorted(byTarget)) {
    const text = 'update notify.endpoint set sequence = sequence + $2 where id = $1 returning sequence'
    const { rows } = await client.query<{ sequence: string }>(text, [target, own.length])
    const last = BigInt(rows[0]?.sequence ?? own.length)
    for (const [i, each] of own.entries()) each.sequence = last - BigInt(own.length - 1 - i)
  }
}

const webhooksOf = (planned: readonly Planned[]) => planned.filter(({ channel }) => channel === 'webhook')
const byTarget = ([a]: [string | null, unknown], [b]: [string | null, unknown]) => (String(a) < String(b) ? -1 : 1)

async function insert(client: pg.PoolClient, planned: readonly Planned[], at: Date): Promise<void> {
  if (planned.length === 0) return
  const column = <K extends keyof Planned>(name: K) => planned.map((each) => each[name])
  await client.query(
    `insert into notify.delivery (id, notification_id, account, channel, target, sequence, next_at, created_at)
     select *, $8::timestamptz from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::bigint[], $7::timestamptz[])
     on conflict do nothing`,
    [
      planned.map(() => randomUUID()),
      column('notificationId'),
      column('account'),
      column('channel'),
      column('target'),
      column('sequence'),
      column('nextAt'),
      at,
    ],
  )
}
