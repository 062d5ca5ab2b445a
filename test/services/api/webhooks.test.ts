import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LocalAccount } from 'viem'
import { MAX_WEBHOOKS, PROOF_REUSE_SEC } from '../../../api/limits.ts'
import { assertProblem, bearer, call, newAccount, post, signIn, type Tokens } from './support/calls.ts'
import { useApiWorld } from './support/world.ts'

const world = useApiWorld()
const WEBHOOKS = '/api/v1/webhooks'
const URL_OF_TESTS = 'https://hooks.example.org/genex'

async function newPerson(): Promise<{ account: LocalAccount; tokens: Tokens }> {
  const account = newAccount()
  return { account, tokens: await signIn(world().freshApp(100), account) }
}

const write = (tokens: Tokens, path: string, body: unknown = {}) => post(app(), path, body, bearer(tokens))
const app = () => world().freshApp(100)
const create = (tokens: Tokens, url = URL_OF_TESTS) => write(tokens, WEBHOOKS, { url })
const list = async (tokens: Tokens) =>
  (await call(app(), WEBHOOKS, { headers: bearer(tokens) })).body.items as Record<string, unknown>[]

describe('webhooks of an account', () => {
  it('show their secret once, at registration and at rotation, and keep it sealed', async () => {
    const { tokens } = await newPerson()
    const { status, body } = await create(tokens)
    assert.equal(status, 201, JSON.stringify(body))
    assert.match(String(body.secret), /^whsec_[A-Za-z0-9+/]{43}=$/)
    const rotated = (await write(tokens, `${WEBHOOKS}/${body.webhookId}/rotate`)).body
    assert.notEqual(rotated.secret, body.secret)
    assert.ok(rotated.previousSecretUntil)
    const [shown] = await list(tokens)
    assert.equal(shown && 'secret' in shown, false)
    const rows = await world().dependencies.pool.query('select to_jsonb(e)::text as text from notify.endpoint e')
    assert.equal(
      rows.rows.some(({ text }) => text.includes('whsec_')),
      false,
    )
  })

  it('are changed within minutes of a sign-in only', async () => {
    const { tokens } = await newPerson()
    const { body } = await create(tokens)
    world().advance(PROOF_REUSE_SEC + 60)
    assertProblem(await create(tokens), 401, 'STEP_UP_REQUIRED')
    for (const action of ['rotate', 'enable', 'remove'])
      assertProblem(await write(tokens, `${WEBHOOKS}/${body.webhookId}/${action}`), 401, 'STEP_UP_REQUIRED')
    assert.equal((await list(tokens)).length, 1)
  })

  it('go nowhere but to the public internet', async () => {
    const { tokens } = await newPerson()
    for (const url of ['http://example.org/', 'https://127.0.0.1/', 'https://[::ffff:10.0.0.1]/', 'https://a:b@c.org/'])
      assertProblem(await create(tokens, url), 422, 'OUTBOUND_REFUSED')
    assert.deepEqual(await list(tokens), [])
  })

  it('are a few', async () => {
    const { tokens } = await newPerson()
    for (let i = 0; i < MAX_WEBHOOKS; i++) assert.equal((await create(tokens)).status, 201)
    assertProblem(await create(tokens), 422, 'WEBHOOK_LIMIT')
  })

  it('are unknown to everybody else', async () => {
    const [owner, other] = [await newPerson(), await newPerson()]
    const { webhookId } = (await create(owner.tokens)).body
    for (const action of ['rotate', 'enable', 'remove', 'replay'])
      assertProblem(await write(other.tokens, `${WEBHOOKS}/${webhookId}/${action}`), 404, 'WEBHOOK_UNKNOWN')
    const path = `${WEBHOOKS}/${webhookId}/deliveries`
    assertProblem(await call(app(), path, { headers: bearer(other.tokens) }), 404, 'WEBHOOK_UNKNOWN')
    assert.deepEqual((await call(app(), path, { headers: bearer(owner.tokens) })).body.items, [])
  })

  it('end with their removal', async () => {
    const { tokens } = await newPerson()
    const { webhookId } = (await create(tokens)).body
    assert.equal((await write(tokens, `${WEBHOOKS}/${webhookId}/remove`)).status, 204)
    assert.deepEqual(await list(tokens), [])
  })
})

describe('push', () => {
  const SUBSCRIPTIONS = '/api/v1/notifications/push-subscriptions'
  const subscription = {
    endpoint: 'https://push.example.org/send/abc',
    expirationTime: null,
    keys: { p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) },
  }
  const pushing = () => world().freshApp(100, { VAPID_PUBLIC_KEY: `B${'B'.repeat(86)}` })

  it('is not there without keys', async () => {
    assertProblem(await call(app(), '/api/v1/notifications/push-key'), 503, 'PUSH_UNAVAILABLE')
    const { tokens } = await newPerson()
    assertProblem(await write(tokens, SUBSCRIPTIONS, subscription), 503, 'PUSH_UNAVAILABLE')
  })

  it('is subscribed to and ended by its account only', async () => {
    const [owner, other] = [await newPerson(), await newPerson()]
    const made = await post(pushing(), SUBSCRIPTIONS, subscription, bearer(owner.tokens))
    assert.equal(made.status, 201, JSON.stringify(made.body))
    const path = `${SUBSCRIPTIONS}/${made.body.subscriptionId}/remove`
    assertProblem(await post(pushing(), path, {}, bearer(other.tokens)), 404, 'PUSH_SUBSCRIPTION_UNKNOWN')
    assert.equal((await post(pushing(), path, {}, bearer(owner.tokens))).status, 204)
  })
})
