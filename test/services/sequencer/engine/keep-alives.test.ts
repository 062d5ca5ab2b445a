import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SequencerState } from '../../../../relayer/sequencer/engine/sequencer-state.ts'
import type { EngineEvent, Silence } from '../../../../relayer/sequencer/engine/types.ts'
import { addressOf, Exchange, START_MS, smallLimits, summary } from './exchange.ts'

const keep = (exchange: Exchange, account: number, timeoutMs: number, series?: number): EngineEvent[] =>
  exchange.do({
    kind: 'KEEP_ALIVE',
    account: addressOf(account),
    ...(series === undefined ? {} : { series }),
    timeoutMs,
  })
const silence = (account: number, series?: number): Silence => ({
  kind: 'SILENCE',
  account: addressOf(account),
  ...(series === undefined ? {} : { series }),
})

describe('a dead man’s switch', () => {
  it('is due from its deadline on and not before', () => {
    const exchange = new Exchange()
    keep(exchange, 1, 5_000)
    assert.deepEqual(exchange.state.dueSilences(START_MS + 4_999), [])
    assert.deepEqual(exchange.state.dueSilences(START_MS + 5_000), [silence(1)])
  })

  it('is due later when it is renewed, also behind an earlier one that is due', () => {
    const exchange = new Exchange()
    keep(exchange, 1, 5_000)
    keep(exchange, 2, 3_000)
    exchange.timeMs += 2_000
    keep(exchange, 1, 5_000)
    assert.deepEqual(exchange.state.dueSilences(START_MS + 6_999), [silence(2)])
    assert.deepEqual(exchange.state.dueSilences(START_MS + 7_000), [silence(2), silence(1)])
  })

  it('is never due once it was ended by 0', () => {
    const exchange = new Exchange()
    keep(exchange, 1, 5_000)
    keep(exchange, 1, 0)
    assert.deepEqual(exchange.state.dueSilences(START_MS + 60_000), [])
  })

  it('cancels all orders of its account and is gone', () => {
    const exchange = new Exchange()
    keep(exchange, 1, 5_000)
    exchange.buy(1, 99, 1)
    exchange.sell(1, 101, 2)
    exchange.buy(2, 98, 3)
    assert.deepEqual(summary(exchange.do(silence(1))), ['SILENT 3 -1', 'SILENT 4 -2'])
    assert.deepEqual([exchange.side('bids'), exchange.side('asks')], [['3@98'], []])
    assert.deepEqual(exchange.state.keepAlivesOf(addressOf(1)), [])
  })

  it('of one series leaves the others and their switches alone', () => {
    const exchange = new Exchange()
    exchange.do({ kind: 'OPEN_MARKET', series: 2, tick: 10_000n })
    keep(exchange, 1, 5_000, 2)
    keep(exchange, 1, 9_000)
    exchange.buy(1, 99, 1)
    exchange.buy(1, 99, 1, { series: 2 })
    assert.deepEqual(exchange.state.dueSilences(START_MS + 5_000), [silence(1, 2)])
    assert.deepEqual(summary(exchange.do(silence(1, 2))), ['SILENT 6 -1'])
    assert.deepEqual(exchange.state.keepAlivesOf(addressOf(1)), [{ series: 0, deadlineMs: START_MS + 9_000 }])
  })

  it('is refused when there are as many as may be, a renewal is not', () => {
    const exchange = new Exchange()
    for (let account = 1; account <= smallLimits.keepAlives; account++) keep(exchange, account, 1_000)
    assert.deepEqual(summary(keep(exchange, 9, 1_000)), ['KEEP_ALIVES_FULL'])
    assert.deepEqual(summary(keep(exchange, 1, 2_000)), [])
  })

  it('is due at the same time after a restoration from bytes', () => {
    const exchange = new Exchange()
    keep(exchange, 1, 5_000)
    const restored = SequencerState.restore(exchange.state.serialize(), smallLimits)
    assert.equal(restored.hash(), exchange.state.hash())
    assert.deepEqual(restored.dueSilences(START_MS + 4_999), [])
    assert.deepEqual(restored.dueSilences(START_MS + 5_000), [silence(1)])
  })
})
