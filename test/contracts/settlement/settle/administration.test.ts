import { expect } from 'chai'
import { CASH, deployMarket, networkHelpers, PRICE } from '../fixture.ts'

const { loadFixture } = networkHelpers

// setFees, setOperator, setCoSigner, collectFees
// ├── when somebody without the role calls
// │   └── it reverts
// ├── setFees
// │   ├── when a rate is above its constant: it reverts
// │   └── else later trades pay the new rates
// └── collectFees
//     ├── when the amount is 0 or more than accrued: it reverts
//     ├── else it moves fees to the account
//     └── when the recipient trades in the batch: nothing is lost
describe('Settlement: administration', () => {
  it('refuses whoever lacks the role', async () => {
    const { settlement, hot, bystander } = await loadFixture(deployMarket)
    const outsider = settlement.connect(bystander)
    const refused = (call: Promise<unknown>) =>
      expect(call).to.be.revertedWithCustomError(hot, 'AccessManagedUnauthorized').withArgs(bystander.address)

    await refused(outsider.setFees(1, 1, 1))
    await refused(outsider.setOperator(bystander))
    await refused(outsider.setCoSigner(bystander))
    await refused(outsider.collectFees(bystander, 1))
  })

  it('sets the operator and the co-signer', async () => {
    const { settlement, bystander } = await loadFixture(deployMarket)

    await expect(settlement.setOperator(bystander)).to.emit(settlement, 'OperatorSet').withArgs(bystander.address)
    await expect(settlement.setCoSigner(bystander)).to.emit(settlement, 'CoSignerSet').withArgs(bystander.address)

    expect([await settlement.operator(), await settlement.coSigner()]).to.deep.equal([
      bystander.address,
      bystander.address,
    ])
  })

  for (const [rates, max] of [
    [[101, 10, 300], 100],
    [[50, 51, 300], 50],
    [[50, 10, 301], 300],
  ] as const) {
    it(`refuses the rates ${rates}`, async () => {
      const { settlement } = await loadFixture(deployMarket)

      await expect(settlement.setFees(rates[0], rates[1], rates[2]))
        .to.be.revertedWithCustomError(settlement, 'Settlement_FeeAboveConstant')
        .withArgs(max + 1, max)
    })
  }

  it('charges new rates from the next batch on', async () => {
    const market = await loadFixture(deployMarket)
    await expect(market.settlement.setFees(100, 50, 300))
      .to.emit(market.settlement, 'FeesSet')
      .withArgs(100, 50, 300)

    await market.trade(market.buy(market.bob), market.sell(market.alice), { serials: [1] })

    expect(await market.settlement.accruedFees()).to.equal(PRICE / 100n + PRICE / 200n)
    expect((await market.settlement.batchState()).takerBps).to.equal(100n)
  })

  it('refuses to collect nothing, or more than accrued', async () => {
    const market = await loadFixture(deployMarket)
    await market.trade(market.buy(market.bob), market.sell(market.alice), { serials: [1] })

    await expect(market.settlement.collectFees(market.carol, 0)).to.be.revertedWithCustomError(
      market.settlement,
      'Cash_ZeroAmount',
    )
    await expect(market.settlement.collectFees(market.carol, 270_001))
      .to.be.revertedWithCustomError(market.settlement, 'Cash_Insufficient')
      .withArgs(market.address, 270_000, 270_001)
  })

  it('collects fees into an account', async () => {
    const market = await loadFixture(deployMarket)
    await market.trade(market.buy(market.bob), market.sell(market.alice), { serials: [1] })

    await expect(market.settlement.collectFees(market.carol, 200_000))
      .to.emit(market.settlement, 'FeesCollected')
      .withArgs(market.carol.address, 200_000)

    expect((await market.settlement.accountOf(market.carol)).cash).to.equal(CASH + 200_000n)
    expect(await market.settlement.accruedFees()).to.equal(70_000n)
  })

  it('loses nothing when the recipient of fees trades in the batch', async () => {
    const market = await loadFixture(deployMarket)
    const { alice, bob, settlement } = market
    const sell = market.sell(alice, { quantity: 2 })
    await market.trade(market.buy(bob), sell, { serials: [1] })
    await settlement.collectFees(bob, 270_000)

    await market.trade(market.buy(bob, { seq: 2 }), sell, { serials: [2] })

    const [aliceCash, bobCash] = await Promise.all(
      [alice, bob].map(async (who) => (await settlement.accountOf(who)).cash),
    )
    expect((aliceCash ?? 0n) + (bobCash ?? 0n) + (await settlement.accruedFees())).to.equal(2n * CASH)
  })
})
