import { expect } from 'chai'
import { deployMarket, type Market, networkHelpers, type SignedOrder } from '../fixture.ts'
import { LANES, packWord, SLOTS, slotOf } from '../words.ts'

const { loadFixture } = networkHelpers
const MAX_SEQ = 2 ** 32 - 1

/** Bob's orders against one sell of Alice, a unit each, in this order. */
function tradeEach(market: Market, buys: readonly SignedOrder[], serials: readonly number[]) {
  const orders = [market.sell(market.alice, { quantity: 3, lane: 9 }), ...buys]
  const trades = serials.map(
    (serial, i) => ({ buy: 1 + i, sell: 0, taker: 'buy', units: 1, serials: [serial] }) as const,
  )
  return market.settle(orders, trades)
}

// settle: lanes
// ├── fills of one sequence share its quantity, over batches and inside one
// ├── a higher sequence replaces; the older one is dead, also inside the batch
// ├── a jump of at most 65,536; the last sequence cannot brick a lane
// ├── a voided lane never fills
// └── lanes 2 to 127 live in further words, four to a word, without touching each other
describe('Settlement.settle: lanes', () => {
  it('shares the quantity between trades and batches', async () => {
    const market = await loadFixture(deployMarket)
    const buy = market.buy(market.bob, { quantity: 2 })
    const sell = market.sell(market.alice, { quantity: 3 })
    const one = { buy: 0, sell: 1, taker: 'buy', units: 1 } as const

    const first = await market.settle([buy, sell], [{ ...one, serials: [1] }])
    const second = await market.settle(
      [buy, sell],
      [
        { ...one, serials: [2] },
        { ...one, serials: [3] },
      ],
    )

    expect([...first, ...second].map(({ code }) => code)).to.deep.equal(['FILLED', 'FILLED', 'ORDER_FILLED'])
    expect([...(await market.settlement.laneOf(market.bob, 0))]).to.deep.equal([1n, 2n])
    expect([...(await market.settlement.laneOf(market.alice, 0))]).to.deep.equal([1n, 2n])
  })

  it('skips a trade of more units than an order has left', async () => {
    const market = await loadFixture(deployMarket)
    const trade = { units: 2, serials: [1, 2] }
    await market.expectSkip(
      market.buy(market.bob),
      market.sell(market.alice, { quantity: 2 }),
      'ORDER_FILLED',
      'buy',
      trade,
    )
    await market.expectSkip(
      market.buy(market.bob, { quantity: 2 }),
      market.sell(market.alice),
      'ORDER_FILLED',
      'sell',
      trade,
    )
  })

  it('starts a new budget with a new sequence', async () => {
    const market = await loadFixture(deployMarket)

    const records = await tradeEach(market, [market.buy(market.bob), market.buy(market.bob, { seq: 2 })], [1, 2])

    expect(records.map(({ code }) => code)).to.deep.equal(['FILLED', 'FILLED'])
    expect([...(await market.settlement.laneOf(market.bob, 0))]).to.deep.equal([2n, 1n])
  })

  it('skips an order that was replaced earlier in the same batch', async () => {
    const market = await loadFixture(deployMarket)
    const buys = [market.buy(market.bob, { seq: 2 }), market.buy(market.bob, { quantity: 2 })]

    const records = await tradeEach(market, buys, [1, 2])

    expect(records.map(({ code, failingSide }) => [code, failingSide])).to.deep.equal([
      ['FILLED', undefined],
      ['ORDER_REPLACED', 'buy'],
    ])
  })

  it('skips an order that was replaced in an earlier batch', async () => {
    const market = await loadFixture(deployMarket)
    await market.trade(market.buy(market.bob, { seq: 5 }), market.sell(market.alice), { serials: [1] })
    await market.expectSkip(
      market.buy(market.bob, { seq: 4 }),
      market.sell(market.alice, { seq: 2 }),
      'ORDER_REPLACED',
      'buy',
      {
        serials: [2],
      },
    )
  })

  it('skips a jump of more than 65,536 and fills the farthest', async () => {
    const market = await loadFixture(deployMarket)
    await market.expectSkip(market.buy(market.bob, { seq: 65_537 }), market.sell(market.alice), 'LANE_JUMP', 'buy')

    const record = await market.trade(market.buy(market.bob, { seq: 65_536 }), market.sell(market.alice), {
      serials: [1],
    })

    expect(record.code).to.equal('FILLED')
  })

  it('does not let the last sequence brick a lane', async () => {
    const market = await loadFixture(deployMarket)
    await market.expectSkip(market.buy(market.bob, { seq: MAX_SEQ }), market.sell(market.alice), 'LANE_JUMP', 'buy')

    const record = await market.trade(market.buy(market.bob), market.sell(market.alice), { serials: [1] })

    expect(record.code).to.equal('FILLED')
  })

  it('skips every order at or below a voided sequence', async () => {
    const market = await loadFixture(deployMarket)
    const { bob } = market
    await market.words.setAccount(bob.address, { cash: 10n ** 9n, seq0: 3, filled0: MAX_SEQ })
    await market.expectSkip(
      market.buy(bob, { seq: 3, quantity: MAX_SEQ }),
      market.sell(market.alice),
      'ORDER_FILLED',
      'buy',
    )
    await market.expectSkip(market.buy(bob, { seq: 2 }), market.sell(market.alice), 'ORDER_REPLACED', 'buy')
  })

  it('keeps four further lanes in a word apart', async () => {
    const market = await loadFixture(deployMarket)
    const { bob } = market
    const before = { seq0: 7, filled0: 1, seq2: MAX_SEQ, filled2: MAX_SEQ }
    await market.words.write(slotOf(SLOTS.lanes, bob.address, 30), packWord(LANES, before))
    const buys = [market.buy(bob, { lane: 125, seq: 9 }), market.buy(bob, { lane: 122, quantity: 3, seq: 7 })]

    const records = await tradeEach(market, buys, [1, 2])

    const lanes = await Promise.all([122, 123, 124, 125].map((lane) => market.settlement.laneOf(bob, lane)))
    expect(records.map(({ code }) => code)).to.deep.equal(['FILLED', 'FILLED'])
    expect(lanes.map((lane) => [...lane])).to.deep.equal([
      [7n, 2n],
      [0n, 0n],
      [BigInt(MAX_SEQ), BigInt(MAX_SEQ)],
      [9n, 1n],
    ])
  })

  it('keeps lanes of different words and of different accounts apart', async () => {
    const market = await loadFixture(deployMarket)
    const { bob, carol } = market
    const buys = [
      market.buy(bob, { lane: 2 }),
      market.buy(bob, { lane: 6, seq: 2 }),
      market.buy(carol, { lane: 6, seq: 3 }),
    ]

    await tradeEach(market, buys, [1, 2, 3])

    const lanes = [
      market.settlement.laneOf(bob, 2),
      market.settlement.laneOf(bob, 6),
      market.settlement.laneOf(carol, 6),
    ]
    expect((await Promise.all(lanes)).map((lane) => [...lane])).to.deep.equal([
      [1n, 1n],
      [2n, 1n],
      [3n, 1n],
    ])
    expect([...(await market.settlement.laneOf(market.alice, 9))]).to.deep.equal([1n, 3n])
  })

  it('skips beyond the budget of a further lane', async () => {
    const market = await loadFixture(deployMarket)
    const trade = { units: 2, serials: [1, 2] }
    const sell = market.sell(market.alice, { quantity: 2 })
    await market.expectSkip(market.buy(market.bob, { lane: 50 }), sell, 'ORDER_FILLED', 'buy', trade)
    expect([...(await market.settlement.laneOf(market.bob, 50))]).to.deep.equal([0n, 0n])
  })
})
