import { expect } from 'chai'
import { deployFoundation, ethers, hashOf, loadFixture } from '../../deployment.ts'
import { deployActiveMaker } from '../makers.ts'

/**
 * suspendMarketMaker
 * ├── when the caller is not compliance
 * │   └── it reverts AccessManagedUnauthorized
 * ├── when the report is zero
 * │   └── it reverts Identity_ZeroReport
 * ├── given an account that makes no market
 * │   └── it reverts Identity_MarketMakerState
 * ├── given a suspended market maker
 * │   └── it reverts Identity_MarketMakerState
 * └── otherwise
 *     ├── it suspends at once and tells the report and who did it
 *     ├── it takes the market maker's mark from the core's profile
 *     └── it outlives a later change of the identity
 */
describe('IdentityRegistry: suspendMarketMaker', () => {
  const report = hashOf('report')

  async function withMaker() {
    const deployed = await deployFoundation()
    await deployed.identityRegistry
      .connect(deployed.compliance)
      .setIdentity(deployed.alice.address, 3n, 65_535n, 840n, false, true)
    return deployed
  }

  it('reverts for anyone but compliance', async () => {
    const { identityRegistry, reviewer, alice } = await loadFixture(withMaker)
    await expect(identityRegistry.connect(reviewer).suspendMarketMaker(alice.address, report))
      .to.be.revertedWithCustomError(identityRegistry, 'AccessManagedUnauthorized')
      .withArgs(reviewer.address)
  })

  it('reverts without a report', async () => {
    const { identityRegistry, compliance, alice } = await loadFixture(withMaker)
    await expect(
      identityRegistry.connect(compliance).suspendMarketMaker(alice.address, ethers.ZeroHash),
    ).to.be.revertedWithCustomError(identityRegistry, 'Identity_ZeroReport')
  })

  it('reverts for an account that makes no market', async () => {
    const { identityRegistry, compliance, bob } = await loadFixture(withMaker)
    await expect(identityRegistry.connect(compliance).suspendMarketMaker(bob.address, report))
      .to.be.revertedWithCustomError(identityRegistry, 'Identity_MarketMakerState')
      .withArgs(bob.address, 0n)
  })

  it('reverts for a suspended market maker', async () => {
    const { identityRegistry, compliance, alice } = await loadFixture(withMaker)
    await identityRegistry.connect(compliance).suspendMarketMaker(alice.address, report)
    await expect(identityRegistry.connect(compliance).suspendMarketMaker(alice.address, report))
      .to.be.revertedWithCustomError(identityRegistry, 'Identity_MarketMakerState')
      .withArgs(alice.address, 2n)
  })

  it('suspends at once', async () => {
    const { identityRegistry, compliance, alice } = await loadFixture(withMaker)
    await expect(identityRegistry.connect(compliance).suspendMarketMaker(alice.address, report))
      .to.emit(identityRegistry, 'MarketMakerStateSet')
      .withArgs(alice.address, 2n, report, compliance.address)
    expect(await identityRegistry.marketMakerStateOf(alice.address)).to.equal(2n)
  })

  it('takes the mark from the profile in the core', async () => {
    const { identityRegistry, settlement, compliance, alice } = await loadFixture(deployActiveMaker)
    const profile = [3n, 0n, false, 65_535n, 840n, false, false]
    await expect(identityRegistry.connect(compliance).suspendMarketMaker(alice.address, report))
      .to.emit(settlement, 'ProfileSet')
      .withArgs(alice.address, profile)
  })

  it('outlives a later change of the identity', async () => {
    const { identityRegistry, compliance, alice } = await loadFixture(withMaker)
    const officer = identityRegistry.connect(compliance)
    await officer.suspendMarketMaker(alice.address, report)
    await officer.setIdentity(alice.address, 3n, 65_535n, 840n, false, false)
    await officer.setIdentity(alice.address, 3n, 65_535n, 840n, false, true)
    expect(await identityRegistry.marketMakerStateOf(alice.address)).to.equal(2n)
    expect((await identityRegistry.identityOf(alice.address)).marketMaker).to.equal(false)
  })
})
