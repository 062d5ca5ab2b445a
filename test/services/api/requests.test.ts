import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { errorSections } from '../../../api/docs/error-page.ts'
import { MAX_BODY_BYTES } from '../../../api/limits.ts'
import { answers } from '../../../local/postgres.ts'
import { until } from '../../../local/until.ts'
import { assertProblem, bearer, call, newAccount, post, signIn } from './support/calls.ts'
import { useApiWorld } from './support/world.ts'

const NONCE = '/api/v1/auth/nonce'
const REFRESH = '/api/v1/auth/refresh'
const world = useApiWorld()

describe('a request is refused with a problem when', () => {
  const json = { 'content-type': 'application/json' }

  for (const body of ['', '{', '{"refreshToken": 1,}', 'null garbage']) {
    it(`its body is ${JSON.stringify(body)}`, async () => {
      assertProblem(await call(world().app, REFRESH, { method: 'POST', headers: json, body }), 400, 'JSON_MALFORMED')
    })
  }

  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'application/xml']) {
    it(`its media type is ${type}`, async () => {
      const init = { method: 'POST', headers: { 'content-type': type }, body: '{}' }
      assertProblem(await call(world().app, REFRESH, init), 415, 'MEDIA_TYPE_UNSUPPORTED')
    })
  }

  it('its body is too large', async () => {
    const init = { method: 'POST', headers: json, body: JSON.stringify('x'.repeat(MAX_BODY_BYTES)) }
    assertProblem(await call(world().app, REFRESH, init), 413, 'BODY_TOO_LARGE')
  })

  for (const [method, path] of [
    ['GET', '/api/v1/nothing'],
    ['DELETE', '/api/v1/orders'],
    ['GET', '/nothing'],
  ] as const) {
    it(`${method} ${path} is no operation`, async () => {
      assertProblem(await call(world().app, path, { method }), 404, 'ROUTE_NOT_FOUND')
    })
  }

  it('a field is wrong, and the field is named', async () => {
    const order = { account: '0x1', series: 0, price: '45,00', quantity: 1.5 }
    const headers = bearer(await signIn(world().app))
    const answer = await post(world().app, '/api/v1/orders', { orders: [{ order, signature: '0x1' }] }, headers)
    assertProblem(answer, 400, 'REQUEST_INVALID')
    const errors = answer.body.errors as { field: string; reason: string }[]
    const fields = errors.map(({ field }) => field)
    for (const name of ['account', 'series', 'price', 'quantity']) assert.ok(fields.includes(`orders.0.order.${name}`))
    assert.ok(fields.includes('orders.0.signature'))
    assert.ok(errors.every(({ reason }) => reason.length > 0))
  })

  it('a field is not in the interface', async () => {
    const answer = await post(world().app, REFRESH, { refreshToken: 'x'.repeat(30), also: 1 })
    assertProblem(answer, 400, 'REQUEST_INVALID')
    assert.match(String(answer.body.detail), /also/)
  })

  it('a query is given twice or is no number', async () => {
    for (const query of ['limit=1&limit=2', 'limit=', 'limit=0', 'limit=201', 'limit=1e1', 'limit=0x1', 'cursor=!']) {
      assertProblem(await call(world().app, `/api/v1/trades?${query}`), 400, 'REQUEST_INVALID')
    }
  })

  it('another account signed', async () => {
    const tail = { nonce: '0', deadline: 4_000_000_000, gasLimit: 100_000 }
    const body = { message: { account: newAccount().address, ...tail }, signature: '0x' }
    const headers = bearer(await signIn(world().app))
    assertProblem(await post(world().app, '/api/v1/exits', body, headers), 403, 'ACCOUNT_MISMATCH')
  })
})

describe('the page of errors', () => {
  it('has an entry for every code, at the place that a problem’s type names', async () => {
    const { text } = (await call(world().app, '/docs/errors')).body
    const codes = errorSections().flatMap(({ docs }) => docs.map(([code]) => code))
    assert.ok(codes.length > 150)
    for (const code of codes) assert.ok(String(text).includes(`id="${code}"`), code)
  })
})

describe('while the database is away', () => {
  it('what needs it is unavailable, and it comes back by itself', async () => {
    const app = world().freshApp()
    const headers = { ...bearer(await signIn(app)), 'idempotency-key': 'k' }
    await world().postgres.kill('SIGINT')
    assertProblem(await post(app, NONCE, {}), 503, 'DATABASE_UNAVAILABLE')
    assertProblem(await post(app, REFRESH, { refreshToken: 'x'.repeat(43) }), 503, 'DATABASE_UNAVAILABLE')
    assertProblem(await post(app, '/api/v1/orders/cancel-all', {}, headers), 503, 'DATABASE_UNAVAILABLE')
    assertProblem(await call(app, '/api/v1/trades'), 503, 'INDEX_UNAVAILABLE')
    const { authorization } = headers
    // What trades needs the sequencer only; here that is away, too, and the answer tells that it was asked.
    assertProblem(await post(app, '/api/v1/orders/cancel-all', {}, { authorization }), 503, 'SEQUENCER_UNAVAILABLE')
    assertProblem(await call(app, '/api/v1/orderbook/1'), 503, 'SEQUENCER_UNAVAILABLE')
    await world().postgres.start()
    await until('the database', () => answers(world().dependencies.config.DATABASE_URL))
    assert.equal((await post(app, NONCE, {})).status, 201)
  })
})
