import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Health } from '../../../kit/health.ts'
import { healthRoutes } from '../../../kit/health-routes.ts'

describe('Health', () => {
  it('is unready with the reason while one check fails, and alive all the same', async () => {
    const health = new Health('api')
    health.addCheck('database', () => Promise.reject(new Error('connection refused')))
    health.addCheck('chain', () => undefined)
    const app = healthRoutes(health)
    const readiness = await app.request('/readyz')
    assert.equal(readiness.status, 503)
    assert.deepEqual(await readiness.json(), {
      status: 'unready',
      service: 'api',
      checks: { database: 'connection refused', chain: 'ok' },
    })
    assert.equal((await app.request('/healthz')).status, 200)
  })

  it('counts a check that never answers as failed', async (test) => {
    test.mock.timers.enable({ apis: ['setTimeout'] })
    const health = new Health('api')
    health.addCheck('chain', () => new Promise(() => undefined))
    const pending = health.answer('/readyz')
    test.mock.timers.tick(2_000)
    const answer = await pending
    assert.equal(answer?.status, 503)
    assert.match(answer?.body ?? '', /no answer within 2000 ms/)
  })

  it('is unready while it stops', async () => {
    const health = new Health('api')
    health.markStopping()
    assert.equal((await health.answer('/readyz'))?.status, 503)
  })

  it('serves metrics with the service as a label', async () => {
    const answer = await new Health('api').answer('/metrics')
    assert.match(answer?.body ?? '', /process_cpu_seconds_total\{service="api"\}|service="api"/)
  })

  it('knows no other path', async () => assert.equal(await new Health('api').answer('/'), undefined))
})
