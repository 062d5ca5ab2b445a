import { expect } from 'chai'
import { deployFoundation, ethers, hashOf, loadFixture } from '../../deployment.ts'

/**
 * reinstateMarketMaker
 * ├── when the caller is not the compliance reviewer
 * │   └── it reverts AccessManagedUnauthorized
 * ├── when the report is zero
 * │   └── it reverts Identity_ZeroReport
 * ├── given a market maker that is not suspended
 * │   └── it reverts Identity_MarketMakerState
 * ├── given an account that fell below level 3 meanwhile
 * │   └── it reverts Identity_MarketMakerLevel
 * └── otherwise
 *     └── it is active again and tells the report and who did it
 */
describe('IdentityRegistry: reinstateMarketMaker', () => {
  const report = hashOf('second report')

  async function withSuspended() {
    const deployed = await deployFoundation()
    const officer = deployed.identityRegistry.connect(deployed.compliance)
    await officer.setIdentity(deployed.alice.address, 3n, 65_535n, 840n, false, true)
    await officer.suspendMarketMaker(deployed.alice.address, hashOf('report'))
    return deployed
  }

  it('reverts for the officer who may suspend', async () => {
    const { identityRegistry, compliance, alice } = await loadFixture(withSuspended)
    await expect(identityRegistry.connect(compliance).reinstateMarketMaker(alice.address, report))
      .to.be.revertedWithCustomError(identityRegistry, 'AccessManagedUnauthorized')
      .withArgs(compliance.address)
  })

  it('reverts without a report', async () => {
    const { identityRegistry, reviewer, alice } = await loadFixture(withSuspended)
    await expect(
      identityRegistry.connect(reviewer).reinstateMarketMaker(alice.address, ethers.ZeroHash),
    ).to.be.revertedWithCustomError(identityRegistry, 'Identity_ZeroReport')
  })

  it('reverts for an account that is not suspended', async () => {
    const { identityRegistry, reviewer, bob } = await loadFixture(withSuspended)
    await expect(identityRegistry.connect(reviewer).reinstateMarketMaker(bob.address, report))
      .to.be.revertedWithCustomError(identityRegistry, 'Identity_MarketMakerState')
      .withArgs(bob.address, 0n)
  })

  it('reverts below level 3', async () => {
    const { identityRegistry, compliance, reviewer, alice } = await loadFixture(withSuspended)
    await identityRegistry.connect(compliance).setIdentity(alice.address, 2n, 65_535n, 840n, false, false)
    await expect(identityRegistry.connect(reviewer).reinstateMarketMaker(alice.address, report))
      .to.be.revertedWithCustomError(identityRegistry, 'Identity_MarketMakerLevel')
      .withArgs(2n)
  })

  it('makes it active again', async () => {
    const { identityRegistry, reviewer, alice } = await loadFixture(withSuspended)
    await expect(identityRegistry.connect(reviewer).reinstateMarketMaker(alice.address, report))
      .to.emit(identityRegistry, 'MarketMakerStateSet')
      .withArgs(alice.address, 1n, report, reviewer.address)
    expect((await identityRegistry.identityOf(alice.address)).marketMaker).to.equal(true)
  })
})
