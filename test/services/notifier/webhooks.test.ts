import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { getAddress } from 'viem'
import type { ApiConfig } from '../../../api/config.ts'
import { replay } from '../../../api/domain/notifications/webhook-deliveries.ts'
import { createEndpoint, enableEndpoint, rotateSecret } from '../../../api/domain/notifications/webhooks.ts'
import { createInternalClient } from '../../../kit/internal-client.ts'
import { Secret } from '../../../kit/secret.ts'
import { until } from '../../../local/until.ts'
import { WEBHOOK_RETRIES_MS } from '../../../notifier/limits.ts'
import { retryAfterMs } from '../../../notifier/send/retry.ts'
import type { Child } from '../relayer/support/child.ts'
import { useNotifierWorld } from './support/notifier-world.ts'
import { type Received, Receiver } from './support/receiver.ts'
import { deliveriesOf, makeDue, newAccount, ring, routed, tell, tellDeposit } from './support/tell.ts'

const environment = { OUTBOUND_LOCAL: 'on', SEND_LEASE_SEC: '20' }
let notifier: Child
const receivers: Receiver[] = []
const world = useNotifierWorld(async (opened, onClose) => {
  onClose(() => receivers.forEach((receiver) => void receiver.close()))
  notifier = await opened.notifier(environment)
  await notifier.start()
})

const dependencies = () => ({
  config: { FIELD_KEYS: ring, OUTBOUND_LOCAL: 'on' } as ApiConfig,
  now: () => new Date(),
  pool: world().pool,
})

async function newEndpoint(kinds: Parameters<typeof createEndpoint>[1]['kinds'] = []) {
  const receiver = await new Receiver().listen()
  receivers.push(receiver)
  const account = newAccount()
  const made = await createEndpoint(dependencies(), { account: getAddress(account), url: receiver.url, kinds })
  return { receiver, account, secret: made.secret, key: { account: getAddress(account), id: made.endpoint.id } }
}

const verify = (secret: string, { headers, body }: Received) =>
  new Webhook(secret).verify(body, headers as Record<string, string>) as {
    type: string
    data: { notificationId: string; sequence: number; parameters: unknown }
  }
const deliveryOf = async (id: string) => (await deliveriesOf(world().pool, id))[0]
const became = (id: string, state: string) =>
  until(`the delivery ${state}`, async () => (await deliveryOf(id))?.state === state, { timeoutMs: 60_000 })
const failed = (id: string, error: string) =>
  until(`the failure ${error}`, async () => (await deliveryOf(id))?.error === error, { timeoutMs: 60_000 })
const kindsTold = async (account: string) =>
  (await world().pool.query('select kind from notify.notification where account = $1', [account])).rows.map(
    ({ kind }) => kind,
  )

describe('a webhook', () => {
  it('is signed as Standard Webhooks, named by its delivery and numbered', async () => {
    const { receiver, account, secret } = await newEndpoint()
    const ids = [await tellDeposit(world().pool, account, 1), await tellDeposit(world().pool, account, 2)]
    for (const id of ids) await became(id, 'sent')
    const messages = receiver.received.map((received) => verify(secret, received))
    const bySequence = messages.toSorted((a, b) => a.data.sequence - b.data.sequence)
    assert.deepEqual(
      bySequence.map(({ type, data }) => [type, data.sequence, data.notificationId, data.parameters]),
      ids.map((id, i) => ['money.deposited', i + 1, id, { amountUsdc6: String((i + 1) * 1_000_000) }]),
    )
    const webhookIds = receiver.received.map(({ headers }) => headers['webhook-id']).toSorted()
    const deliveryIds = await Promise.all(ids.map(async (id) => (await deliveryOf(id))?.id))
    assert.deepEqual(webhookIds, deliveryIds.toSorted())
  })

  it('is not taken for genuine with another secret or another body', async () => {
    const { receiver, account, secret } = await newEndpoint()
    await became(await tellDeposit(world().pool, account), 'sent')
    const [received] = receiver.received
    assert.ok(received)
    assert.throws(() => verify(`whsec_${Buffer.alloc(32).toString('base64')}`, received))
    assert.throws(() => verify(secret, { ...received, body: Buffer.from(`${received.body} `) }))
  })

  it('goes where its kind is wanted', async () => {
    const { receiver, account, secret } = await newEndpoint(['money.withdrawn'])
    const other = await tellDeposit(world().pool, account)
    const wanted = await tell(world().pool, account, 'money.withdrawn', { amountUsdc6: '1', recipient: account })
    await became(wanted, 'sent')
    assert.deepEqual(
      receiver.received.map((received) => verify(secret, received).type),
      ['money.withdrawn'],
    )
    assert.deepEqual(await deliveriesOf(world().pool, other), [])
  })

  it('is signed with both secrets after a rotation, and with the new one alone when the day is over', async () => {
    const { receiver, account, secret, key } = await newEndpoint()
    const { secret: next } = await rotateSecret(dependencies(), key)
    await became(await tellDeposit(world().pool, account), 'sent')
    const [both] = receiver.received
    assert.ok(both)
    assert.equal(verify(secret, both).type, verify(next, both).type)
    await world().pool.query('update notify.endpoint set previous_until = now() where id = $1', [key.id])
    await became(await tellDeposit(world().pool, account), 'sent')
    const [, alone] = receiver.received
    assert.ok(alone)
    assert.throws(() => verify(secret, alone))
    assert.equal(verify(next, alone).type, 'money.deposited')
  })

  it('whose receiver fails is sent again later under the same id, as the receiver asks', async () => {
    const { receiver, account, secret } = await newEndpoint()
    receiver.answer = (response) => response.writeHead(503, { 'retry-after': '600' }).end()
    const id = await tellDeposit(world().pool, account)
    await failed(id, 'HTTP_503')
    assert.ok(((await deliveryOf(id))?.next_in_sec ?? 0) > 500)
    receiver.answer = (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()
    await makeDue(world().pool)
    await failed(id, 'HTTP_302')
    receiver.answer = (response) => response.writeHead(200).end('thanks')
    await makeDue(world().pool)
    await became(id, 'sent')
    const ids = new Set(receiver.received.map(({ headers }) => headers['webhook-id']))
    assert.deepEqual([ids.size, receiver.received.length], [1, 3])
    for (const received of receiver.received) verify(secret, received)
  })

  it('is a dead letter after the last attempt, to be replayed by id or by time, and retried by the operator', async () => {
    const { receiver, account, key } = await newEndpoint()
    receiver.answer = (response) => response.writeHead(500).end()
    const id = await tellDeposit(world().pool, account)
    await failed(id, 'HTTP_500')
    await world().pool.query('update notify.delivery set attempts = $2 where notification_id = $1', [
      id,
      WEBHOOK_RETRIES_MS.length,
    ])
    await makeDue(world().pool)
    await became(id, 'dead')
    receiver.answer = (response) => response.writeHead(204).end()
    const delivery = await deliveryOf(id)
    assert.equal(await replay(world().pool, key, { ids: [delivery?.id ?? ''], since: undefined }), 1)
    await became(id, 'sent')
    assert.equal(await replay(world().pool, key, { ids: [], since: new Date(Date.now() + 60_000) }), 0)
    assert.equal(await replay(world().pool, key, { ids: [], since: new Date(0) }), 1)
    await until('a third time', () => receiver.received.length === 4)
    await became(id, 'sent')
    await world().pool.query(`update notify.delivery set state = 'dead' where notification_id = $1`, [id])
    const token = new Secret('a-token-for-the-tests-only')
    const url = `http://127.0.0.1:${notifier.spec.env?.NOTIFIER_PORT}`
    const operator = createInternalClient({ name: 'notifier', url, token })
    assert.match(JSON.stringify(await operator.get('/internal/v1/dead-letters')), new RegExp(delivery?.id ?? 'none'))
    await operator.post(`/internal/v1/dead-letters/${delivery?.id}/retry`, {})
    await became(id, 'sent')
    await assert.rejects(operator.post(`/internal/v1/dead-letters/${delivery?.id}/retry`, {}), {
      code: 'DEAD_LETTER_UNKNOWN',
    })
  })

  it('ends with 410, and its owner is told', async () => {
    const { receiver, account, key } = await newEndpoint()
    receiver.answer = (response) => response.writeHead(410).end()
    await became(await tellDeposit(world().pool, account), 'dead')
    await until('the notice', async () => (await kindsTold(account)).includes('webhook.disabled'))
    const count = receiver.received.length
    const later = await tellDeposit(world().pool, account)
    await routed(world().pool, later)
    receiver.answer = (response) => response.writeHead(204).end()
    assert.equal((await enableEndpoint(dependencies(), key)).disabled_at, null)
    await became(await tellDeposit(world().pool, account), 'sent')
    assert.equal(receiver.received.length, count + 1)
    assert.deepEqual(await deliveriesOf(world().pool, later), [])
  })

  it('ends after days of failure', async () => {
    const { receiver, account, key } = await newEndpoint()
    receiver.answer = (response) => response.writeHead(500).end()
    const id = await tellDeposit(world().pool, account)
    await failed(id, 'HTTP_500')
    await world().pool.query(`update notify.endpoint set failing_since = now() - interval '6 days' where id = $1`, [
      key.id,
    ])
    await makeDue(world().pool)
    await until('the notice', async () => (await kindsTold(account)).includes('webhook.disabled'))
    const { rows } = await world().pool.query('select disabled_reason from notify.endpoint where id = $1', [key.id])
    assert.equal(rows[0].disabled_reason, 'FAILED_FOR_DAYS')
    await became(id, 'dead')
  })

  it('that hangs holds up nobody else', async () => {
    const [slow, quick] = [await newEndpoint(), await newEndpoint()]
    slow.receiver.answer = () => undefined
    for (let i = 0; i < 20; i++) await tellDeposit(world().pool, slow.account)
    await until('the first', () => slow.receiver.received.length > 0)
    const id = await tellDeposit(world().pool, quick.account)
    await became(id, 'sent')
    assert.ok(slow.receiver.received.length < 20)
    slow.receiver.answer = (response) => response.writeHead(204).end()
  })

  it('is sent once by two notifiers, and after a kill again only under the same id', async () => {
    const { receiver, account } = await newEndpoint()
    const second = await world().notifier({ ...environment, SEND_LEASE_SEC: '2' })
    await second.start()
    const ids: string[] = []
    for (let i = 0; i < 30; i++) ids.push(await tellDeposit(world().pool, account))
    for (const id of ids) await became(id, 'sent')
    assert.equal(receiver.received.length, 30)
    await notifier.kill()
    for (let i = 0; i < 15; i++) ids.push(await tellDeposit(world().pool, account))
    await until('some', () => receiver.received.length > 32, { pollMs: 2 })
    await second.kill()
    await second.start()
    for (const id of ids) await became(id, 'sent')
    const seen = receiver.received.map(({ headers }) => headers['webhook-id'])
    assert.equal(new Set(seen).size, 45)
    await second.kill()
  })
})

describe('the pause before the next attempt', () => {
  it('grows by the schedule, is spread by chance, and ends', () => {
    const pause = (attempts: number, random: number) => retryAfterMs({ channel: 'webhook', attempts }, random)
    assert.deepEqual([pause(1, 0), pause(1, 1), pause(2, 0)], [5_000, 6_000, 300_000])
    assert.equal(pause(WEBHOOK_RETRIES_MS.length, 0), 86_400_000)
    assert.equal(pause(WEBHOOK_RETRIES_MS.length + 1, 0), undefined)
  })

  it('is never shorter than the receiver asked, and never longer than a day for that', () => {
    const pause = (askedMs: number) => retryAfterMs({ channel: 'webhook', attempts: 1, askedMs }, 0)
    assert.deepEqual([pause(60_000), pause(1e12)], [60_000, 86_400_000])
  })
})
