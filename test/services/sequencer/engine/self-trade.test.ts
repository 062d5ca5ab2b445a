import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Exchange, summary } from './exchange.ts'

/** Asks: account 2 has 2 units at 100 (position 2), account 1 has 3 at 100 (3), account 2 has 4 at 101 (4). */
const withOwnAsk = (): Exchange => {
  const exchange = new Exchange()
  exchange.sell(2, 100, 2)
  exchange.sell(1, 100, 3)
  exchange.sell(2, 101, 4)
  return exchange
}

describe('self-trade prevention', () => {
  it('cancel-maker takes the own order out and goes on', () => {
    const exchange = withOwnAsk()
    const events = exchange.buy(1, 101, 5, { selfTradePrevention: 'cancel-maker' })
    assert.deepEqual(summary(events), ['2@100 5<-2', 'SELF_TRADE 3 -3', '3@101 5<-4'])
    assert.deepEqual(exchange.side('asks'), ['1@101'])
  })

  it('cancel-taker stops the newcomer where it meets the own order', () => {
    const exchange = withOwnAsk()
    const events = exchange.buy(1, 101, 5, { selfTradePrevention: 'cancel-taker' })
    assert.deepEqual(summary(events), ['2@100 5<-2', 'SELF_TRADE 5 -3'])
    assert.deepEqual(exchange.side('asks'), ['3@100', '4@101'])
  })

  it('cancel-taker refuses a newcomer that meets the own order first', () => {
    const exchange = new Exchange()
    exchange.sell(1, 100, 1)
    assert.deepEqual(summary(exchange.buy(1, 100, 1, { selfTradePrevention: 'cancel-taker' })), ['SELF_TRADE'])
  })

  it('a fill-or-kill under cancel-maker counts only the orders of others', () => {
    const exchange = withOwnAsk()
    assert.deepEqual(summary(exchange.buy(1, 101, 7, { class: 'FOK' })), ['FOK_NOT_FILLABLE'])
    assert.deepEqual(summary(exchange.buy(1, 101, 6, { class: 'FOK' })), [
      '2@100 6<-2',
      'SELF_TRADE 3 -3',
      '4@101 6<-4',
    ])
  })

  it('a fill-or-kill under cancel-taker does not look past the own order', () => {
    const exchange = withOwnAsk()
    const options = { class: 'FOK', selfTradePrevention: 'cancel-taker' } as const
    assert.deepEqual(summary(exchange.buy(1, 101, 3, options)), ['FOK_NOT_FILLABLE'])
    assert.deepEqual(summary(exchange.buy(1, 101, 2, options)), ['2@100 6<-2'])
  })

  it('two lanes of one account on one side do not disturb each other', () => {
    const exchange = new Exchange()
    exchange.buy(1, 100, 1)
    assert.deepEqual(summary(exchange.buy(1, 100, 1)), [])
    assert.deepEqual(exchange.side('bids'), ['2@100'])
  })
})
