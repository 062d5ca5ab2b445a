import { randomBytes, randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Address } from 'viem'
import { BaseError } from '../../../kit/errors.ts'
import type { NoticeKind } from '../../../kit/notices/kinds.ts'
import { requireUrl } from '../../../kit/outbound/guarded-post.ts'
import { sealText } from '../../../kit/sealed-text.ts'
import { inTransaction } from '../../../kit/transaction.ts'
import type { ApiDependencies } from '../../dependencies.ts'
import { notFoundError } from '../../http/not-found.ts'
import { MAX_WEBHOOKS, WEBHOOK_OVERLAP_SEC } from '../../limits.ts'

type Dependencies = Pick<ApiDependencies, 'config' | 'now' | 'pool'>

/** An endpoint of an account; the id alone is nothing: whoever asks must be its owner. */
export interface EndpointKey {
  account: Address
  id: string
}

export interface EndpointRow {
  id: string
  url: string
  kinds: NoticeKind[]
  created_at: Date
  failing_since: Date | null
  disabled_at: Date | null
  disabled_reason: string | null
  previous_until: Date | null
}

const COLUMNS = 'id, url, kinds, created_at, failing_since, disabled_at, disabled_reason, previous_until'

/** Registers an endpoint; its secret is shown this once. @throws OUTBOUND_REFUSED, WEBHOOK_LIMIT (422). */
export async function createEndpoint(
  { config, now, pool }: Dependencies,
  { account, url, kinds }: { account: Address; url: string; kinds: readonly NoticeKind[] },
): Promise<{ endpoint: EndpointRow; secret: string }> {
  requireUrl({ allowsLocal: config.OUTBOUND_LOCAL === 'on' }, url)
  const owner = account.toLowerCase()
  const id = randomUUID()
  const secret = newSecret()
  const sealed = sealText(config.FIELD_KEYS, { table: 'endpoint', id }, secret)
  return await inTransaction(pool, async (client) => {
    // One registration of an account at a time, so that two together do not pass the limit.
    await client.query('select pg_advisory_xact_lock(hashtext($1))', [`webhook:${owner}`])
    const { rows: known } = await client.query('select id from notify.endpoint where account = $1', [owner])
    if (known.length >= MAX_WEBHOOKS) throw refusal('WEBHOOK_LIMIT', `At most ${MAX_WEBHOOKS}.`)
    const { rows } = await client.query<EndpointRow>(
      `insert into notify.endpoint (id, account, url, kinds, sealed_secret, created_at) values ($1, $2, $3, $4, $5, $6)
       returning ${COLUMNS}`,
      [id, owner, url, kinds, sealed, now()],
    )
    return { endpoint: first(rows, id), secret }
  })
}

export async function listEndpoints({ pool }: { pool: pg.Pool }, account: Address): Promise<EndpointRow[]> {
  const text = `select ${COLUMNS} from notify.endpoint where account = $1 order by created_at desc limit $2`
  return (await pool.query<EndpointRow>(text, [account.toLowerCase(), MAX_WEBHOOKS])).rows
}

/** A new secret, shown this once; the one before signs beside it for a day. @throws WEBHOOK_UNKNOWN (404). */
export async function rotateSecret(
  { config, now, pool }: Dependencies,
  { account, id }: EndpointKey,
): Promise<{ endpoint: EndpointRow; secret: string }> {
  const secret = newSecret()
  const sealed = sealText(config.FIELD_KEYS, { table: 'endpoint', id }, secret)
  const until = new Date(now().getTime() + WEBHOOK_OVERLAP_SEC * 1000)
  const { rows } = await pool.query<EndpointRow>(
    `update notify.endpoint set sealed_previous = sealed_secret, previous_until = $4, sealed_secret = $3
     where id = $1 and account = $2 returning ${COLUMNS}`,
    [id, account.toLowerCase(), sealed, until],
  )
  return { endpoint: first(rows, id), secret }
}

/** Switches an endpoint on again that failed or asked for no more. @throws WEBHOOK_UNKNOWN (404). */
export async function enableEndpoint({ pool }: { pool: pg.Pool }, { account, id }: EndpointKey): Promise<EndpointRow> {
  const { rows } = await pool.query<EndpointRow>(
    `update notify.endpoint set disabled_at = null, disabled_reason = null, failing_since = null
     where id = $1 and account = $2 returning ${COLUMNS}`,
    [id, account.toLowerCase()],
  )
  return first(rows, id)
}

/** Ends an endpoint with everything that waits for it. @throws WEBHOOK_UNKNOWN (404). */
export async function removeEndpoint({ pool }: { pool: pg.Pool }, { account, id }: EndpointKey): Promise<void> {
  await inTransaction(pool, async (client) => {
    const text = 'delete from notify.endpoint where id = $1 and account = $2 returning id'
    first((await client.query(text, [id, account.toLowerCase()])).rows, id)
    await client.query('delete from notify.delivery where target = $1', [id])
  })
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}

function first<T>([row]: T[], id: string): T {
  if (row) return row
  throw notFoundError('WEBHOOK_UNKNOWN', `${id} is no webhook of this account.`)
}

function refusal(code: string, details: string): BaseError {
  return new BaseError('The webhook cannot be registered.', { code, details, status: 422 })
}
