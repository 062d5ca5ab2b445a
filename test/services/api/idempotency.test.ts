import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { createApp } from '../../../api/app.ts'
import { createSequencerClient } from '../../../api/clients/sequencer.ts'
import { claim } from '../../../api/domain/idempotency/remember.ts'
import { Health } from '../../../kit/health.ts'
import { createInternalApp, jsonResponse } from '../../../kit/internal-app.ts'
import { createInternalClient } from '../../../kit/internal-client.ts'
import { closeHttp, serveHttp } from '../../../kit/serve.ts'
import { assertProblem, bearer, newAccount, post, signIn } from './support/calls.ts'
import { useApiWorld } from './support/world.ts'

const PATH = '/api/v1/orders/cancel-all'
const world = useApiWorld()

describe('an Idempotency-Key', () => {
  it('gives the first answer again and does the work once', async () => {
    const { app, calls, close } = await withCounter()
    const headers = { ...bearer(await signIn(app)), 'idempotency-key': 'once' }
    const [first, again] = [await post(app, PATH, {}, headers), await post(app, PATH, {}, headers)]
    assert.deepEqual([first.status, again.status, again.body], [200, 200, first.body])
    assert.equal(again.headers.get('idempotency-replayed'), 'true')
    assert.equal(calls(), 1)
    await close()
  })

  it('belongs to one account', async () => {
    const { app, calls, close } = await withCounter()
    for (const tokens of [await signIn(app), await signIn(app)]) {
      await post(app, PATH, {}, { ...bearer(tokens), 'idempotency-key': 'mine' })
    }
    assert.equal(calls(), 2)
    await close()
  })

  it('gives a refusal again as the problem it was', async () => {
    const { app, close } = await withCounter()
    const headers = { ...bearer(await signIn(app)), 'idempotency-key': 'refused' }
    await post(app, PATH, { series: 0 }, headers)
    const again = await post(app, PATH, { series: 0 }, headers)
    assertProblem(again, 400, 'REQUEST_INVALID')
    assert.equal(again.headers.get('idempotency-replayed'), 'true')
    await close()
  })

  it('is refused for another body', async () => {
    const { app, close } = await withCounter()
    const headers = { ...bearer(await signIn(app)), 'idempotency-key': 'body' }
    await post(app, PATH, {}, headers)
    assertProblem(await post(app, PATH, { series: 1 }, headers), 422, 'IDEMPOTENCY_KEY_REUSED')
    await close()
  })

  it('is refused for another path', async () => {
    const { app, close } = await withCounter()
    const headers = { ...bearer(await signIn(app)), 'idempotency-key': 'path' }
    await post(app, PATH, {}, headers)
    assertProblem(await post(app, '/api/v1/exits', {}, headers), 422, 'IDEMPOTENCY_KEY_REUSED')
    await close()
  })

  it('does the work once when it comes twice at the same time', async () => {
    const { app, calls, close } = await withCounter()
    const headers = { ...bearer(await signIn(app)), 'idempotency-key': 'both' }
    const answers = await Promise.all([post(app, PATH, {}, headers), post(app, PATH, {}, headers)])
    assert.equal(calls(), 1)
    assert.ok(answers.some(({ status }) => status === 200))
    for (const answer of answers) if (answer.status !== 200) assertProblem(answer, 409, 'IDEMPOTENCY_IN_PROGRESS')
    await close()
  })

  it('remembers nothing of a failure on our side', async () => {
    const headers = { ...bearer(await signIn(world().app)), 'idempotency-key': 'again' }
    assertProblem(await post(world().app, PATH, {}, headers), 503, 'SEQUENCER_UNAVAILABLE')
    const { app, close } = await withCounter()
    assert.equal((await post(app, PATH, {}, headers)).status, 200)
    await close()
  })

  it('remembers no tokens', async () => {
    const tokens = await signIn(world().app)
    const headers = { ...bearer(tokens), 'idempotency-key': 'tokens' }
    await post(world().app, '/api/v1/auth/refresh', { refreshToken: tokens.refreshToken }, headers)
    const { rows } = await world().dependencies.pool.query("select 1 from app.idempotency where key = 'tokens'")
    assert.deepEqual(rows, [])
  })

  it('is taken over when the process that claimed it died', async () => {
    const { database } = world().dependencies
    const request = { account: newAccount().address, key: 'dead', requestHash: 'same' }
    const at = (seconds: number) => ({ database, now: () => new Date(1_800_000_000_000 + seconds * 1000) })
    assert.equal(await claim(at(0), request), undefined)
    await assert.rejects(claim(at(59), request), { code: 'IDEMPOTENCY_IN_PROGRESS' })
    assert.equal(await claim(at(61), request), undefined)
  })

  for (const key of ['with space', 'ü', 'x'.repeat(129)]) {
    it(`is refused as ${JSON.stringify(key.slice(0, 12))}`, async () => {
      const headers = { ...bearer(await signIn(world().app)), 'idempotency-key': key }
      assertProblem(await post(world().app, PATH, {}, headers), 400, 'REQUEST_INVALID')
    })
  }
})

/** The app with something that counts cancel-alls where the sequencer stands. */
async function withCounter() {
  const { dependencies } = world()
  const { log, config } = dependencies
  let calls = 0
  const token = config.INTERNAL_TOKEN
  const counter = createInternalApp({ health: new Health('sequencer'), log, token })
  counter.post('/internal/v1/cancel-all', () => {
    calls++
    return jsonResponse({ cancelled: calls, receipts: [] })
  })
  const server = await serveHttp(counter.fetch, { host: '127.0.0.1', port: 0 })
  const { port } = z.object({ port: z.int() }).parse(server.address())
  const http = createInternalClient({ name: 'sequencer', url: `http://127.0.0.1:${port}`, token })
  const sequencer = createSequencerClient(http)
  const app = createApp({ ...dependencies, sequencer, health: new Health('api') })
  return { app, calls: () => calls, close: () => closeHttp(server) }
}
