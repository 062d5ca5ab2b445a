import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { EngineEvent, Guilty } from '../../../../relayer/sequencer/engine/types.ts'
import { Exchange, summary } from './exchange.ts'

const skip = (exchange: Exchange, batchNo: number, guilty: Guilty, ...tradeIds: number[]): EngineEvent[] => {
  if (batchNo !== 0) exchange.submit(batchNo, ...tradeIds)
  const outcomes = tradeIds.map((tradeId) => ({ tradeId, outcome: 'skipped' as const, guilty, skipCode: 9 }))
  return exchange.do({ kind: 'SETTLED', batchNo, outcomes })
}

describe('a skipped trade', () => {
  it('evicts the guilty order and all orders of its account in that market, not elsewhere', () => {
    const exchange = new Exchange()
    exchange.sell(1, 100, 1)
    exchange.sell(1, 120, 1)
    exchange.sell(1, 120, 1, { final: true })
    exchange.buy(2, 100, 1)
    assert.deepEqual(summary(skip(exchange, 1, 'sell', 1)), ['SKIP_GUILTY 2 -0', 'SKIP_GUILTY 3 -1', 'restored 5 +1'])
    assert.deepEqual(exchange.side('asks'), [])
    assert.deepEqual(exchange.side('asks', true), ['1@120'])
    assert.deepEqual(exchange.side('bids'), ['1@100'])
  })

  it('gives a resting innocent its quantity back without moving it', () => {
    const exchange = new Exchange()
    exchange.buy(1, 100, 5)
    exchange.buy(2, 100, 5)
    exchange.sell(3, 100, 2)
    assert.deepEqual(summary(skip(exchange, 1, 'sell', 1)), ['SKIP_GUILTY 4 -0', 'restored 2 +2'])
    assert.deepEqual(summary(exchange.sell(4, 100, 6)), ['5@100 2<-7', '1@100 3<-7'])
  })

  it('puts an innocent that had left the book back at its old place between the others', () => {
    const exchange = new Exchange()
    exchange.buy(1, 100, 1)
    exchange.buy(2, 100, 2)
    exchange.buy(3, 100, 3)
    exchange.sell(4, 100, 3)
    exchange.sell(5, 100, 1)
    assert.deepEqual(summary(skip(exchange, 1, 'sell', 2)).at(-1), 'restored 3 +2')
    assert.deepEqual(summary(skip(exchange, 2, 'sell', 1)).at(-1), 'restored 2 +1')
    const queue = summary(exchange.sell(6, 100, 6))
    assert.deepEqual(
      queue.map((line) => line.split('<-')[0]),
      ['1@100 2', '2@100 3', '2@100 4'],
    )
  })

  it('makes the restored order the maker of newer orders that cross it now, best price first', () => {
    const exchange = new Exchange()
    exchange.sell(1, 100, 2)
    exchange.buy(2, 105, 2)
    exchange.sell(3, 104, 1)
    exchange.sell(4, 103, 1)
    const events = skip(exchange, 1, 'sell', 1)
    assert.deepEqual(summary(events), ['SKIP_GUILTY 2 -0', 'restored 3 +2', '1@105 3<-5', '1@105 3<-4'])
    const takers = events.flatMap((event) => (event.kind === 'trade' ? [event.takerSide] : []))
    assert.deepEqual(takers, ['sell', 'sell'])
  })

  it('cancels a newer post-only order that the restored one crosses', () => {
    const exchange = new Exchange()
    exchange.sell(1, 100, 1)
    exchange.buy(2, 105, 1)
    exchange.sell(3, 104, 1, { postOnly: true })
    const expected = ['SKIP_GUILTY 2 -0', 'restored 3 +1', 'POST_ONLY_WOULD_CROSS 4 -1']
    assert.deepEqual(summary(skip(exchange, 1, 'sell', 1)), expected)
  })

  it('lets the restored order take from an order that is older than itself', () => {
    const exchange = new Exchange()
    exchange.sell(1, 100, 1)
    exchange.sell(2, 101, 1)
    exchange.buy(3, 102, 1)
    const events = skip(exchange, 1, 'sell', 1)
    assert.deepEqual(summary(events), ['SKIP_GUILTY 2 -0', 'restored 4 +1', '1@101 4<-3'])
  })

  it('prevents a self-trade of the restored order by the newer order’s mode', () => {
    const exchange = new Exchange()
    exchange.sell(1, 100, 1)
    exchange.buy(2, 105, 1)
    exchange.sell(2, 104, 1, { selfTradePrevention: 'cancel-taker' })
    assert.deepEqual(summary(skip(exchange, 1, 'sell', 1)).at(-1), 'SELF_TRADE 4 -1')
  })

  for (const options of [{ class: 'IOC' }, { class: 'FOK' }, { market: true }] as const) {
    it(`cancels what an innocent ${JSON.stringify(options)} taker gets back`, () => {
      const exchange = new Exchange()
      exchange.sell(1, 100, 1)
      exchange.buy(2, 100, 1, options)
      assert.deepEqual(summary(skip(exchange, 1, 'sell', 1)), ['SKIP_GUILTY 2 -0', 'REMAINDER 3 -0'])
      assert.deepEqual(exchange.state.orders(), [])
    })
  }

  it('restores both sides when an earlier skip was the cause, and they meet again in a new trade', () => {
    const exchange = new Exchange()
    exchange.sell(1, 100, 1)
    exchange.buy(2, 100, 1)
    assert.deepEqual(summary(skip(exchange, 1, 'none', 1)), ['restored 3 +1', 'restored 2 +1', '1@100 3<-2'])
    assert.deepEqual(
      exchange.state.matchedTrades(10).map(({ tradeId }) => tradeId),
      [2],
    )
  })

  it('restores nothing when both are guilty or the innocent was cancelled meanwhile', () => {
    const exchange = new Exchange()
    exchange.sell(1, 100, 2)
    exchange.buy(2, 100, 1, { lane: 0 })
    exchange.buy(3, 100, 1)
    const { account } = exchange.order(2, 'buy', 1, 1, {}).order
    exchange.do({ kind: 'CANCEL', account, lane: 0, seq: 1 })
    assert.deepEqual(summary(skip(exchange, 0, 'both', 2)), ['SKIP_GUILTY 4 -0', 'SKIP_GUILTY 2 -0'])
    assert.deepEqual(summary(skip(exchange, 1, 'sell', 1)), [])
    assert.deepEqual(exchange.state.orders(), [])
  })

  it('never restores against an order that the same batch evicts', () => {
    const exchange = new Exchange()
    exchange.sell(1, 100, 2)
    exchange.buy(2, 100, 1)
    exchange.buy(3, 100, 1)
    assert.deepEqual(summary(skip(exchange, 1, 'sell', 1, 2)), ['SKIP_GUILTY 2 -0', 'restored 3 +1', 'restored 4 +1'])
    assert.deepEqual(exchange.side('bids'), ['2@100'])
  })

  it('is accepted for a MATCHED trade that the simulation refused, a fill is not', () => {
    const exchange = new Exchange()
    exchange.sell(1, 100, 1)
    exchange.buy(2, 100, 1)
    const filled = [{ tradeId: 1, outcome: 'filled' as const }]
    assert.deepEqual(summary(exchange.do({ kind: 'SETTLED', batchNo: 0, outcomes: filled })), ['TRADE_NOT_FOUND'])
    assert.deepEqual(summary(skip(exchange, 0, 'buy', 1)), ['SKIP_GUILTY 3 -0', 'restored 2 +1'])
  })
})

describe('a reorg', () => {
  it('moves the trades of that batch and later ones back to MATCHED, to be sent again', () => {
    const exchange = new Exchange()
    exchange.sell(1, 100, 3)
    exchange.buy(2, 100, 1)
    exchange.buy(2, 100, 1)
    exchange.buy(2, 100, 1)
    exchange.submit(1, 1)
    exchange.submit(2, 2)
    exchange.submit(3, 3)
    exchange.do({ kind: 'SETTLED', batchNo: 1, outcomes: [{ tradeId: 1, outcome: 'filled' }] })
    exchange.do({ kind: 'SETTLED', batchNo: 2, outcomes: [{ tradeId: 2, outcome: 'filled' }] })
    exchange.do({ kind: 'REVERTED', fromBatchNo: 2 })
    assert.deepEqual(
      exchange.state.trades().map(({ state }) => state),
      ['SAFE', 'MATCHED', 'MATCHED'],
    )
    const { matched, safe } = exchange.state.order(2) ?? { matched: 0, safe: 0 }
    assert.deepEqual({ matched, safe }, { matched: 2, safe: 1 })
    exchange.submit(2, 2, 3)
    assert.deepEqual(
      exchange.state.trades().map(({ batchNo }) => batchNo),
      [1, 2, 2],
    )
  })

  it('leaves FINAL trades alone: they are forgotten', () => {
    const exchange = new Exchange()
    exchange.sell(1, 100, 1)
    exchange.buy(2, 100, 1)
    exchange.submit(1, 1)
    exchange.do({ kind: 'SETTLED', batchNo: 1, outcomes: [{ tradeId: 1, outcome: 'filled' }] })
    exchange.do({ kind: 'FINALIZED', toBatchNo: 1 })
    assert.deepEqual(summary(exchange.do({ kind: 'REVERTED', fromBatchNo: 1 })), ['BATCH_NOT_FOUND'])
  })
})
