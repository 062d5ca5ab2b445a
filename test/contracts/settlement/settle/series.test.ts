import { expect } from 'chai'
import { ZeroHash } from 'ethers'
import { DAY, deployMarket, FACE, networkHelpers, RESERVE } from '../fixture.ts'

const { loadFixture } = networkHelpers
const INCIDENT = ZeroHash.replace(/0$/, '1')
const CONTAINER = { series: 3, issuer: 2 } as const

// settle: the series and its issuer
// ├── unknown, expired or at risk: nothing trades
// ├── braked series or issuer: nothing trades; an expired brake counts as free
// └── first sales
//     ├── of somebody who is not the issuer, or of an issuer that is not active
//     ├── beyond the supply, also when two trades of a batch share it
//     ├── below the reserve after the issuance fee
//     └── into the wrong market, or with fewer resales than the buyer demands
describe('Settlement.settle: series and issuer', () => {
  it('skips a series that nobody opened', async () => {
    const market = await loadFixture(deployMarket)
    const orders = [market.buy(market.bob, { series: 9 }), market.sell(market.alice, { series: 9 })] as const
    await market.expectSkip(orders[0], orders[1], 'SERIES_NOT_LIVE', 'both')
  })

  for (const [name, fields] of [
    ['has expired', { expiry: 1_000 }],
    ['is at risk', { flags: 6 }],
  ] as const) {
    it(`skips a series that ${name}`, async () => {
      const market = await loadFixture(deployMarket)
      await market.words.setSeries(1, { issuer: market.issuer.address, ...fields })
      await market.expectSkip(market.buy(market.bob), market.sell(market.alice), 'SERIES_NOT_LIVE', 'both')
    })
  }

  it('trades in the last second of a series', async () => {
    const market = await loadFixture(deployMarket)
    const expiry = market.now + 1_000
    await market.words.setSeries(1, { issuer: market.issuer.address, expiry })
    await networkHelpers.time.setNextBlockTimestamp(expiry)

    const record = await market.trade(market.buy(market.bob), market.sell(market.alice), { serials: [1] })

    expect(record.code).to.equal('FILLED')
  })

  for (const container of ['series', 'issuer'] as const) {
    it(`skips what a brake on the ${container} holds, and fills when it has expired`, async () => {
      const market = await loadFixture(deployMarket)
      const { issuer } = market
      await market.words.setSeries(1, { issuer: issuer.address, flags: container === 'series' ? 10 : 2 })
      await market.words.setIssuer(issuer.address, { status: 2, hasBrakeHint: container === 'issuer' })
      await market.brake.set(CONTAINER[container], container === 'series' ? 1n : BigInt(issuer.address), INCIDENT)
      await market.expectSkip(market.buy(market.bob), market.sell(market.alice), 'BRAKED', 'both')
      await networkHelpers.time.increase(4 * DAY)
      const expiry = market.now + 5 * DAY

      const record = await market.trade(market.buy(market.bob, { expiry }), market.sell(market.alice, { expiry }), {
        serials: [1],
      })

      expect(record.code).to.equal('FILLED')
    })
  }

  it("skips a first sale that is not the issuer's", async () => {
    const market = await loadFixture(deployMarket)
    const sell = market.sell(market.alice, { flags: { primary: true, unitChoice: 'NAMED' } })
    await market.expectSkip(market.buy(market.bob), sell, 'NOT_THE_ISSUER', 'sell', {})
  })

  for (const status of [0, 1, 3, 4]) {
    it(`skips a first sale of an issuer of status ${status}, and lets its units be resold`, async () => {
      const market = await loadFixture(deployMarket)
      await market.words.setIssuer(market.issuer.address, { status })
      await market.expectSkip(market.buy(market.bob), market.sellPrimary(), 'ISSUER_NOT_ACTIVE', 'sell', {})

      const record = await market.trade(market.buy(market.bob), market.sell(market.alice), { serials: [1] })

      expect(record.code).to.equal('FILLED')
    })
  }

  it('skips a first sale beyond the supply and sells the last unit', async () => {
    const market = await loadFixture(deployMarket)
    await market.words.setSeries(1, { issuer: market.issuer.address, supply: 4 })
    const buy = market.buy(market.bob, { quantity: 2 })
    await market.expectSkip(buy, market.sellPrimary(), 'SUPPLY_EXHAUSTED', 'sell', { units: 2 })

    const record = await market.trade(buy, market.sellPrimary())

    expect(record.serials).to.deep.equal([4])
  })

  it('shares the supply between the trades of a batch', async () => {
    const market = await loadFixture(deployMarket)
    await market.words.setSeries(1, { issuer: market.issuer.address, supply: 4 })
    const orders = [market.sellPrimary(), market.buy(market.bob), market.buy(market.carol)]

    const records = await market.settle(orders, [
      { buy: 1, sell: 0, taker: 'buy', units: 1 },
      { buy: 2, sell: 0, taker: 'buy', units: 1 },
    ])

    expect(records.map(({ code, causedBySkip }) => [code, causedBySkip])).to.deep.equal([
      ['FILLED', false],
      ['SUPPLY_EXHAUSTED', false],
    ])
  })

  it('skips a first sale that leaves less than the reserve, and sells at it', async () => {
    const market = await loadFixture(deployMarket)
    await market.words.setSeries(1, { issuer: market.issuer.address, issuanceFeeBps: 0 })
    const below = { price: RESERVE - 1n }
    await market.expectSkip(
      market.buy(market.bob, below),
      market.sellPrimary(below),
      'PRIMARY_BELOW_RESERVE',
      'sell',
      {},
    )

    const record = await market.trade(
      market.buy(market.bob, { price: RESERVE }),
      market.sellPrimary({ price: RESERVE }),
    )

    expect(record.code).to.equal('FILLED')
  })

  it('counts the issuance fee against the reserve', async () => {
    const market = await loadFixture(deployMarket)
    const price = RESERVE
    await market.expectSkip(
      market.buy(market.bob, { price }),
      market.sellPrimary({ price }),
      'PRIMARY_BELOW_RESERVE',
      'sell',
      {},
    )
  })

  it('skips a first sale to a buyer who demands more resales than the series allows', async () => {
    const market = await loadFixture(deployMarket)
    await market.expectSkip(
      market.buy(market.bob, { minResalesLeft: 4 }),
      market.sellPrimary(),
      'RESALES_LEFT',
      'buy',
      {},
    )

    const record = await market.trade(market.buy(market.bob, { minResalesLeft: 3 }), market.sellPrimary())

    expect(record.code).to.equal('FILLED')
  })

  for (const [name, fields] of [
    ['without resales', { resaleLimit: 0 }],
    ['that cannot be transferred', { flags: 0 }],
  ] as const) {
    it(`sells a series ${name} in the final market only`, async () => {
      const market = await loadFixture(deployMarket)
      await market.words.setSeries(1, { issuer: market.issuer.address, ...fields })
      await market.expectSkip(market.buy(market.bob), market.sellPrimary(), 'WRONG_MARKET', 'both', {})
      const final = { flags: { final: true } }

      const record = await market.trade(market.buy(market.bob, final), market.sellPrimary(final))

      expect(record.code).to.equal('FILLED')
    })
  }

  it('skips a first sale in the final market of a series that can be resold', async () => {
    const market = await loadFixture(deployMarket)
    const final = { price: FACE, flags: { final: true } }
    await market.expectSkip(market.buy(market.bob, final), market.sellPrimary(final), 'WRONG_MARKET', 'both', {})
  })
})
