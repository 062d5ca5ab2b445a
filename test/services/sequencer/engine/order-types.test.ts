import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Exchange, type PlaceOptions, summary } from './exchange.ts'

/** Asks of accounts 1 and 2: 5 units at 100 (position 2), 5 at 101 (3), 5 at 103 (4). */
const withAsks = (): Exchange => {
  const exchange = new Exchange()
  exchange.sell(1, 100, 5)
  exchange.sell(2, 101, 5)
  exchange.sell(1, 103, 5)
  return exchange
}

describe('order types', () => {
  const cases: [
    name: string,
    ticks: number,
    quantity: number,
    options: PlaceOptions,
    expected: string[],
    bids: string[],
  ][] = [
    ['a limit below the book rests', 99, 3, {}, [], ['3@99']],
    ['a limit takes what it crosses, at the makers prices', 101, 7, {}, ['5@100 5<-2', '2@101 5<-3'], []],
    ['a limit rests with its remainder', 101, 12, {}, ['5@100 5<-2', '5@101 5<-3'], ['2@101']],
    ['GTD rests like GTC', 99, 1, { class: 'GTD' }, [], ['1@99']],
    ['IOC drops its remainder', 100, 8, { class: 'IOC' }, ['5@100 5<-2', 'REMAINDER 5 -3'], []],
    ['IOC that meets nothing is accepted and ends', 99, 8, { class: 'IOC' }, ['REMAINDER 5 -8'], []],
    ['FOK fills whole over levels', 103, 15, { class: 'FOK' }, ['5@100 5<-2', '5@101 5<-3', '5@103 5<-4'], []],
    ['FOK one unit short does nothing', 103, 16, { class: 'FOK' }, ['FOK_NOT_FILLABLE'], []],
    ['FOK does not look past its limit', 102, 11, { class: 'FOK' }, ['FOK_NOT_FILLABLE'], []],
    ['post-only rests below the book', 99, 1, { postOnly: true }, [], ['1@99']],
    ['post-only that would take is refused', 100, 1, { postOnly: true }, ['POST_ONLY_WOULD_CROSS'], []],
    [
      'a market order takes up to its bound',
      101,
      20,
      { market: true },
      ['5@100 5<-2', '5@101 5<-3', 'REMAINDER 5 -10'],
      [],
    ],
    ['a market order may be fill-or-kill', 101, 11, { market: true, class: 'FOK' }, ['FOK_NOT_FILLABLE'], []],
  ]
  for (const [name, ticks, quantity, options, expected, bids] of cases) {
    it(name, () => {
      const exchange = withAsks()
      assert.deepEqual(summary(exchange.buy(3, ticks, quantity, options)), expected)
      assert.deepEqual(exchange.side('bids'), bids)
    })
  }

  it('fills the older of two orders at one price first', () => {
    const exchange = new Exchange()
    exchange.buy(1, 50, 2)
    exchange.buy(2, 50, 2)
    assert.deepEqual(summary(exchange.sell(3, 50, 3)), ['2@50 2<-4', '1@50 3<-4'])
    assert.deepEqual(exchange.side('bids'), ['1@50'])
  })

  it('keeps the book of final units apart', () => {
    const exchange = new Exchange()
    exchange.sell(1, 50, 1, { final: true })
    assert.deepEqual(summary(exchange.buy(2, 50, 1)), [])
    assert.deepEqual(summary(exchange.buy(2, 50, 1, { final: true })), ['1@50 4<-2'])
  })

  it('splits a match into trades of at most 100 units', () => {
    const exchange = new Exchange()
    exchange.sell(1, 50, 250)
    assert.deepEqual(summary(exchange.buy(2, 50, 230)), ['100@50 3<-2', '100@50 3<-2', '30@50 3<-2'])
  })

  it('tells the taker side and both positions', () => {
    const exchange = new Exchange()
    exchange.buy(1, 50, 1)
    const trade = exchange.sell(2, 40, 1).find(({ kind }) => kind === 'trade')
    assert.deepEqual(trade, {
      kind: 'trade',
      tradeId: 1,
      series: 1,
      final: false,
      price: 500_000n,
      quantity: 1,
      buyPosition: 2,
      sellPosition: 3,
      takerSide: 'sell',
    })
  })

  it('says "filled" never before SAFE', () => {
    const exchange = new Exchange()
    exchange.sell(1, 50, 1)
    exchange.buy(2, 50, 1)
    const stateNow = (): string | undefined => exchange.state.order(3)?.state
    assert.equal(stateNow(), 'MATCHED')
    exchange.submit(1, 1)
    assert.equal(stateNow(), 'SUBMITTED')
    exchange.do({ kind: 'SETTLED', batchNo: 1, outcomes: [{ tradeId: 1, outcome: 'filled' }] })
    assert.equal(stateNow(), 'SAFE')
    const events = exchange.do({ kind: 'FINALIZED', toBatchNo: 1 })
    assert.deepEqual(summary(events), ['SETTLED 3 -0', 'SETTLED 2 -0'])
    assert.equal(stateNow(), undefined)
  })
})
