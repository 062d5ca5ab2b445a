import type pg from 'pg'
import { Webhook } from 'standardwebhooks'
import { BaseError } from '../../kit/errors.ts'
import type { KeyRing } from '../../kit/key-ring.ts'
import { guardedPost, type OutboundPolicy } from '../../kit/outbound/guarded-post.ts'
import { openText } from '../../kit/sealed-text.ts'
import { inTransaction } from '../../kit/transaction.ts'
import { ENDPOINT_FAILING_MS, OUTBOUND_TIMEOUT_MS } from '../limits.ts'
import { type Delivery, finishDelivery } from './deliveries.ts'
import { disableEndpoint } from './give-up.ts'
import { codeOf, type Outcome } from './outcome.ts'

export interface WebhookDependencies {
  pool: pg.Pool
  ring: KeyRing
  policy: OutboundPolicy
}

interface Endpoint {
  id: string
  url: string
  secrets: string[]
}

/** Sends a notification to an endpoint as Standard Webhooks has it; after a rotation both secrets sign. */
export async function sendWebhook(dependencies: WebhookDependencies, delivery: Delivery): Promise<Outcome> {
  const endpoint = await readEndpoint(dependencies, delivery)
  if (!endpoint) return { kind: 'dead', error: 'ENDPOINT_DISABLED' }
  const at = new Date()
  const body = payloadOf(delivery)
  const signatures = endpoint.secrets.map((secret) => new Webhook(secret).sign(delivery.id, at, body))
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Genex-Webhooks/1',
    'webhook-id': delivery.id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signatures.join(' '),
  }
  try {
    const post = { url: endpoint.url, headers, body, timeoutMs: OUTBOUND_TIMEOUT_MS }
    return outcomeOf(await guardedPost(dependencies.policy, post))
  } catch (error) {
    return { kind: 'retry', error: error instanceof BaseError ? error.code : codeOf(error) }
  }
}

/** Writes an attempt down, and what it says of the endpoint: 410 ends it, days of failure too. */
export async function finishWebhook(pool: pg.Pool, delivery: Delivery, outcome: Outcome): Promise<void> {
  const { target } = delivery
  if (target === undefined) return
  await inTransaction(pool, async (client) => {
    await finishDelivery(client, delivery, outcome)
    if (outcome.kind === 'sent') {
      const text = 'update notify.endpoint set failing_since = null where id = $1 and failing_since is not null'
      await client.query(text, [target])
      return
    }
    if (outcome.kind === 'gone') return disableEndpoint(client, { endpointId: target, reason: outcome.error })
    const { rows } = await client.query<{ failing: boolean }>(
      `update notify.endpoint set failing_since = coalesce(failing_since, now()) where id = $1
       returning failing_since < now() - make_interval(secs => $2) as failing`,
      [target, ENDPOINT_FAILING_MS / 1000],
    )
    if (rows[0]?.failing) await disableEndpoint(client, { endpointId: target, reason: 'FAILED_FOR_DAYS' })
  })
}

/** The same bytes for every attempt: only the timestamp of the headers differs. */
function payloadOf({ notificationId, account, sequence, kind, parameters, occurredAt }: Delivery): string {
  const data = { notificationId, account, sequence, parameters }
  return JSON.stringify({ type: kind, timestamp: occurredAt.toISOString(), data })
}

async function readEndpoint({ pool, ring }: WebhookDependencies, { target }: Delivery): Promise<Endpoint | undefined> {
  const { rows } = await pool.query(
    `select id, url, sealed_secret, case when previous_until > now() then sealed_previous end as sealed_previous
     from notify.endpoint where id = $1 and disabled_at is null`,
    [target],
  )
  const [row] = rows
  if (!row) return undefined
  const place = { table: 'endpoint', id: row.id }
  const sealed: string[] = [row.sealed_secret, row.sealed_previous].filter((each) => each !== null)
  return { id: row.id, url: row.url, secrets: sealed.map((each) => openText(ring, place, each)) }
}

function outcomeOf({ status, retryAfterSec }: { status: number; retryAfterSec: number | undefined }): Outcome {
  if (status >= 200 && status < 300) return { kind: 'sent' }
  const error = `HTTP_${status}`
  if (status === 410) return { kind: 'gone', error }
  return { kind: 'retry', error, afterMs: retryAfterSec === undefined ? undefined : retryAfterSec * 1000 }
}
