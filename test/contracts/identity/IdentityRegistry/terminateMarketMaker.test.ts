import { expect } from 'chai'
import { deployFoundation, ethers, hashOf, loadFixture } from '../../deployment.ts'

/**
 * terminateMarketMaker
 * ├── when the caller is not compliance
 * │   └── it reverts AccessManagedUnauthorized
 * ├── when the report is zero
 * │   └── it reverts Identity_ZeroReport
 * ├── given an account that makes no market
 * │   └── it reverts Identity_MarketMakerState
 * ├── given an active or a suspended market maker
 * │   └── it ends its standing and tells the report and who did it
 * └── given a terminated one
 *     ├── it is never admitted again: Identity_MarketMakerTerminated
 *     ├── it is not reinstated: Identity_MarketMakerState
 *     └── its identity can still be renewed
 */
describe('IdentityRegistry: terminateMarketMaker', () => {
  const report = hashOf('report')

  async function withMaker() {
    const deployed = await deployFoundation()
    const officer = deployed.identityRegistry.connect(deployed.compliance)
    await officer.setIdentity(deployed.alice.address, 3n, 65_535n, 840n, false, true)
    return deployed
  }

  async function withTerminated() {
    const deployed = await withMaker()
    await deployed.identityRegistry.connect(deployed.compliance).terminateMarketMaker(deployed.alice.address, report)
    return deployed
  }

  it('reverts for anyone but compliance', async () => {
    const { identityRegistry, reviewer, alice } = await loadFixture(withMaker)
    await expect(identityRegistry.connect(reviewer).terminateMarketMaker(alice.address, report))
      .to.be.revertedWithCustomError(identityRegistry, 'AccessManagedUnauthorized')
      .withArgs(reviewer.address)
  })

  it('reverts without a report', async () => {
    const { identityRegistry, compliance, alice } = await loadFixture(withMaker)
    await expect(
      identityRegistry.connect(compliance).terminateMarketMaker(alice.address, ethers.ZeroHash),
    ).to.be.revertedWithCustomError(identityRegistry, 'Identity_ZeroReport')
  })

  it('reverts for an account that makes no market', async () => {
    const { identityRegistry, compliance, bob } = await loadFixture(withMaker)
    await expect(identityRegistry.connect(compliance).terminateMarketMaker(bob.address, report))
      .to.be.revertedWithCustomError(identityRegistry, 'Identity_MarketMakerState')
      .withArgs(bob.address, 0n)
  })

  it('ends an active market maker', async () => {
    const { identityRegistry, compliance, alice } = await loadFixture(withMaker)
    await expect(identityRegistry.connect(compliance).terminateMarketMaker(alice.address, report))
      .to.emit(identityRegistry, 'MarketMakerStateSet')
      .withArgs(alice.address, 3n, report, compliance.address)
    expect((await identityRegistry.identityOf(alice.address)).marketMaker).to.equal(false)
  })

  it('ends a suspended market maker', async () => {
    const { identityRegistry, compliance, alice } = await loadFixture(withMaker)
    await identityRegistry.connect(compliance).suspendMarketMaker(alice.address, report)
    await identityRegistry.connect(compliance).terminateMarketMaker(alice.address, report)
    expect(await identityRegistry.marketMakerStateOf(alice.address)).to.equal(3n)
  })

  it('is for ever', async () => {
    const { identityRegistry, compliance, reviewer, alice } = await loadFixture(withTerminated)
    await expect(identityRegistry.connect(compliance).setIdentity(alice.address, 3n, 65_535n, 840n, false, true))
      .to.be.revertedWithCustomError(identityRegistry, 'Identity_MarketMakerTerminated')
      .withArgs(alice.address)
    await expect(identityRegistry.connect(reviewer).reinstateMarketMaker(alice.address, report))
      .to.be.revertedWithCustomError(identityRegistry, 'Identity_MarketMakerState')
      .withArgs(alice.address, 3n)
  })

  it('leaves the identity renewable', async () => {
    const { identityRegistry, compliance, alice } = await loadFixture(withTerminated)
    await identityRegistry.connect(compliance).setIdentity(alice.address, 2n, 20_000n, 840n, false, false)
    expect(await identityRegistry.identityOf(alice.address)).to.deep.equal([2n, 0n, false, 20_000n, 840n, false, false])
  })
})
