import { expect } from 'chai'
import { CASH, deployMarket, networkHelpers, PRICE, type Trader } from '../fixture.ts'

const { loadFixture } = networkHelpers
const FEE = 225_000n

// settle: what an earlier skip of the batch causes
// ├── given a skipped sale
// │   ├── it marks the seller's lack of money as caused by it
// │   └── it does not mark what the seller cannot do anyway
// ├── given a skipped purchase
// │   ├── it marks the missing unit as caused by it
// │   └── it marks the chain of resales that hung on it
// ├── given a skipped step of a lane
// │   └── it marks the jump as caused by it
// └── given a skip without a link
//     └── it marks nothing, and later trades fill
describe('Settlement.settle: causes', () => {
  it("marks the seller's lack of money after a skipped sale", async () => {
    const market = await loadFixture(deployMarket)
    const { alice, bob, carol } = market
    await market.words.setAccount(alice.address, { cash: 0, units: 3 })
    await market.words.giveUnits(carol.address, 1, [20])
    const orders = [
      market.buy(bob, { seq: 70_000 }),
      market.sell(alice),
      market.buy(alice, { lane: 1 }),
      market.sell(carol),
    ]

    const records = await market.settle(orders, [
      { buy: 0, sell: 1, taker: 'buy', units: 1, serials: [1] },
      { buy: 2, sell: 3, taker: 'buy', units: 1, serials: [20] },
    ])

    expect(records.map(({ code, failingSide, causedBySkip }) => [code, failingSide, causedBySkip])).to.deep.equal([
      ['LANE_JUMP', 'buy', false],
      ['INSUFFICIENT_CASH', 'buy', true],
    ])
  })

  it('marks the unit that a skipped purchase did not bring, and the chain behind it', async () => {
    const market = await loadFixture(deployMarket)
    const { alice, bob, carol } = market
    const resell = (trader: Trader) => market.sell(trader, { lane: 1 })
    const orders = [
      market.buy(bob, { seq: 70_000 }),
      market.sell(alice),
      resell(bob),
      market.buy(carol),
      resell(carol),
      market.buy(alice, { lane: 2 }),
    ]

    const records = await market.settle(orders, [
      { buy: 0, sell: 1, taker: 'buy', units: 1, serials: [1] },
      { buy: 3, sell: 2, taker: 'buy', units: 1, serials: [1] },
      { buy: 5, sell: 4, taker: 'buy', units: 1, serials: [1] },
    ])

    expect(records.map(({ code, failingSide, causedBySkip }) => [code, failingSide, causedBySkip])).to.deep.equal([
      ['LANE_JUMP', 'buy', false],
      ['UNIT_NOT_OWNED', 'sell', true],
      ['UNIT_NOT_OWNED', 'sell', true],
    ])
  })

  it('marks the jump over a skipped step of a lane', async () => {
    const market = await loadFixture(deployMarket)
    const { alice, bob } = market
    await market.words.setAccount(bob.address, { cash: CASH })
    const orders = [
      market.buy(bob, { seq: 65_000, maxFeeBps: 0 }),
      market.buy(bob, { seq: 130_000 }),
      market.sell(alice, { quantity: 2 }),
    ]

    const records = await market.settle(orders, [
      { buy: 0, sell: 2, taker: 'buy', units: 1, serials: [1] },
      { buy: 1, sell: 2, taker: 'buy', units: 1, serials: [1] },
    ])

    expect(records.map(({ code, causedBySkip }) => [code, causedBySkip])).to.deep.equal([
      ['FEE_ABOVE_CAP', false],
      ['LANE_JUMP', true],
    ])
  })

  it('marks nothing without a link, and fills what follows a skip', async () => {
    const market = await loadFixture(deployMarket)
    const { alice, bob, carol } = market
    await market.words.setAccount(carol.address, { cash: PRICE + FEE - 1n })
    const orders = [market.sell(alice, { quantity: 3 }), market.buy(carol), market.buy(bob)]

    const records = await market.settle(orders, [
      { buy: 1, sell: 0, taker: 'buy', units: 1, serials: [1] },
      { buy: 2, sell: 0, taker: 'buy', units: 1, serials: [1] },
    ])

    expect(records.map(({ code, causedBySkip }) => [code, causedBySkip])).to.deep.equal([
      ['INSUFFICIENT_CASH', false],
      ['FILLED', false],
    ])
    expect([...(await market.settlement.laneOf(alice, 0))]).to.deep.equal([1n, 1n])
  })

  it('spends what an earlier trade of the batch brought', async () => {
    const market = await loadFixture(deployMarket)
    const { alice, bob, carol } = market
    await market.words.setAccount(alice.address, { cash: FEE, units: 3 })
    await market.words.giveUnits(carol.address, 1, [20])
    const orders = [
      market.buy(bob),
      market.sell(alice),
      market.buy(alice, { lane: 1, price: PRICE - 45_000n }),
      market.sell(carol, { price: PRICE - 45_000n }),
    ]

    const records = await market.settle(orders, [
      { buy: 0, sell: 1, taker: 'buy', units: 1, serials: [1] },
      { buy: 2, sell: 3, taker: 'buy', units: 1, serials: [20] },
    ])

    expect(records.map(({ code }) => code)).to.deep.equal(['FILLED', 'FILLED'])
  })
})
