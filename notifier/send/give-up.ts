import type pg from 'pg'
import type { Channel, NoticeKind } from '../../kit/notices/kinds.ts'
import type { Notice } from '../../kit/notices/notice.ts'
import { inTransaction } from '../../kit/transaction.ts'
import { type Delivery, finishDelivery } from './deliveries.ts'

/** A contact refused for good: nothing more goes there until its owner says so, and the owner is told in the list. */
export async function giveUpChannel(pool: pg.Pool, delivery: Delivery, error: string): Promise<void> {
  const { id, account } = delivery
  const channel = delivery.channel as Channel
  await inTransaction(pool, async (client) => {
    await finishDelivery(client, delivery, { kind: 'dead', error })
    const text = 'insert into notify.disabled_channel values ($1, $2, now()) on conflict do nothing'
    const { rowCount } = await client.query(text, [account, channel])
    if (rowCount === 0) return
    await tell(client, { sourceKey: `disabled:${id}`, account, kind: 'channel.disabled', parameters: { channel } })
  })
}

/** A push subscription ended; its browser makes another. */
export async function dropSubscription(pool: pg.Pool, delivery: Delivery, error: string): Promise<void> {
  await finishDelivery(pool, delivery, { kind: 'dead', error })
  await pool.query('delete from notify.push_subscription where id = $1', [delivery.target])
}

/** An endpoint wants no more, or failed for days: it is switched off, what waits for it is dead, and its owner is told. */
export async function disableEndpoint(
  client: pg.PoolClient,
  { endpointId, reason }: { endpointId: string; reason: string },
): Promise<void> {
  const { rows } = await client.query(
    `update notify.endpoint set disabled_at = now(), disabled_reason = $2 where id = $1 and disabled_at is null
     returning account, url, sequence`,
    [endpointId, reason],
  )
  const [endpoint] = rows
  if (!endpoint) return
  await client.query(
    `update notify.delivery set state = 'dead', error = 'ENDPOINT_DISABLED', ended_at = now(), leased_until = null
     where target = $1 and state = 'waiting'`,
    [endpointId],
  )
  const parameters = { host: new URL(endpoint.url).host }
  const sourceKey = `endpoint-disabled:${endpointId}:${endpoint.sequence}`
  await tell(client, { sourceKey, account: endpoint.account, kind: 'webhook.disabled', parameters })
}

async function tell<K extends NoticeKind>(
  client: pg.PoolClient,
  { sourceKey, account, kind, parameters }: Omit<Notice<K>, 'occurredAt'>,
): Promise<void> {
  await client.query(
    `insert into notify.outbox (source_key, account, kind, parameters, occurred_at) values ($1, $2, $3, $4, now())
     on conflict do nothing`,
    [sourceKey, account, kind, JSON.stringify(parameters)],
  )
}
