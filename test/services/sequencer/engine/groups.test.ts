import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SequencerState } from '../../../../relayer/sequencer/engine/sequencer-state.ts'
import type { EngineEvent } from '../../../../relayer/sequencer/engine/types.ts'
import { addressOf, Exchange, smallLimits, summary } from './exchange.ts'

const join = (exchange: Exchange, version: number, ...accounts: number[]): EngineEvent[] =>
  exchange.do({
    kind: 'SET_GROUP',
    accounts: accounts.map(addressOf),
    version,
    signatures: accounts.map((): `0x${string}` => '0x01'),
  })

describe('accounts of one group', () => {
  it('cancel each other’s makers and go on', () => {
    const exchange = new Exchange()
    join(exchange, 1, 1, 2)
    exchange.sell(2, 100, 2)
    exchange.sell(3, 100, 3)
    assert.deepEqual(summary(exchange.buy(1, 100, 3)), ['SELF_TRADE 3 -2', '3@100 5<-4'])
  })

  it('refuse a taker under cancel-taker', () => {
    const exchange = new Exchange()
    join(exchange, 1, 1, 2)
    exchange.sell(2, 100, 2)
    assert.deepEqual(summary(exchange.buy(1, 100, 2, { selfTradePrevention: 'cancel-taker' })), ['SELF_TRADE'])
  })

  it('do not count for a fill-or-kill', () => {
    const exchange = new Exchange()
    join(exchange, 1, 1, 2)
    exchange.sell(2, 100, 2)
    assert.deepEqual(summary(exchange.buy(1, 100, 2, { class: 'FOK' })), ['FOK_NOT_FILLABLE'])
  })

  it('are one for orders that rested before they joined', () => {
    const exchange = new Exchange()
    exchange.sell(2, 100, 2)
    join(exchange, 1, 1, 2)
    assert.deepEqual(summary(exchange.buy(1, 100, 2)), ['SELF_TRADE 2 -2'])
  })

  it('trade again after one of them left, and the rest stay together', () => {
    const exchange = new Exchange()
    join(exchange, 1, 1, 2, 3)
    join(exchange, 2, 1)
    exchange.sell(2, 100, 2)
    assert.deepEqual(summary(exchange.buy(1, 100, 1)), ['1@100 5<-4'])
    assert.deepEqual(summary(exchange.buy(3, 100, 1)), ['SELF_TRADE 4 -1'])
  })

  it('leave the old group by joining another', () => {
    const exchange = new Exchange()
    join(exchange, 1, 1, 2)
    join(exchange, 2, 1, 3)
    exchange.sell(2, 100, 1)
    assert.deepEqual(summary(exchange.buy(1, 100, 1)), ['1@100 5<-4'])
    assert.deepEqual(exchange.state.groupOf(addressOf(1)), { accounts: [addressOf(1), addressOf(3)], version: 2 })
    assert.deepEqual(exchange.state.groupOf(addressOf(2)), { accounts: [addressOf(2)], version: 1 })
  })

  it('refuse a statement that is not newer than the last of any of them, and change nothing', () => {
    const exchange = new Exchange()
    join(exchange, 5, 1, 2)
    join(exchange, 6, 1)
    for (const version of [5, 6]) assert.deepEqual(summary(join(exchange, version, 1, 2)), ['STATEMENT_OLD'])
    assert.deepEqual(exchange.state.groupOf(addressOf(1)), { accounts: [addressOf(1)], version: 6 })
  })

  it('are refused as a whole when the table of accounts is full', () => {
    const exchange = new Exchange({ ...smallLimits, accounts: 1 })
    assert.deepEqual(summary(join(exchange, 1, 1, 2)), ['ACCOUNTS_FULL'])
    assert.deepEqual(exchange.state.groupOf(addressOf(1)).version, 0)
  })

  it('are one after a restoration from bytes, and the next group gets a number of its own', () => {
    const exchange = new Exchange()
    join(exchange, 1, 1, 2)
    const restored = SequencerState.restore(exchange.state.serialize(), smallLimits)
    assert.equal(restored.hash(), exchange.state.hash())
    const next = { position: restored.position + 1, timeMs: exchange.timeMs }
    const accounts = [addressOf(3), addressOf(4)]
    restored.apply({ ...next, command: { kind: 'SET_GROUP', accounts, version: 1, signatures: ['0x01', '0x01'] } })
    assert.deepEqual(restored.groupOf(addressOf(1)).accounts, [addressOf(1), addressOf(2)])
    assert.deepEqual(restored.groupOf(addressOf(3)).accounts, accounts)
  })
})
