import { strict as assert } from 'node:assert'
import { beforeEach, describe, it } from 'node:test'
import type { Address } from 'viem'
import type { Command, Place } from '../../../../relayer/sequencer/engine/types.ts'
import { OrderRegistry } from '../../../../relayer/sequencer/sequencing/order-registry.ts'
import { orderNumberOf } from '../../../../sdk/src/ids.ts'
import { addressOf, Exchange } from '../engine/exchange.ts'

const KNOWN = 2
const MAKER = addressOf(1) as Address

/**
 * OrderRegistry
 * ├── given an order that ended without a trade: tells it as before, by number, position and client's id
 * ├── given one that ended with settled trades: tells these, too
 * ├── given more ended orders than it knows: forgets the one that ended first, its client's id too, and no live one
 * └── given a snapshot: tells the same
 */
describe('the registry of orders', () => {
  let exchange: Exchange
  let registry: OrderRegistry
  beforeEach(() => {
    exchange = new Exchange()
    registry = new OrderRegistry(KNOWN)
  })

  const run = (command: Command): void => {
    const events = exchange.doAll(command)
    registry.apply({ position: exchange.state.position, timeMs: exchange.timeMs, command }, events)
  }
  const place = (account: number, side: 'buy' | 'sell', clientOrderId: string): Place => {
    const order = exchange.order(account, side, 10, 1, {})
    const hash = `0x${String(exchange.state.position + 1).padEnd(64, 'e')}` as const
    const placed: Place = { ...order, hash, clientOrderId, selfTradePrevention: 'cancel-taker' }
    run(placed)
    return placed
  }
  const cancel = ({ order: { account, lane, seq } }: Place) => run({ kind: 'CANCEL', account, lane, seq })
  const anythingElse = () => run({ kind: 'KEEP_ALIVE', account: MAKER, timeoutMs: 0 })
  const told = ({ hash, clientOrderId = '' }: Place) => {
    const entry = registry.byNumber(orderNumberOf(hash))
    assert.deepEqual(registry.byClientId(MAKER, clientOrderId), entry)
    assert.deepEqual(entry && registry.byPosition(entry.position), entry)
    return entry
  }

  it('tells an order that ended as before', () => {
    const order = place(1, 'buy', 'first')
    const { position } = told(order) ?? {}
    cancel(order)
    const atItsEnd = told(order)
    anythingElse()
    assert.deepEqual(told(order), atItsEnd)
    assert.deepEqual([atItsEnd?.position, atItsEnd?.place, atItsEnd?.ended?.reason], [position, order, 'USER'])
  })

  it('tells the trades of one that was filled', () => {
    const buy = place(1, 'buy', 'first')
    place(2, 'sell', 'other')
    const tradeId = told(buy)?.trades[0]?.tradeId ?? 0
    run({ kind: 'SUBMITTED', batchNo: 1, tradeIds: [tradeId] })
    run({ kind: 'SETTLED', batchNo: 1, outcomes: [{ tradeId, outcome: 'filled' }] })
    run({ kind: 'FINALIZED', toBatchNo: 1 })
    anythingElse()
    const { finalUnits, trades } = told(buy) ?? {}
    assert.deepEqual([finalUnits, trades?.map(({ state }) => state)], [1, ['FINAL']])
    assert.equal(registry.tradeOf(told(buy)?.position ?? 0, tradeId)?.state, 'FINAL')
  })

  it('forgets the one that ended first, and no live one', () => {
    const live = place(1, 'buy', 'live')
    const [first, second, third] = ['first', 'second', 'third'].map((id) => place(1, 'buy', id)) as [
      Place,
      Place,
      Place,
    ]
    for (const order of [second, first, third]) cancel(order)
    anythingElse()
    assert.deepEqual(
      [live, first, second, third].map((order) => told(order)?.place.clientOrderId),
      ['live', 'first', undefined, 'third'],
    )
  })

  it('tells the same behind a snapshot', () => {
    const orders = ['live', 'first', 'second', 'third'].map((id) => place(1, 'buy', id))
    for (const order of orders.slice(1)) cancel(order)
    const before = orders.map((order) => registry.byNumber(orderNumberOf(order.hash)))
    const bytes = registry.serialize()
    registry = new OrderRegistry(KNOWN)
    registry.restore(bytes)
    assert.deepEqual(orders.map(told), [before[0], undefined, ...before.slice(2)])
  })
})
