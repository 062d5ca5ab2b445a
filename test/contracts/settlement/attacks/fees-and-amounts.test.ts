import { expect } from 'chai'
import { fillAmounts } from '../../../../sdk/src/money.ts'
import { CASH, deployMarket, FULL_SCOPE, networkHelpers, PRICE, RESERVE, tokenIdOf } from '../fixture.ts'

const { loadFixture } = networkHelpers
const MAX_PRICE = 2n ** 44n - 1n
/** Taker 0.5 % and maker 0.1 % of 45.00. */
const [TAKER_FEE, MAKER_FEE] = [225_000n, 45_000n]

async function deploySecurity() {
  const market = await deployMarket()
  await market.words.setSeries(2, { issuer: market.issuer.address, flags: 3 })
  await market.words.giveUnits(
    market.alice.address,
    2,
    Array.from({ length: 100 }, (_, i) => i + 1),
  )
  await market.words.setProfile(market.bob.address, { key: market.bob.address, isAccredited: true })
  return market
}

// Audits of Polymarket's exchange (ChainSecurity, V1; Cantina and Quantstamp, V2): what is charged and what is told
// ├── taker-charge-not-reconciled
// ├── fee-cap-skipped-when-value-is-zero: with no value, and with no trade
// ├── fee-cap-on-declared-amount
// ├── multiplication-overflow: of notional and of cost
// ├── event-amounts-misreported
// └── stray-tokens-swept
describe('Attack: fees and amounts', () => {
  it('taker-charge-not-reconciled: who takes pays for what was filled, not for what was matched', async () => {
    const market = await loadFixture(deployMarket)
    const { alice, bob, carol, settlement } = market
    const orders = [market.buy(bob, { quantity: 3 }), market.sell(alice, { quantity: 3 }), market.sell(carol)]
    const one = { buy: 0, taker: 'buy', units: 1 } as const

    const records = await market.settle(orders, [
      { ...one, sell: 1, serials: [1] },
      { ...one, sell: 2, serials: [2] },
    ])

    expect(records.map(({ code }) => code)).to.deep.equal(['FILLED', 'UNIT_NOT_OWNED'])
    expect((await settlement.accountOf(bob.address)).cash).to.equal(CASH - PRICE - TAKER_FEE)
    expect((await settlement.laneOf(bob.address, 0)).filled).to.equal(1n)
    expect(await settlement.accruedFees()).to.equal(TAKER_FEE + MAKER_FEE)
  })

  it('fee-cap-skipped-when-value-is-zero: the cap holds where the fee rounds to nothing', async () => {
    const market = await loadFixture(deployMarket)
    const buy = market.buy(market.bob, { price: 1n, maxFeeBps: 49 })
    await market.expectSkip(buy, market.sell(market.alice, { price: 1n }), 'FEE_ABOVE_CAP', 'buy')
  })

  it('fee-cap-skipped-when-value-is-zero: a batch without trades charges nobody', async () => {
    const market = await loadFixture(deployMarket)
    const before = await market.stateOf()
    await market.settle([market.buy(market.bob), market.sell(market.alice)], [])
    expect(await market.stateOf()).to.deep.equal(before)
  })

  it('fee-cap-on-declared-amount: the fee is of the price that was paid, not of the limit', async () => {
    const market = await loadFixture(deployMarket)
    const [buy, sell] = [market.buy(market.bob, { price: 50_000_000n, maxFeeBps: 50 }), market.sell(market.alice)]
    await market.trade(buy, sell, { serials: [1] })
    expect((await market.settlement.accountOf(market.bob.address)).cash).to.equal(CASH - PRICE - TAKER_FEE)
  })

  it('multiplication-overflow: the largest price times the largest quantity is above a small notional', async () => {
    const market = await loadFixture(deploySecurity)
    const scope = (FULL_SCOPE & ~(31 << 7)) | (30 << 7)
    await market.words.setProfile(market.bob.address, { key: market.bob.address, isAccredited: true, scope })
    const buy = market.buy(market.bob, { series: 2, price: MAX_PRICE, quantity: 2 ** 32 - 1 })
    const sell = market.sell(market.alice, { series: 2 })
    await market.expectSkip(buy, sell, 'OUT_OF_SCOPE', 'buy')
  })

  it('multiplication-overflow: a hundred units at the largest price are not cheap', async () => {
    const market = await loadFixture(deploySecurity)
    const serials = Array.from({ length: 100 }, (_, i) => i + 1)
    const terms = { series: 2, price: MAX_PRICE, quantity: 100 }
    const [buy, sell] = [market.buy(market.bob, terms), market.sell(market.alice, terms)]
    await market.expectSkip(buy, sell, 'INSUFFICIENT_CASH', 'buy', { units: 100, serials })
  })

  it('event-amounts-misreported: the log alone gives every balance', async () => {
    const market = await loadFixture(deployMarket)
    const { alice, bob, carol, settlement } = market
    const orders = [
      market.buy(bob, { quantity: 5, price: 46_000_001n }),
      market.buy(carol, { price: RESERVE }),
      market.sell(alice, { quantity: 3, price: 43_999_999n }),
    ]
    const records = await market.settle(orders, [
      { buy: 0, sell: 2, taker: 'sell', units: 2, serials: [1, 3] },
      { buy: 1, sell: 2, taker: 'buy', units: 1, serials: [1] },
      { buy: 1, sell: 2, taker: 'buy', units: 1, serials: [2] },
    ])

    const cash = new Map([alice, bob, carol].map(({ address }) => [address as string, CASH]))
    let fees = 0n
    for (const { code, buy, sell, priceUsdc6, units } of records.filter((record) => record.code === 'FILLED')) {
      const amounts = fillAmounts(priceUsdc6, units, buy.feeBps, sell.feeBps)
      expect(code).to.equal('FILLED')
      cash.set(buy.account, (cash.get(buy.account) ?? 0n) - amounts.buyerPaysUsdc6)
      cash.set(sell.account, (cash.get(sell.account) ?? 0n) + amounts.sellerReceivesUsdc6)
      fees += amounts.buyerFeeUsdc6 + amounts.sellerFeeUsdc6
    }
    expect(records.map(({ code }) => code)).to.deep.equal(['FILLED', 'UNIT_NOT_OWNED', 'FILLED'])
    for (const [account, amount] of cash) expect((await settlement.accountOf(account)).cash).to.equal(amount)
    expect(await settlement.accruedFees()).to.equal(fees)
  })

  it('stray-tokens-swept: money that lies in the core without an owner goes to nobody', async () => {
    const market = await loadFixture(deployMarket)
    const { alice, bob, settlement, token } = market
    const total = await settlement.totalCash()
    await token.mint(market.address, 1_000_000n)

    await market.trade(market.buy(bob), market.sell(alice), { serials: [1] })

    const cash = await Promise.all([alice, bob].map(async ({ address }) => (await settlement.accountOf(address)).cash))
    expect(cash).to.deep.equal([CASH + PRICE - MAKER_FEE, CASH - PRICE - TAKER_FEE])
    expect([await settlement.totalCash(), await token.balanceOf(market.address)]).to.deep.equal([total, 1_000_000n])
    expect(await settlement.ownerOf(tokenIdOf(1, 1))).to.equal(bob.address)
  })
})
