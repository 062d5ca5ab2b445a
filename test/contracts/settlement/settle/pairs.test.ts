import { expect } from 'chai'
import { deployMarket, networkHelpers, PRICE, tokenIdOf } from '../fixture.ts'

const { loadFixture } = networkHelpers

// settle: two orders that do not belong together
// ├── two buys, two sells, or the sides swapped
// ├── different series or markets (open and final): attacks/matching
// ├── the buyer offers less than the seller asks
// ├── buyer and seller are one account
// ├── a signed post-only order as taker
// └── a fee above the signed cap, of either side in either role
describe('Settlement.settle: pairs', () => {
  it('skips two buys', async () => {
    const market = await loadFixture(deployMarket)
    await market.expectSkip(market.buy(market.bob), market.buy(market.alice), 'WRONG_SIDES', 'both')
  })

  it('skips two sells', async () => {
    const market = await loadFixture(deployMarket)
    await market.expectSkip(market.sell(market.bob), market.sell(market.alice), 'WRONG_SIDES', 'both')
  })

  it('skips orders whose sides are swapped', async () => {
    const market = await loadFixture(deployMarket)
    await market.expectSkip(market.sell(market.alice), market.buy(market.bob), 'WRONG_SIDES', 'both')
  })

  it('skips orders that do not cross', async () => {
    const market = await loadFixture(deployMarket)
    await market.expectSkip(
      market.buy(market.bob, { price: PRICE - 1n }),
      market.sell(market.alice),
      'PRICE_NOT_CROSSED',
      'both',
    )
  })

  it('skips a trade of one account with itself', async () => {
    const market = await loadFixture(deployMarket)
    await market.expectSkip(market.buy(market.alice, { lane: 1 }), market.sell(market.alice), 'SELF_TRADE', 'both')
  })

  it('skips a purchase of the issuer from itself', async () => {
    const market = await loadFixture(deployMarket)
    await market.words.setAccount(market.issuer.address, { cash: PRICE * 2n })
    await market.expectSkip(market.buy(market.issuer, { lane: 1 }), market.sellPrimary(), 'SELF_TRADE', 'both', {})
  })

  it('skips a post-only order that would take', async () => {
    const market = await loadFixture(deployMarket)
    const sell = market.sell(market.alice, { flags: { postOnly: true } })
    await market.expectSkip(market.buy(market.bob), sell, 'POST_ONLY_TAKER', 'sell', { taker: 'sell', serials: [1] })
  })

  it('fills a post-only order that makes', async () => {
    const market = await loadFixture(deployMarket)
    const sell = market.sell(market.alice, { flags: { postOnly: true } })

    const record = await market.trade(market.buy(market.bob), sell, { serials: [1] })

    expect(record.code).to.equal('FILLED')
  })

  for (const [side, taker, cap] of [
    ['buy', 'buy', 49],
    ['buy', 'sell', 9],
    ['sell', 'buy', 9],
    ['sell', 'sell', 49],
  ] as const) {
    it(`skips a ${side} order whose cap is ${cap} basis points when the ${taker}er takes`, async () => {
      const market = await loadFixture(deployMarket)
      const capped = { maxFeeBps: cap }
      const buy = market.buy(market.bob, side === 'buy' ? capped : {})
      const sell = market.sell(market.alice, side === 'sell' ? capped : {})
      await market.expectSkip(buy, sell, 'FEE_ABOVE_CAP', side, { taker, serials: [1] })
    })
  }

  it("skips a first sale whose fee is above the issuer's cap", async () => {
    const market = await loadFixture(deployMarket)
    await market.expectSkip(market.buy(market.bob), market.sellPrimary({ maxFeeBps: 119 }), 'FEE_ABOVE_CAP', 'sell', {})
  })

  it('skips a first sale whose fee is above what issuers may be charged today', async () => {
    const market = await loadFixture(deployMarket)
    await market.settlement.setFees(50, 10, 119)
    await market.expectSkip(market.buy(market.bob), market.sellPrimary(), 'FEE_ABOVE_CAP', 'sell', {})
  })

  it('fills at caps that equal the rates', async () => {
    const market = await loadFixture(deployMarket)
    const orders = [market.buy(market.bob, { maxFeeBps: 50 }), market.sell(market.alice, { maxFeeBps: 10 })] as const

    const record = await market.trade(orders[0], orders[1], { serials: [1] })

    expect(record.code).to.equal('FILLED')
    expect(await market.settlement.ownerOf(tokenIdOf(1, 1))).to.equal(market.bob.address)
  })
})
