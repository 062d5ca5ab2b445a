import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type Api, createApi } from '../../../sdk/src/client/api.ts'
import { ApiError, createHttp } from '../../../sdk/src/client/http.ts'

/**
 * createApi
 * ├── sends path, query, body and Idempotency-Key where the document has them
 * ├── given a parameter that would change the path: escapes it
 * ├── given no parameter where the path needs one: asks nobody
 * └── given a refusal: throws it with its code and the address that explains it
 */
describe('createApi', () => {
  let server: Server
  let url = ''
  let api: Api
  let answer: { status: number; body: string }
  const seen: { call: string; key: string | undefined; body: string }[] = []

  before(async () => {
    server = createServer(async (request, response) => {
      const key = request.headers['idempotency-key']
      seen.push({ call: `${request.method} ${request.url}`, key: key?.toString(), body: await bodyOf(request) })
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    api = createApi(createHttp(url))
  })
  after(() => server.close())
  beforeEach(() => {
    seen.length = 0
    answer = { status: 200, body: '{}' }
  })

  it('fills the path in and escapes it', async () => {
    await api('GET /api/v1/orders/{orderNumber}', { path: { orderNumber: '../a?b' } })
    assert.deepEqual(seen, [{ call: 'GET /api/v1/orders/..%2Fa%3Fb', key: undefined, body: '' }])
  })

  it('sends the query without what is undefined', async () => {
    await api('GET /api/v1/issuers', { query: { limit: 5, cursor: 'a b' } })
    await api('GET /api/v1/issuers')
    assert.deepEqual(
      seen.map(({ call }) => call),
      ['GET /api/v1/issuers?limit=5&cursor=a+b', 'GET /api/v1/issuers'],
    )
  })

  it('sends the body and the Idempotency-Key', async () => {
    const refreshToken = 'token'
    await api('POST /api/v1/auth/refresh', { body: { refreshToken }, idempotencyKey: 'once' })
    assert.deepEqual(seen, [{ call: 'POST /api/v1/auth/refresh', key: 'once', body: '{"refreshToken":"token"}' }])
  })

  it('asks nobody when the path lacks a parameter', async () => {
    await assert.rejects(api('GET /api/v1/coupons/{tokenId}', { path: { tokenId: '' } }), /needs the parameter tokenId/)
    assert.deepEqual(seen, [])
  })

  it('throws a refusal with its code and the address that explains it', async () => {
    const problem = {
      type: '/docs/errors#SERIES_UNKNOWN',
      title: 'No such series.',
      status: 404,
      code: 'SERIES_UNKNOWN',
    }
    answer = { status: 404, body: JSON.stringify(problem) }
    await assert.rejects(api('GET /api/v1/portfolio'), (error: unknown) => {
      assert(error instanceof ApiError)
      assert.deepEqual([error.status, error.code], [404, 'SERIES_UNKNOWN'])
      assert.equal(error.docs, `${url}/docs/errors#SERIES_UNKNOWN`)
      return true
    })
  })

  it('names no documentation where the answer was no problem', async () => {
    answer = { status: 502, body: '<html>' }
    await assert.rejects(
      api('GET /api/v1/portfolio'),
      (error: unknown) => error instanceof ApiError && error.code === 'NOT_A_PROBLEM' && error.docs === undefined,
    )
  })
})

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
