import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FLAG_MARKET, UNUSED_MASK } from '../../../../relayer/sequencer/engine/order-flags.ts'
import type { Command, OrderFields } from '../../../../relayer/sequencer/engine/types.ts'
import { addressOf, Exchange, smallLimits, summary } from './exchange.ts'

describe('refusals are values and change nothing', () => {
  const cases: [code: string, changes: Partial<OrderFields>][] = [
    ['MARKET_UNKNOWN', { series: 2 }],
    ['MARKET_UNKNOWN', { series: 0 }],
    ['QUANTITY_OUT_OF_RANGE', { quantity: 0 }],
    ['PRICE_OUT_OF_RANGE', { price: 0n }],
    ['PRICE_OUT_OF_RANGE', { price: 2n ** 30n * 10_000n }],
    ['PRICE_OFF_TICK', { price: 1_000_001n }],
    ['PRICE_OFF_TICK', { price: 9_999n }],
    ['ORDER_EXPIRED', { expiry: 1_799_999_999 }],
    ['LANE_OUT_OF_RANGE', { lane: 128 }],
    ['LANE_SEQ_TOO_LOW', { seq: 0 }],
    ['ORDER_INVALID', { flags: UNUSED_MASK }],
    ['ORDER_INVALID', { flags: 4 | FLAG_MARKET }],
    ['ORDER_INVALID', { flags: 4 | (2 << 3) }],
    ['ORDER_INVALID', { flags: 1, quantity: 2 }],
  ]
  for (const [code, changes] of cases) {
    it(`${code} for ${JSON.stringify(changes, (_, value) => (typeof value === 'bigint' ? `${value}` : value))}`, () => {
      const exchange = new Exchange()
      const place = exchange.order(1, 'buy', 100, 1, {})
      const events = exchange.do({ ...place, order: { ...place.order, ...changes } })
      assert.deepEqual(summary(events), [code])
      assert.deepEqual(exchange.state.orders(), [])
    })
  }

  it('takes an order in its last second', () => {
    const exchange = new Exchange()
    exchange.timeMs += 999
    assert.deepEqual(summary(exchange.buy(1, 100, 1, { lifeSec: 0 })), [])
  })

  it('takes a NAMED sale of one unit', () => {
    assert.deepEqual(summary(new Exchange().sell(1, 100, 1, { choice: 0 })), [])
  })

  it('LANE_SEQ_TOO_LOW for a seq that was used, even when its order has ended', () => {
    const exchange = new Exchange()
    exchange.buy(1, 100, 1, { lane: 3, seq: 7 })
    exchange.do({ kind: 'CANCEL', account: addressOf(1), lane: 3, seq: 7 })
    assert.deepEqual(summary(exchange.buy(1, 100, 1, { lane: 3, seq: 7 })), ['LANE_SEQ_TOO_LOW'])
  })

  const full: [code: string, limits: Partial<typeof smallLimits>][] = [
    ['BOOK_FULL', { orders: 2 }],
    ['LANES_FULL', { lanes: 2 }],
    ['ACCOUNTS_FULL', { accounts: 2 }],
    ['LEVELS_FULL', { treeNodes: 14 }],
  ]
  for (const [code, limits] of full) {
    it(`${code} at the limit`, () => {
      const exchange = new Exchange({ ...smallLimits, ...limits })
      exchange.buy(1, 1, 1)
      exchange.buy(2, 5000, 1)
      assert.deepEqual(summary(exchange.buy(3, 200, 1)), [code])
    })
  }

  it('MARKETS_FULL, MARKET_EXISTS and TICK_INVALID', () => {
    const exchange = new Exchange({ ...smallLimits, markets: 3 })
    assert.deepEqual(summary(exchange.do({ kind: 'OPEN_MARKET', series: 2, tick: 1n })), ['MARKETS_FULL'])
    assert.deepEqual(summary(exchange.do({ kind: 'OPEN_MARKET', series: 1, tick: 1n })), ['MARKET_EXISTS'])
    assert.deepEqual(summary(exchange.do({ kind: 'OPEN_MARKET', series: 3, tick: 0n })), ['TICK_INVALID'])
  })

  it('TRADES_FULL ends the taker and refuses newcomers until trades are final', () => {
    const exchange = new Exchange({ ...smallLimits, trades: 2 })
    exchange.sell(1, 50, 1000)
    assert.deepEqual(summary(exchange.buy(2, 50, 300)), ['100@50 3<-2', '100@50 3<-2', 'TRADES_FULL 3 -100'])
    assert.deepEqual(summary(exchange.buy(2, 50, 1)), ['TRADES_FULL'])
  })

  it('never makes more trades in one command than its limit', () => {
    const exchange = new Exchange({ ...smallLimits, tradesPerCommand: 2 })
    exchange.sell(1, 50, 1000)
    assert.deepEqual(summary(exchange.buy(2, 50, 300)), ['100@50 3<-2', '100@50 3<-2', 'TRADES_FULL 3 -100'])
    assert.deepEqual(summary(exchange.buy(2, 50, 300, { class: 'FOK' })), ['FOK_NOT_FILLABLE'])
  })

  it('names what it does not know', () => {
    const exchange = new Exchange()
    const commands: [string, Command][] = [
      ['ORDER_NOT_FOUND', { kind: 'CANCEL', account: addressOf(9), lane: 0, seq: 1 }],
      ['TRADE_NOT_FOUND', { kind: 'SUBMITTED', batchNo: 1, tradeIds: [1] }],
      ['TRADE_NOT_FOUND', { kind: 'SETTLED', batchNo: 1, outcomes: [{ tradeId: 1, outcome: 'filled' }] }],
      ['BATCH_NOT_FOUND', { kind: 'REVERTED', fromBatchNo: 1 }],
      ['BATCH_NOT_FOUND', { kind: 'FINALIZED', toBatchNo: 1 }],
    ]
    for (const [code, command] of commands) assert.deepEqual(summary(exchange.do(command)), [code])
  })

  it('throws only for a position that does not follow: a bug of the caller', () => {
    const { state } = new Exchange()
    const command = { kind: 'FINALIZED', toBatchNo: 1 } as const
    assert.throws(() => state.apply({ position: 5, timeMs: 0, command }), RangeError)
  })
})
