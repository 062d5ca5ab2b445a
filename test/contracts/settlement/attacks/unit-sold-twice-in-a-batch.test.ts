import { expect } from 'chai'
import { CASH, deployMarket, networkHelpers, PRICE, tokenIdOf } from '../fixture.ts'

const { loadFixture } = networkHelpers

/**
 * One batch that sells a unit again and again
 * ├── the first owner cannot sell it a second time
 * ├── its buyer can, in the same batch, and money and counts stay whole
 * └── bytes of calldata behind the batch change nothing
 */
describe('Attack: a unit sold twice in a batch', () => {
  async function ledgerOf(market: Awaited<ReturnType<typeof deployMarket>>) {
    const { settlement, issuer, alice, bob, carol } = market
    const accounts = await Promise.all([issuer, alice, bob, carol].map((who) => settlement.accountOf(who.address)))
    const cash = accounts.reduce((sum, account) => sum + account.cash, await settlement.accruedFees())
    return { cash, units: accounts.map((account) => account.units) }
  }

  it('skips the second sale by the first owner', async () => {
    const market = await loadFixture(deployMarket)
    const { alice, bob, carol } = market
    const orders = [
      market.buy(bob),
      market.buy(carol),
      market.sell(alice, { lane: 0 }),
      market.sell(alice, { lane: 1 }),
    ]
    const sale = { taker: 'buy', units: 1, serials: [1] } as const

    const records = await market.settle(orders, [
      { ...sale, buy: 0, sell: 2 },
      { ...sale, buy: 1, sell: 3 },
    ])

    expect(records.map((record) => record.code)).to.deep.equal(['FILLED', 'UNIT_NOT_OWNED'])
    expect(await ledgerOf(market)).to.deep.equal({ cash: 3n * CASH, units: [0n, 2n, 1n, 0n] })
  })

  it('keeps money and counts when it goes round in one batch', async () => {
    const market = await loadFixture(deployMarket)
    const { settlement, alice, bob, carol } = market
    const orders = [
      market.sell(alice),
      market.buy(bob),
      market.sell(bob, { lane: 1, flags: { unitChoice: 'RESOLD' } }),
      market.buy(carol),
      market.sell(carol, { lane: 3, flags: { unitChoice: 'RESOLD', market: false, final: true } }),
      market.buy(alice, { lane: 2, flags: { final: true } }),
    ]
    const sale = { taker: 'buy', units: 1, serials: [2] } as const

    const records = await market.settle(orders, [
      { ...sale, buy: 1, sell: 0 },
      { ...sale, buy: 3, sell: 2 },
      { ...sale, buy: 5, sell: 4 },
    ])

    expect(records.map((record) => record.code)).to.deep.equal(['FILLED', 'FILLED', 'FILLED'])
    expect(await ledgerOf(market)).to.deep.equal({ cash: 3n * CASH, units: [0n, 3n, 0n, 0n] })
    const unit = await settlement.unitOf(tokenIdOf(1, 2))
    expect([unit.owner, unit.changes, unit.price]).to.deep.equal([alice.address, 3n, PRICE])
  })

  it('reads nothing behind the batch', async () => {
    const market = await loadFixture(deployMarket)
    const { alice, bob, settlement, operator } = market
    const trade = { buy: 0, sell: 1, taker: 'buy', units: 1, serials: [1] } as const
    const batch = await market.encode([market.buy(bob), market.sell(alice)], [trade])
    const call = settlement.interface.encodeFunctionData('settle', [batch])

    await operator.sendTransaction({ to: market.address, data: `${call}${'ff'.repeat(256)}` })

    expect((await settlement.unitOf(tokenIdOf(1, 1))).owner).to.equal(bob.address)
    await expect(market.send(`${await market.encode([], [])}ff`)).to.be.revertedWithCustomError(
      settlement,
      'Settlement_Malformed',
    )
  })
})
