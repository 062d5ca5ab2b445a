import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addressOf, Exchange, START_MS, summary } from './exchange.ts'

const account = addressOf(1)

describe('cancel, replace, evict', () => {
  it('cancel takes the order out and tells what it had filled', () => {
    const exchange = new Exchange()
    exchange.buy(1, 100, 5, { lane: 0 })
    exchange.sell(2, 100, 2)
    const events = exchange.do({ kind: 'CANCEL', account, lane: 0, seq: 1 })
    const ended = { kind: 'ended', position: 2, state: 'CANCELLED', reason: 'USER', unfilled: 3, filled: 2 }
    assert.deepEqual(events, [ended])
    assert.equal(exchange.state.order(2)?.state, 'CANCELLED')
    assert.equal(exchange.state.orderInLane(account, 0), undefined)
  })

  it('cancel of an older seq of the lane finds nothing', () => {
    const exchange = new Exchange()
    exchange.buy(1, 100, 5, { lane: 0, seq: 4 })
    assert.deepEqual(summary(exchange.do({ kind: 'CANCEL', account, lane: 0, seq: 3 })), ['ORDER_NOT_FOUND'])
  })

  it('cancel-all ends every order, or those of one series', () => {
    const exchange = new Exchange()
    exchange.do({ kind: 'OPEN_MARKET', series: 2, tick: 1n })
    exchange.buy(1, 100, 1)
    exchange.buy(1, 100, 1, { final: true })
    exchange.buy(1, 100, 1, { series: 2 })
    exchange.buy(2, 100, 1)
    const some = exchange.do({ kind: 'CANCEL_ALL', account, series: 1 })
    assert.deepEqual(summary(some), ['USER 3 -1', 'USER 4 -1'])
    assert.deepEqual(summary(exchange.do({ kind: 'CANCEL_ALL', account })), ['USER 5 -1'])
    assert.equal(exchange.state.orders().length, 1)
  })

  it('a higher seq in the lane replaces: the old order goes, the new one queues at the end', () => {
    const exchange = new Exchange()
    exchange.buy(1, 100, 5, { lane: 0 })
    exchange.buy(2, 100, 5)
    assert.deepEqual(summary(exchange.buy(1, 100, 6, { lane: 0 })), ['REPLACED 2 -5'])
    assert.deepEqual(summary(exchange.sell(3, 100, 6)), ['5@100 3<-5', '1@100 4<-5'])
  })

  it('a replacement that is refused leaves the old order where it was', () => {
    const exchange = new Exchange()
    exchange.buy(1, 100, 5, { lane: 0 })
    exchange.sell(2, 110, 1)
    const events = exchange.buy(1, 110, 5, { lane: 0, postOnly: true })
    assert.deepEqual(summary(events), ['POST_ONLY_WOULD_CROSS'])
    assert.deepEqual(exchange.side('bids'), ['5@100'])
  })

  it('a replacement does not meet the order that it replaces', () => {
    const exchange = new Exchange()
    exchange.sell(1, 100, 5, { lane: 0 })
    const options = { lane: 0, postOnly: true, selfTradePrevention: 'cancel-taker' } as const
    assert.deepEqual(summary(exchange.buy(1, 100, 5, options)), ['REPLACED 2 -5'])
    assert.deepEqual(exchange.side('bids'), ['5@100'])
  })

  it('evict ends all orders of an account or a named one, matched ones included', () => {
    const exchange = new Exchange()
    exchange.buy(1, 100, 1, { lane: 0 })
    exchange.buy(1, 99, 1, { lane: 1 })
    exchange.buy(1, 98, 1, { lane: 2 })
    exchange.sell(2, 100, 1)
    const one = exchange.do({ kind: 'EVICT', account, order: { lane: 1, seq: 1 } })
    assert.deepEqual(summary(one), ['EVICTED 3 -1'])
    assert.deepEqual(summary(exchange.do({ kind: 'EVICT', account })), ['EVICTED 2 -0', 'EVICTED 4 -1'])
    assert.equal(exchange.state.order(2)?.state, 'MATCHED')
  })
})

describe('expiry', () => {
  it('names an order from the second after its expiry on, until it is sequenced', () => {
    const exchange = new Exchange()
    exchange.buy(1, 100, 1, { lifeSec: 60, lane: 5 })
    assert.deepEqual(exchange.state.dueExpiries(START_MS + 60_999, 10), [])
    const due = [{ kind: 'EXPIRE', account, lane: 5, seq: 1 }]
    assert.deepEqual(exchange.state.dueExpiries(START_MS + 61_000, 10), due)
    assert.deepEqual(exchange.state.dueExpiries(START_MS + 61_000, 10), due)
    exchange.timeMs += 61_000
    assert.deepEqual(summary(exchange.expireDue()), ['EXPIRED 2 -1'])
    assert.deepEqual(exchange.state.dueExpiries(START_MS + 90_000, 10), [])
  })

  it('a fill-or-kill does not count a maker that has expired', () => {
    const exchange = new Exchange()
    exchange.sell(1, 100, 3, { lifeSec: 10 })
    exchange.sell(2, 100, 3)
    exchange.timeMs += 11_000
    exchange.expireDue()
    assert.deepEqual(summary(exchange.buy(3, 100, 4, { class: 'FOK' })), ['FOK_NOT_FILLABLE'])
    assert.deepEqual(exchange.side('asks'), ['3@100'])
  })

  it('a wholly matched order that expires is not restored', () => {
    const exchange = new Exchange()
    exchange.sell(1, 100, 1, { lifeSec: 10 })
    exchange.buy(2, 100, 1)
    exchange.timeMs += 11_000
    assert.deepEqual(summary(exchange.expireDue()), ['EXPIRED 2 -0'])
    exchange.submit(1, 1)
    const outcomes = [{ tradeId: 1, outcome: 'skipped', guilty: 'buy', skipCode: 3 }] as const
    assert.deepEqual(summary(exchange.do({ kind: 'SETTLED', batchNo: 1, outcomes: [...outcomes] })), [
      'SKIP_GUILTY 3 -0',
    ])
    assert.deepEqual(exchange.side('asks'), [])
  })
})
