import { expect } from 'chai'
import { ZeroHash } from 'ethers'
import { CASH, DAY, deployMarket, type Market, networkHelpers, PRICE, type Trader } from '../fixture.ts'
import { SLOTS, slotOf } from '../words.ts'

const { loadFixture } = networkHelpers
const INCIDENT = ZeroHash.replace(/0$/, '1')

function setProfile(market: Market, trader: Trader, fields: object): Promise<void> {
  return market.words.setProfile(trader.address, { key: trader.address, ...fields })
}

async function securityMarket() {
  const market = await deployMarket()
  await market.words.setSeries(1, { issuer: market.issuer.address, flags: 3 })
  return market
}

// settle: the accounts behind the orders
// ├── level 0 trades nothing
// ├── restricted buys nothing and sells; frozen and closed neither
// ├── sanctioned trades nothing
// ├── expired identity buys nothing and sells
// ├── a security wants level 2 and accreditation of its buyer, not of its seller
// ├── a brake hint asks the brake; an expired entry counts as free
// └── money: too little, exactly enough, overflow of cash and of the count of units
describe('Settlement.settle: the accounts behind the orders', () => {
  const refusals: readonly [string, object, 'buy' | 'sell', Parameters<Market['expectSkip']>[2]][] = [
    ['a buyer of level 0', { level: 0 }, 'buy', 'LEVEL_TOO_LOW'],
    ['a seller of level 0', { level: 0 }, 'sell', 'LEVEL_TOO_LOW'],
    ['a restricted buyer', { state: 1 }, 'buy', 'ACCOUNT_STATE'],
    ['a frozen buyer', { state: 2 }, 'buy', 'ACCOUNT_STATE'],
    ['a frozen seller', { state: 2 }, 'sell', 'ACCOUNT_STATE'],
    ['a closed seller', { state: 3 }, 'sell', 'ACCOUNT_STATE'],
    ['a sanctioned buyer', { isSanctioned: true }, 'buy', 'ACCOUNT_SANCTIONED'],
    ['a sanctioned seller', { isSanctioned: true }, 'sell', 'ACCOUNT_SANCTIONED'],
    ['a buyer whose identity has expired', { kycExpiryDay: 1 }, 'buy', 'KYC_EXPIRED'],
  ]
  for (const [name, fields, side, code] of refusals) {
    it(`skips ${name}`, async () => {
      const market = await loadFixture(deployMarket)
      await setProfile(market, side === 'buy' ? market.bob : market.alice, fields)
      await market.expectSkip(market.buy(market.bob), market.sell(market.alice), code, side)
    })
  }

  for (const [name, fields] of [
    ['restricted', { state: 1 }],
    ['expired', { kycExpiryDay: 1 }],
  ] as const) {
    it(`lets an account sell although it is ${name}`, async () => {
      const market = await loadFixture(deployMarket)
      await setProfile(market, market.alice, fields)

      const record = await market.trade(market.buy(market.bob), market.sell(market.alice), { serials: [1] })

      expect(record.code).to.equal('FILLED')
    })
  }

  it('lets an account buy on the last day of its identity', async () => {
    const market = await loadFixture(deployMarket)
    await setProfile(market, market.bob, { kycExpiryDay: Math.floor(market.now / DAY) })

    const record = await market.trade(market.buy(market.bob), market.sell(market.alice), { serials: [1] })

    expect(record.code).to.equal('FILLED')
  })

  it('skips a buyer of a security at level 1', async () => {
    const market = await loadFixture(securityMarket)
    await setProfile(market, market.bob, { level: 1, isAccredited: true })
    await market.expectSkip(market.buy(market.bob), market.sell(market.alice), 'LEVEL_TOO_LOW', 'buy')
  })

  it('skips a buyer of a security who is not accredited', async () => {
    const market = await loadFixture(securityMarket)
    await market.expectSkip(market.buy(market.bob), market.sell(market.alice), 'NOT_ACCREDITED', 'buy')
  })

  it('sells a security above face to an accredited buyer of level 2', async () => {
    const market = await loadFixture(securityMarket)
    await setProfile(market, market.bob, { isAccredited: true })
    const price = 60_000_000n

    const record = await market.trade(market.buy(market.bob, { price }), market.sell(market.alice, { price }), {
      serials: [1],
    })

    expect([record.code, record.priceUsdc6]).to.deep.equal(['FILLED', price])
  })

  it('skips a braked account, and no longer when the brake has expired', async () => {
    const market = await loadFixture(deployMarket)
    await setProfile(market, market.bob, { hasBrakeHint: true })
    await market.brake.set(4, BigInt(market.bob.address), INCIDENT)
    await market.expectSkip(market.buy(market.bob), market.sell(market.alice), 'BRAKED', 'buy')
    await networkHelpers.time.increase(4 * DAY)

    const record = await market.trade(
      market.buy(market.bob, { expiry: market.now + 5 * DAY }),
      market.sell(market.alice, { expiry: market.now + 5 * DAY }),
      { serials: [1] },
    )

    expect(record.code).to.equal('FILLED')
  })

  it('ignores a brake entry without a hint', async () => {
    const market = await loadFixture(deployMarket)
    await setProfile(market, market.bob, { hasBrakeHint: true })

    const record = await market.trade(market.buy(market.bob), market.sell(market.alice), { serials: [1] })

    expect(record.code).to.equal('FILLED')
  })

  it('skips a buyer who lacks the last unit of money for the fee', async () => {
    const market = await loadFixture(deployMarket)
    await market.words.setAccount(market.bob.address, { cash: PRICE + 225_000n - 1n })
    await market.expectSkip(market.buy(market.bob), market.sell(market.alice), 'INSUFFICIENT_CASH', 'buy')
  })

  it('spends the last unit of money', async () => {
    const market = await loadFixture(deployMarket)
    await market.words.setAccount(market.bob.address, { cash: PRICE + 225_000n })

    await market.trade(market.buy(market.bob), market.sell(market.alice), { serials: [1] })

    expect((await market.settlement.accountOf(market.bob)).cash).to.equal(0n)
  })

  it('skips a sale that would overflow the seller, rather than touch its lanes', async () => {
    const market = await loadFixture(deployMarket)
    await market.words.setAccount(market.alice.address, { cash: 2n ** 64n - 1n, units: 3 })
    await market.expectSkip(market.buy(market.bob), market.sell(market.alice), 'BALANCE_OVERFLOW', 'sell')
  })

  it('skips a purchase that would overflow the count of units', async () => {
    const market = await loadFixture(deployMarket)
    await market.words.setAccount(market.bob.address, { cash: CASH, units: 2n ** 32n - 1n })
    await market.expectSkip(market.buy(market.bob), market.sell(market.alice), 'BALANCE_OVERFLOW', 'buy')
  })

  it('leaves the spare bits of an account word alone', async () => {
    const market = await loadFixture(deployMarket)
    const slot = slotOf(SLOTS.accounts, market.bob.address)
    const spare = 0xdecafn << 224n
    await market.words.write(slot, (await market.words.read(slot)) | spare)

    await market.trade(market.buy(market.bob), market.sell(market.alice), { serials: [1] })

    expect((await market.words.read(slot)) >> 224n).to.equal(0xdecafn)
  })
})
