import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createLogger } from '../../../kit/log.ts'
import { Shutdown } from '../../../kit/shutdown.ts'

const log = createLogger('test', 'silent')

describe('Shutdown', () => {
  it('closes in reverse order, goes on after a failure, exits once', async () => {
    const events: string[] = []
    const shutdown = new Shutdown(log, (code) => events.push(`exit ${code}`))
    shutdown.add('database', () => events.push('database'))
    shutdown.add('broken', () => Promise.reject(new Error('stuck')))
    shutdown.add('server', () => events.push('server'))
    await Promise.all([shutdown.run('SIGINT', 0), shutdown.run('SIGTERM', 0)])
    assert.deepEqual(events, ['server', 'database', 'exit 0'])
  })

  it('exits with 1 when a part does not close in time', (test) => {
    test.mock.timers.enable({ apis: ['setTimeout'] })
    const codes: number[] = []
    const shutdown = new Shutdown(log, (code) => codes.push(code))
    shutdown.add('stuck', () => new Promise(() => undefined))
    void shutdown.run('SIGINT', 0)
    test.mock.timers.tick(8_000)
    assert.deepEqual(codes, [1])
  })
})
