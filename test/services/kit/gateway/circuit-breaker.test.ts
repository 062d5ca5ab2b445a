import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { CircuitBreaker } from '../../../../kit/gateway/circuit-breaker.ts'
import { CIRCUIT_MIN_CALLS, CIRCUIT_OPEN_MS, CIRCUIT_WINDOW_MS, RPC_CALL_TIMEOUT_MS } from '../../../../kit/limits.ts'

describe('CircuitBreaker', () => {
  let nowMs: number
  let breaker: CircuitBreaker
  beforeEach(() => {
    nowMs = 1_000_000
    breaker = new CircuitBreaker(() => nowMs)
  })

  const fail = (times: number) => {
    for (let i = 0; i < times; i++) breaker.failed()
  }
  const succeed = (times: number) => {
    for (let i = 0; i < times; i++) breaker.succeeded(1)
  }

  it('stays closed below half of the calls failing', () => {
    succeed(5)
    fail(4)

    assert.equal(breaker.state, 'closed')
  })

  it('opens when half of the calls fail', () => {
    succeed(4)
    fail(4)

    assert.equal(breaker.state, 'open')
    assert.equal(breaker.tryAcquire(), false)
  })

  it('does not judge by fewer calls than mean something', () => {
    fail(CIRCUIT_MIN_CALLS - 1)

    assert.equal(breaker.state, 'closed')
  })

  it('takes answers after 5 s for failures', () => {
    for (let i = 0; i < CIRCUIT_MIN_CALLS; i++) breaker.succeeded(RPC_CALL_TIMEOUT_MS + 1)

    assert.equal(breaker.state, 'open')
  })

  it('forgets what is older than its window', () => {
    fail(CIRCUIT_MIN_CALLS - 1)
    nowMs += CIRCUIT_WINDOW_MS
    fail(1)

    assert.equal(breaker.state, 'closed')
  })

  it('lets one call through after 30 s, and closes when that one succeeds', () => {
    fail(CIRCUIT_MIN_CALLS)
    nowMs += CIRCUIT_OPEN_MS - 1
    const early = breaker.tryAcquire()
    nowMs += 1
    const attempts = [breaker.state, breaker.tryAcquire(), breaker.tryAcquire()]
    breaker.succeeded(1)

    assert.equal(early, false)
    assert.deepEqual(attempts, ['halfOpen', true, false])
    assert.deepEqual([breaker.state, breaker.tryAcquire()], ['closed', true])
  })

  it('rests for another 30 s when the one call fails', () => {
    fail(CIRCUIT_MIN_CALLS)
    nowMs += CIRCUIT_OPEN_MS
    breaker.tryAcquire()
    breaker.failed()
    nowMs += CIRCUIT_OPEN_MS - 1

    assert.equal(breaker.state, 'open')
  })

  it('does not rest longer for a call that was under way when it opened', () => {
    fail(CIRCUIT_MIN_CALLS)
    nowMs += CIRCUIT_OPEN_MS - 1
    breaker.failed()
    nowMs += 1

    assert.equal(breaker.state, 'halfOpen')
  })
})
