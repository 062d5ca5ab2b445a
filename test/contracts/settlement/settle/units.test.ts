import { expect } from 'chai'
import { deployMarket, networkHelpers, SERIES, tokenIdOf } from '../fixture.ts'

const { loadFixture } = networkHelpers
/** Serials that Alice is given by each test. */
const SERIAL = 50

async function deployWithUnit(fields: object) {
  const market = await deployMarket()
  await market.words.giveUnits(market.alice.address, SERIES, [SERIAL], fields)
  return market
}
const redeemed = () => deployWithUnit({ status: 1 })
const refunded = () => deployWithUnit({ status: 2 })
const recalled = () => deployWithUnit({ status: 3 })
const inWallet = () => deployWithUnit({ inMarket: false })
const resoldOnce = () => deployWithUnit({ changes: 1 })
const resoldTwice = () => deployWithUnit({ changes: 2 })
const resoldThrice = () => deployWithUnit({ changes: 3 })

// settle: the units
// ├── somebody else's, nobody's, ended, or outside the market
// ├── at the resale limit, or in a series that cannot be transferred
// ├── not the one that a NAMED order names, or not resold for a RESOLD one
// ├── the last resale belongs to the final market, any other to the open one
// ├── fewer resales left than the buyer demands
// └── one bad unit among good ones skips the trade whole
describe('Settlement.settle: units', () => {
  it("skips a unit that is not the seller's", async () => {
    const market = await loadFixture(deployMarket)
    await market.expectSkip(market.buy(market.carol), market.sell(market.bob), 'UNIT_NOT_OWNED', 'sell')
  })

  it('skips a unit that does not exist', async () => {
    const market = await loadFixture(deployMarket)
    await market.expectSkip(market.buy(market.bob), market.sell(market.alice), 'UNIT_NOT_OWNED', 'sell', {
      serials: [99],
    })
  })

  for (const [name, fixture] of [
    ['redeemed', redeemed],
    ['refunded', refunded],
    ['recalled', recalled],
  ] as const) {
    it(`skips a ${name} unit`, async () => {
      const market = await loadFixture(fixture)
      await market.expectSkip(market.buy(market.bob), market.sell(market.alice), 'UNIT_ENDED', 'sell', {
        serials: [SERIAL],
      })
    })
  }

  it('skips a unit outside the market', async () => {
    const market = await loadFixture(inWallet)
    await market.expectSkip(market.buy(market.bob), market.sell(market.alice), 'UNIT_NOT_IN_MARKET', 'sell', {
      serials: [SERIAL],
    })
  })

  for (const final of [false, true]) {
    it(`skips a unit at its resale limit in the ${final ? 'final' : 'open'} market`, async () => {
      const market = await loadFixture(resoldThrice)
      const flags = { final }
      const orders = [market.buy(market.bob, { flags }), market.sell(market.alice, { flags })] as const
      await market.expectSkip(orders[0], orders[1], 'RESALE_LIMIT', 'sell', { serials: [SERIAL] })
    })
  }

  it('skips a resale in a series that cannot be transferred', async () => {
    const market = await loadFixture(deployMarket)
    await market.words.setSeries(1, { issuer: market.issuer.address, flags: 0 })
    await market.expectSkip(market.buy(market.bob), market.sell(market.alice), 'RESALE_LIMIT', 'sell')
  })

  it('skips another unit than the one named, and fills the named one', async () => {
    const market = await loadFixture(deployMarket)
    const sell = market.sell(market.alice, { unitId: tokenIdOf(SERIES, 2), flags: { unitChoice: 'NAMED' } })
    await market.expectSkip(market.buy(market.bob), sell, 'WRONG_UNIT', 'sell')

    const record = await market.trade(market.buy(market.bob), sell, { serials: [2] })

    expect(record.code).to.equal('FILLED')
  })

  it('skips a first-hand unit of a RESOLD order, and fills a resold one', async () => {
    const market = await loadFixture(resoldOnce)
    const sell = market.sell(market.alice, { flags: { unitChoice: 'RESOLD' } })
    await market.expectSkip(market.buy(market.bob), sell, 'WRONG_UNIT', 'sell')

    const record = await market.trade(market.buy(market.bob), sell, { serials: [SERIAL] })

    expect(record.code).to.equal('FILLED')
  })

  it('skips the last resale in the open market, and fills it in the final one', async () => {
    const market = await loadFixture(resoldTwice)
    const trade = { serials: [SERIAL] }
    await market.expectSkip(market.buy(market.bob), market.sell(market.alice), 'WRONG_MARKET', 'sell', trade)
    const final = { flags: { final: true } }

    const record = await market.trade(market.buy(market.bob, final), market.sell(market.alice, final), trade)

    expect(record.code).to.equal('FILLED')
    expect((await market.settlement.unitOf(tokenIdOf(SERIES, SERIAL))).changes).to.equal(3n)
  })

  it('skips a unit in the final market that can be resold again', async () => {
    const market = await loadFixture(deployMarket)
    const final = { flags: { final: true } }
    await market.expectSkip(market.buy(market.bob, final), market.sell(market.alice, final), 'WRONG_MARKET', 'sell')
  })

  it('skips a unit with fewer resales left than the buyer demands, and fills with as many', async () => {
    const market = await loadFixture(deployMarket)
    await market.expectSkip(
      market.buy(market.bob, { minResalesLeft: 3 }),
      market.sell(market.alice),
      'RESALES_LEFT',
      'sell',
    )

    const record = await market.trade(market.buy(market.bob, { minResalesLeft: 2 }), market.sell(market.alice), {
      serials: [1],
    })

    expect(record.code).to.equal('FILLED')
  })

  it('skips a trade whole when its last unit is bad', async () => {
    const market = await loadFixture(redeemed)
    const orders = [market.buy(market.bob, { quantity: 4 }), market.sell(market.alice, { quantity: 4 })] as const
    await market.expectSkip(orders[0], orders[1], 'UNIT_ENDED', 'sell', { units: 4, serials: [1, 2, 3, SERIAL] })
  })
})
