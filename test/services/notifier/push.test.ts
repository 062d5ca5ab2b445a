import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import { describe, it } from 'node:test'
import { getAddress } from 'viem'
import webPush from 'web-push'
import type { ApiConfig } from '../../../api/config.ts'
import { addSubscription } from '../../../api/domain/notifications/push-subscriptions.ts'
import { MAX_PUSH_SUBSCRIPTIONS } from '../../../api/limits.ts'
import { until } from '../../../local/until.ts'
import { BrowserDouble } from './support/browser-double.ts'
import { useNotifierWorld } from './support/notifier-world.ts'
import { Receiver } from './support/receiver.ts'
import { deliveriesOf, newAccount, ring, tell, tellDeposit } from './support/tell.ts'

const { publicKey, privateKey } = webPush.generateVAPIDKeys()
let pushService: Receiver
const world = useNotifierWorld(async (opened, onClose) => {
  pushService = await new Receiver().listen()
  onClose(() => pushService.close())
  const notifier = await opened.notifier({
    OUTBOUND_LOCAL: 'on',
    VAPID_PUBLIC_KEY: publicKey,
    VAPID_PRIVATE_KEY: privateKey,
    VAPID_SUBJECT: 'mailto:operator@genex.test',
  })
  await notifier.start()
})

async function subscribe(account = newAccount()) {
  const browser = new BrowserDouble()
  const subscription = browser.subscription(`${pushService.url}/send/${newAccount()}`)
  const config = { FIELD_KEYS: ring, OUTBOUND_LOCAL: 'on' } as ApiConfig
  const dependencies = { config, now: () => new Date(), pool: world().pool }
  const id = await addSubscription(dependencies, { account: getAddress(account), subscription })
  return { account, browser, id, subscription, dependencies }
}

const became = (id: string, state: string) =>
  until(`the push ${state}`, async () => (await deliveriesOf(world().pool, id))[0]?.state === state, {
    timeoutMs: 60_000,
  })

/** RFC 8292: `vapid t=<JWT>, k=<public key>`; the claims when the signature is the key's. */
function readVapid(authorization: string): Record<string, unknown> {
  const [, token = '', key = ''] = /^vapid t=([^,]+), k=(.+)$/.exec(authorization) ?? []
  const [head, claims = '', signature = ''] = token.split('.')
  const point = Buffer.from(key, 'base64url')
  const x = point.subarray(1, 33).toString('base64url')
  const y = point.subarray(33).toString('base64url')
  const jwk = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })
  const bytes = Buffer.from(signature, 'base64url')
  assert.ok(verify('sha256', Buffer.from(`${head}.${claims}`), { key: jwk, dsaEncoding: 'ieee-p1363' }, bytes))
  assert.equal(key, publicKey)
  return JSON.parse(Buffer.from(claims, 'base64url').toString())
}

describe('a push', () => {
  it('can be read by its browser only, and is signed by us for its service', async () => {
    const { account, browser } = await subscribe()
    const id = await tellDeposit(world().pool, account)
    await became(id, 'sent')
    const received = pushService.received.at(-1)
    assert.ok(received)
    const text = 'You have $5.00'
    assert.equal(received.body.includes(text), false)
    assert.deepEqual(JSON.parse(browser.read(received.body)), {
      id,
      kind: 'money.deposited',
      title: 'Deposit arrived',
      text: '$5.00 was added to your balance.',
    })
    assert.throws(() => new BrowserDouble().read(received.body))
    assert.deepEqual([received.headers['content-encoding'], received.headers.urgency], ['aes128gcm', 'normal'])
    const claims = readVapid(received.headers.authorization ?? '')
    assert.deepEqual([claims.aud, claims.sub], [pushService.url, 'mailto:operator@genex.test'])
  })

  it('that warns is urgent', async () => {
    const { account } = await subscribe()
    await became(await tell(world().pool, account, 'account.frozen', {}), 'sent')
    assert.equal(pushService.received.at(-1)?.headers.urgency, 'high')
  })

  it('ends its subscription when the service says that it is gone', async () => {
    const { account, id } = await subscribe()
    pushService.answer = (response) => response.writeHead(410).end()
    await became(await tellDeposit(world().pool, account), 'dead')
    pushService.answer = (response) => response.writeHead(201).end()
    await until('the subscription gone', async () => {
      const { rows } = await world().pool.query('select from notify.push_subscription where id = $1', [id])
      return rows.length === 0
    })
  })

  it('is tried again when the service is busy', async () => {
    const { account } = await subscribe()
    pushService.answer = (response) => response.writeHead(429, { 'retry-after': '90' }).end()
    const id = await tellDeposit(world().pool, account)
    const failed = async () => (await deliveriesOf(world().pool, id))[0]
    await until('a failed attempt', async () => (await failed())?.error === 'PUSH_429')
    assert.ok(((await failed())?.next_in_sec ?? 0) > 60)
    pushService.answer = (response) => response.writeHead(201).end()
  })
})

describe('a push subscription', () => {
  it('of the same browser takes its own place, whoever signs in there', async () => {
    const { subscription, dependencies } = await subscribe()
    const next = getAddress(newAccount())
    await addSubscription(dependencies, { account: next, subscription })
    const { rows } = await world().pool.query('select account from notify.push_subscription where account = $1', [
      next.toLowerCase(),
    ])
    assert.equal(rows.length, 1)
    const text = 'select sealed from notify.push_subscription'
    const all = JSON.stringify((await world().pool.query(text)).rows)
    assert.equal(all.includes(subscription.endpoint), false)
  })

  it('is one of a few', async () => {
    const account = newAccount()
    for (let i = 0; i < MAX_PUSH_SUBSCRIPTIONS; i++) await subscribe(account)
    await assert.rejects(subscribe(account), { code: 'PUSH_LIMIT' })
  })
})
