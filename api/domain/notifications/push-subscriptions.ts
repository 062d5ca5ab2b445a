import { createHash, randomUUID } from 'node:crypto'
import type { Address } from 'viem'
import { BaseError } from '../../../kit/errors.ts'
import { requireUrl } from '../../../kit/outbound/guarded-post.ts'
import { sealText } from '../../../kit/sealed-text.ts'
import { inTransaction } from '../../../kit/transaction.ts'
import type { ApiDependencies } from '../../dependencies.ts'
import { notFoundError } from '../../http/not-found.ts'
import { MAX_PUSH_SUBSCRIPTIONS } from '../../limits.ts'

type Dependencies = Pick<ApiDependencies, 'config' | 'now' | 'pool'>

interface Subscription {
  endpoint: string
  keys: { p256dh: string; auth: string }
}

/** Keeps what a browser handed out, sealed; the same browser again takes its own place. @throws OUTBOUND_REFUSED, PUSH_LIMIT (422). */
export async function addSubscription(
  { config, now, pool }: Dependencies,
  { account, subscription }: { account: Address; subscription: Subscription },
): Promise<string> {
  requireUrl({ allowsLocal: config.OUTBOUND_LOCAL === 'on' }, subscription.endpoint)
  const id = randomUUID()
  const owner = account.toLowerCase()
  const hash = createHash('sha256').update(subscription.endpoint).digest('hex')
  const sealed = sealText(config.FIELD_KEYS, { table: 'push_subscription', id }, JSON.stringify(subscription))
  await inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock(hashtext($1))', [`push:${owner}`])
    await client.query('delete from notify.push_subscription where endpoint_hash = $1', [hash])
    const { rows } = await client.query('select id from notify.push_subscription where account = $1', [owner])
    if (rows.length >= MAX_PUSH_SUBSCRIPTIONS)
      throw new BaseError('The subscription cannot be kept.', {
        code: 'PUSH_LIMIT',
        details: `At most ${MAX_PUSH_SUBSCRIPTIONS}.`,
        status: 422,
      })
    await client.query(
      `insert into notify.push_subscription (id, account, endpoint_hash, sealed, created_at) values ($1, $2, $3, $4, $5)
       on conflict (endpoint_hash) do nothing`,
      [id, owner, hash, sealed, now()],
    )
  })
  return id
}

/** @throws PUSH_SUBSCRIPTION_UNKNOWN (404). */
export async function removeSubscription(
  { pool }: Dependencies,
  { account, id }: { account: Address; id: string },
): Promise<void> {
  const text = 'delete from notify.push_subscription where id = $1 and account = $2'
  const { rowCount } = await pool.query(text, [id, account.toLowerCase()])
  if (rowCount === 0) throw notFoundError('PUSH_SUBSCRIPTION_UNKNOWN', `${id} is no subscription of this account.`)
}
