import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { BaseError, InvalidRequestError, RetryableError } from '../../../kit/errors.ts'
import { Health } from '../../../kit/health.ts'
import { createInternalApp, jsonResponse } from '../../../kit/internal-app.ts'
import { createInternalClient } from '../../../kit/internal-client.ts'
import { createLogger } from '../../../kit/log.ts'
import { Secret } from '../../../kit/secret.ts'
import { closeHttp, serveHttp } from '../../../kit/serve.ts'

const token = new Secret('internal-token-for-tests')
const app = createInternalApp({ health: new Health('relayer'), log: createLogger('relayer', 'silent'), token })
app.get('/internal/v1/amount', () => jsonResponse({ amount: 5n }))
app.get('/internal/v1/refused', () => {
  throw new BaseError('Above face.', { code: 'ORDER_ABOVE_FACE', details: 'at most 50', status: 422 })
})
app.get('/internal/v1/wrong-field', () => {
  throw new InvalidRequestError([{ field: 'orders.0.price', reason: 'must be a decimal string' }])
})
app.get('/internal/v1/full', () => {
  throw new RetryableError('Full.', { code: 'INTENTS_FULL', status: 429, retryAfterSec: 7 })
})
app.post('/internal/v1/echo', async (context) => jsonResponse(await context.req.json()))

describe('internal routes', () => {
  let url = ''
  const closers: (() => Promise<void>)[] = []
  before(async () => {
    const server = await serveHttp(app.fetch, { host: '127.0.0.1', port: 0 })
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    closers.push(() => closeHttp(server))
  })
  after(() => Promise.all(closers.map((close) => close())))

  for (const header of [
    undefined,
    'Bearer',
    'Bearer wrong',
    'Basic internal-token-for-tests',
    'Bearer internal-token-for-test',
  ]) {
    it(`refuse the authorization ${header}`, async () => {
      const answer = await app.request('/internal/v1/amount', { headers: header ? { authorization: header } : {} })
      assert.equal(answer.status, 401)
      assert.equal(answer.headers.get('content-type'), 'application/problem+json')
    })
  }

  it('refuse a body above the limit', async () => {
    const headers = { authorization: `Bearer ${token.reveal()}` }
    const answer = await app.request('/internal/v1/echo', {
      method: 'POST',
      headers,
      body: 'x'.repeat(2 * 1024 * 1024 + 1),
    })
    assert.equal(answer.status, 413)
  })

  it('give amounts as decimal strings to the client', async () => {
    const client = createInternalClient({ name: 'relayer', url, token })
    assert.deepEqual(await client.get('/internal/v1/amount'), { amount: '5' })
    assert.deepEqual(await client.post('/internal/v1/echo', { amount: 7n }), { amount: '7' })
  })

  it('carry an error across with code, details and status', async () => {
    const client = createInternalClient({ name: 'relayer', url, token })
    await assert.rejects(client.get('/internal/v1/refused'), (error: unknown) => {
      assert(error instanceof BaseError)
      assert.deepEqual([error.code, error.details, error.status], ['ORDER_ABOVE_FACE', 'at most 50', 422])
      return true
    })
  })

  it('carry the wrong fields across', async () => {
    const client = createInternalClient({ name: 'relayer', url, token })
    await assert.rejects(client.get('/internal/v1/wrong-field'), {
      code: 'REQUEST_INVALID',
      fields: [{ field: 'orders.0.price', reason: 'must be a decimal string' }],
    })
  })

  it('say when to come back', async () => {
    const client = createInternalClient({ name: 'relayer', url, token })
    await assert.rejects(client.get('/internal/v1/full'), { code: 'INTENTS_FULL', status: 429, retryAfterSec: 7 })
  })

  it('are unavailable, and no refusal of the caller, when our own token is wrong', async () => {
    const client = createInternalClient({ name: 'relayer', url, token: new Secret('another-token-for-tests') })
    await assert.rejects(client.get('/internal/v1/amount'), { code: 'RELAYER_UNAVAILABLE', status: 503 })
  })

  it('are retryable when nobody answers', async () => {
    const client = createInternalClient({ name: 'relayer', url: 'http://127.0.0.1:1', token })
    await assert.rejects(
      client.get('/'),
      (error: unknown) => error instanceof RetryableError && error.code === 'RELAYER_UNAVAILABLE',
    )
  })
})
