import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { generateKeyPair, generateProof } from 'dpop'
import pg from 'pg'
import {
  carry,
  enter,
  giveMoney,
  identify,
  type Persona,
  placeAccepted,
  registerOwnKey,
} from '../../local/play/persona.ts'
import { until } from '../../local/until.ts'
import { registerApiKey } from '../../sdk/src/client/register-api-key.ts'
import { signRequest } from '../../sdk/src/client/sign-request.ts'
import {
  assertProblem,
  bearer,
  call,
  messageFor,
  newAccount,
  post,
  type Requester,
  signIn,
} from '../services/api/support/calls.ts'
import { type NamedOperation, type OpenApiDocument, operationsOf, sampleOf } from '../services/api/support/openapi.ts'
import { SchemaCheck } from '../services/api/support/schema-check.ts'
import { requesterOf, useSecondApi } from '../services/api/support/second-api.ts'
import { openSeries, type SystemWorld, useSystem } from '../services/api/support/system.ts'

const DOLLAR = 1_000_000n
const AUTH = '/api/v1/auth'
const SESSIONS = `${AUTH}/sessions`
const QUOTES = '/api/v1/payments/quotes'
const TIMEOUT = { timeoutMs: 60_000 }

/** Whatever was done at one process is so at the other: callers need not know that there are two. */
describe('two API processes before one database', () => {
  const system = useSystem()
  const secondUrl = useSecondApi(system)
  let world: SystemWorld
  let first: Requester
  let second: Requester
  let buyer: Persona
  let headers: Record<string, string>
  /** Real values of the placeholders in the paths of the document. */
  const known: Record<string, string> = {}

  before(async () => {
    world = system()
    ;[first, second] = [requesterOf(world.url), requesterOf(secondUrl())]
    const { issuer, series } = await openSeries(world)
    await registerOwnKey(issuer)
    buyer = await enter(world, 'buyer')
    await identify(world, buyer, 2)
    await giveMoney(world, buyer, 500n * DOLLAR)
    await carry(buyer, buyer.session.deposit(500n * DOLLAR))
    await registerOwnKey(buyer)
    await until('the key in the book', async () => (await buyer.session.tradingKeys()).length === 1)
    const sale = { series, price: 45n * DOLLAR, quantity: 10, flags: { side: 'sell', primary: true } } as const
    await placeAccepted(world, issuer, sale)
    await placeAccepted(world, buyer, { series, price: 45n * DOLLAR, quantity: 3 })
    headers = bearer(await signIn(first, buyer.account))
    Object.assign(known, { series: String(series), issuer: issuer.account.address })
  })

  const items = async (app: Requester, path: string) =>
    (await call(app, path, { headers })).body.items as Record<string, unknown>[]

  it('a session opened at one is known to the other, and lives on there', async () => {
    const tokens = await signIn(first)
    assert.equal((await call(second, SESSIONS, { headers: bearer(tokens) })).status, 200)
    const refreshed = await post(second, `${AUTH}/refresh`, { refreshToken: tokens.refreshToken })
    assert.equal(refreshed.status, 200)
    const { accessToken } = refreshed.body as { accessToken: string }
    assert.equal((await call(first, SESSIONS, { headers: bearer({ accessToken }) })).status, 200)
  })

  it('a sign-in nonce of one is spent at the other, once', async () => {
    const account = newAccount()
    const message = await messageFor(first, account.address)
    const body = { message, signature: await account.signMessage({ message }) }
    assert.equal((await post(second, `${AUTH}/siwe`, body)).status, 200)
    assertProblem(await post(first, `${AUTH}/siwe`, body), 401, 'SIWE_NONCE_UNKNOWN')
  })

  it('a refresh token used at both closes its session at both', async () => {
    const tokens = await signIn(first)
    const use = (app: Requester) => post(app, `${AUTH}/refresh`, { refreshToken: tokens.refreshToken })
    const fresh = await use(first)
    assertProblem(await use(second), 401, 'REFRESH_TOKEN_REUSED')
    const { accessToken } = fresh.body as { accessToken: string }
    for (const app of [first, second]) await refused(app, accessToken)
  })

  it('a session revoked at one is refused at the other', async () => {
    const account = newAccount()
    const [kept, lost] = [await signIn(first, account), await signIn(second, account)]
    assert.equal((await call(second, SESSIONS, { headers: bearer(lost) })).status, 200)
    assert.equal((await post(first, `${SESSIONS}/revoke-others`, {}, bearer(kept))).body.revoked, 1)
    await refused(second, lost.accessToken)
  })

  it('a DPoP nonce of one is taken by the other, and a proof once by both', async () => {
    const key = await generateKeyPair('ES256', { extractable: true })
    const target = `${world.url}${AUTH}/refresh`
    const send = (app: Requester, dpop: string) =>
      post(app, `${AUTH}/refresh`, { refreshToken: 'x'.repeat(43) }, { dpop })
    const challenge = await send(first, await generateProof(key, target, 'POST'))
    assertProblem(challenge, 401, 'DPOP_NONCE_REQUIRED')
    const proof = await generateProof(key, target, 'POST', challenge.headers.get('dpop-nonce') ?? '')
    assertProblem(await send(second, proof), 401, 'REFRESH_TOKEN_INVALID')
    assertProblem(await send(first, proof), 401, 'DPOP_PROOF_REPLAYED')
  })

  it('an Idempotency-Key claimed at both at once makes one thing', async () => {
    const before = await countQuotes()
    const request = (app: Requester, key: string) =>
      post(app, QUOTES, { pay: 'USD', amount: '100.00' }, { ...headers, 'idempotency-key': key })
    for (let round = 0; round < 5; round++) {
      const key = `both-${round}`
      const answers = await Promise.all([first, second, first, second].map((app) => request(app, key)))
      for (const answer of answers) if (answer.status !== 201) assertProblem(answer, 409, 'IDEMPOTENCY_IN_PROGRESS')
      const later = await Promise.all([first, second].map((app) => request(app, key)))
      const ids = [...answers, ...later].flatMap(({ status, body }) => (status === 201 ? [body.quoteId] : []))
      assert.deepEqual([new Set(ids).size, later.map(({ status }) => status)], [1, [201, 201]])
    }
    assert.equal((await countQuotes()) - before, 5)
  })

  it('an API key registered at one signs at the other, until it is revoked at the first', async () => {
    const terms = { label: 'both', scopes: ['read'] as const, expiresAtSec: Math.floor(Date.now() / 1000) + 3_600 }
    const { signer } = await registerApiKey(buyer.session, terms)
    const signed = async (app: Requester) => {
      const request = { method: 'GET', url: `${world.url}/api/v1/orders` }
      return await call(app, '/api/v1/orders', { headers: await signRequest(signer, request) })
    }
    // What is forwarded to the other process keeps the public host, as behind a balancer.
    assert.equal((await signed(second)).status, 200)
    await post(first, `/api/v1/api-keys/${signer.keyId}/revoke`, {}, headers)
    assertProblem(await signed(second), 401, 'API_KEY_REVOKED')
  })

  it('a list begun at one goes on at the other', async () => {
    await until('the units in the index', async () => (await items(first, '/api/v1/coupons')).length === 3, TIMEOUT)
    const begun = (await call(first, '/api/v1/coupons?limit=2', { headers })).body
    const rest = (await call(second, `/api/v1/coupons?limit=2&cursor=${begun.nextCursor}`, { headers })).body
    const whole = (await call(second, '/api/v1/coupons', { headers })).body.items
    assert.deepEqual([...(begun.items as unknown[]), ...(rest.items as unknown[])], whole)
    const [unit] = whole as { tokenId: string }[]
    known.tokenId = unit?.tokenId ?? ''
  })

  it('an order placed at one is cancelled at the other', async () => {
    const wish = { series: Number(known.series), price: 40n * DOLLAR, quantity: 1, lane: 2 }
    const { orderNumber } = await placeAccepted(world, buyer, wish)
    assert.equal((await call(second, `/api/v1/orders/${orderNumber}`, { headers })).body.state, 'OPEN')
    const { body } = await post(second, '/api/v1/orders/cancels', { cancels: [{ orderNumber }] }, headers)
    assert.equal((body.results as { status: string }[])[0]?.status, 'cancelled')
    assert.equal((await call(first, `/api/v1/orders/${orderNumber}`, { headers })).body.state, 'CANCELLED')
  })

  it('every GET has the same bytes at both, as its schema says', async () => {
    const resting = { series: Number(known.series), price: 39n * DOLLAR, quantity: 2, lane: 3 }
    const { orderNumber } = await placeAccepted(world, buyer, resting, { clientOrderId: 'rest-1' })
    const { quoteId } = (await post(first, QUOTES, { pay: 'USDT', amount: '5.00' }, headers)).body
    const organisation = await post(
      second,
      '/api/v1/organisations',
      { owners: [buyer.account.address], ownersNeeded: 1 },
      headers,
    )
    await until(
      'the organisation',
      async () => {
        const path = `/api/v1/orders/${organisation.body.orderNumber}`
        return (await call(first, path, { headers })).body.state === 'executed'
      },
      TIMEOUT,
    )
    Object.assign(known, {
      orderNumber,
      quoteId,
      clientOrderId: 'rest-1',
      organisation: organisation.body.organisation,
    })
    const document = (await call(first, '/openapi.json')).body as unknown as OpenApiDocument
    const check = new SchemaCheck(document)
    const told: Record<string, number> = {}
    for (const operation of operationsOf(document)) {
      // A stream of events never ends.
      if (operation.method !== 'GET' || operation.responses[200]?.content?.['text/event-stream']) continue
      const path = pathOf(document, operation, known)
      // What the chain or the clock changes between the two answers is asked for again.
      await until(
        `${path} being the same at both`,
        async () => {
          const [one, other] = await Promise.all([read(first, path), read(second, path)])
          told[operation.path] = one.status
          assert.deepEqual(other, one)
          assert.notEqual(one.status, 429)
          const { schema } = operation.responses[one.status]?.content?.['application/json'] ?? {}
          if (schema) assert.deepEqual(check.problemsOf(schema, JSON.parse(one.body)), [], path)
          return true
        },
        TIMEOUT,
      )
    }
    const answered = Object.values(told).filter((status) => status === 200).length
    assert.ok(answered >= 35, JSON.stringify(told))
  })

  const read = async (app: Requester, path: string) => {
    const response = await app.request(path, { headers })
    const { status } = response
    const named = ['content-type', 'etag', 'cache-control'].map((name) => response.headers.get(name))
    return { status, headers: named, body: await response.text() }
  }

  async function countQuotes(): Promise<number> {
    const pool = new pg.Pool({ connectionString: world.environment.DATABASE_URL, max: 1 })
    try {
      return Number((await pool.query('select count(*) from app.quote')).rows[0]?.count)
    } finally {
      await pool.end()
    }
  }
})

async function refused(app: Requester, accessToken: string): Promise<void> {
  const ask = () => call(app, SESSIONS, { headers: bearer({ accessToken }) })
  await until('the session being refused', async () => (await ask()).status === 401, TIMEOUT)
  assertProblem(await ask(), 401, 'SESSION_REVOKED')
}

function pathOf(document: OpenApiDocument, operation: NamedOperation, known: Record<string, string>): string {
  const { path, parameters = [] } = operation
  const needed = parameters.filter(({ in: place, required }) => place === 'path' || (place === 'query' && required))
  const filling = ({ name, schema }: (typeof needed)[number]) => known[name] ?? String(sampleOf(document, schema))
  const filled = needed
    .filter((parameter) => parameter.in === 'path')
    .reduce((text, parameter) => text.replace(`{${parameter.name}}`, filling(parameter)), path)
  const query = needed
    .filter((parameter) => parameter.in === 'query')
    .map((parameter) => `${parameter.name}=${filling(parameter)}`)
  return query.length === 0 ? filled : `${filled}?${query.join('&')}`
}
