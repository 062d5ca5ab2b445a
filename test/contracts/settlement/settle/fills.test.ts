import { expect } from 'chai'
import { CASH, deployMarket, networkHelpers, PRICE, SERIES, tokenIdOf } from '../fixture.ts'

// settle: fills
// ├── given two orders that cross
// │   └── when a secondary sale is settled
// │       ├── it moves the unit, the price and both fees
// │       └── it logs the fill
describe('Settlement.settle: fills', () => {
  it('moves the unit, the price and both fees', async () => {
    const market = await networkHelpers.loadFixture(deployMarket)
    const { alice, bob, settlement } = market

    const record = await market.trade(market.buy(bob), market.sell(alice), { serials: [1] })

    expect(record.code).to.equal('FILLED')
    expect((await settlement.accountOf(bob)).cash).to.equal(CASH - PRICE - 225_000n)
    expect((await settlement.accountOf(alice)).cash).to.equal(CASH + PRICE - 45_000n)
    expect(await settlement.accruedFees()).to.equal(270_000n)
    expect(await settlement.ownerOf(tokenIdOf(SERIES, 1))).to.equal(bob.address)
  })
})
