import assert from 'node:assert/strict'
import type { Server } from 'node:http'
import { after, before, describe, it, type TestContext } from 'node:test'
import { z } from 'zod'
import { closeHttp, serveHttp } from '../../../kit/serve.ts'
import { ApiError, createHttp } from '../../../sdk/src/client/http.ts'
import { signIn } from '../../../sdk/src/client/sign-in.ts'
import { newAccount } from './support/calls.ts'
import { useApiWorld } from './support/world.ts'

const ACCESS_MS = 15 * 60_000
const world = useApiWorld()

describe('the client', () => {
  let url = ''
  let server: Server
  const requests: string[] = []

  before(async () => {
    const app = world().freshApp()
    const counted = (request: Request) => {
      requests.push(new URL(request.url).pathname)
      return app.fetch(request)
    }
    server = await serveHttp(counted, { host: '127.0.0.1', port: 0 })
    url = `http://127.0.0.1:${z.object({ port: z.int() }).parse(server.address()).port}`
  })
  after(() => closeHttp(server))

  const refreshes = () => requests.filter((path) => path === '/api/v1/auth/refresh').length
  const protocol = '/api/v1/protocol'

  it('throws a refusal with code, status and fields', async () => {
    const refused = createHttp(url).post('/api/v1/auth/refresh', { refreshToken: 7 })
    await assert.rejects(refused, (error: unknown) => {
      assert(error instanceof ApiError)
      assert.deepEqual([error.status, error.code, error.fields[0]?.field], [400, 'REQUEST_INVALID', 'refreshToken'])
      return true
    })
  })

  it('renews its token once, however many calls wait for it', async (context) => {
    const advance = mockTime(context)
    const http = await signIn(url, newAccount())
    const before = refreshes()
    advance(ACCESS_MS)
    await Promise.all([http.get(protocol), http.get(protocol), http.get(protocol)])
    assert.equal(refreshes() - before, 1)
  })

  it('renews again and again', async (context) => {
    const advance = mockTime(context)
    const http = await signIn(url, newAccount())
    const before = refreshes()
    for (let i = 0; i < 3; i++) {
      advance(ACCESS_MS)
      await http.get(protocol)
    }
    assert.equal(refreshes() - before, 3)
  })

  it('signs in anew when its session has ended', async (context) => {
    const advance = mockTime(context)
    const http = await signIn(url, newAccount())
    await http.post('/api/v1/auth/sign-out', {})
    advance(ACCESS_MS)
    assert.ok(await http.get(protocol))
  })

  it('goes on after a renewal that failed because the API was away', async (context) => {
    const advance = mockTime(context)
    const http = await signIn(url, newAccount())
    advance(ACCESS_MS)
    await world().postgres.kill('SIGINT')
    await assert.rejects(http.get(protocol), (error: unknown) => error instanceof ApiError && error.status === 503)
    await world().postgres.start()
    assert.ok(await http.get(protocol))
  })

  /** Moves the client's clock and the server's alike. */
  function mockTime(context: TestContext): (ms: number) => void {
    context.mock.timers.enable({ apis: ['Date'], now: Date.now() })
    return (ms) => context.mock.timers.setTime(Date.now() + ms)
  }
})
