import { expect } from 'chai'
import { deployFoundation, ethers, hashOf, loadFixture } from '../../deployment.ts'

/**
 * setIdentity
 * ├── when the caller is not compliance
 * │   └── it reverts AccessManagedUnauthorized
 * ├── when the level is above 3
 * │   └── it reverts Identity_BadLevel
 * ├── when the jurisdiction has more than three digits
 * │   └── it reverts Identity_BadJurisdiction
 * ├── when the account is zero
 * │   └── it reverts Identity_ZeroAccount
 * ├── when a market maker is to be below level 3
 * │   └── it reverts Identity_MarketMakerLevel
 * └── otherwise
 *     ├── it stores and tells what it was given
 *     ├── it leaves state and sanction as they are
 *     └── it tells when a market maker is admitted or dismissed, and nothing when that stays as it is
 */
describe('IdentityRegistry: setIdentity', () => {
  it('reverts for anyone but compliance', async () => {
    const { identityRegistry, reviewer, alice } = await loadFixture(deployFoundation)
    await expect(identityRegistry.connect(reviewer).setIdentity(alice.address, 1n, 0n, 0n, false, false))
      .to.be.revertedWithCustomError(identityRegistry, 'AccessManagedUnauthorized')
      .withArgs(reviewer.address)
  })

  it('reverts for a level above 3', async () => {
    const { identityRegistry, compliance, alice } = await loadFixture(deployFoundation)
    await expect(identityRegistry.connect(compliance).setIdentity(alice.address, 4n, 0n, 0n, false, false))
      .to.be.revertedWithCustomError(identityRegistry, 'Identity_BadLevel')
      .withArgs(4n)
  })

  it('reverts for a jurisdiction above 999', async () => {
    const { identityRegistry, compliance, alice } = await loadFixture(deployFoundation)
    await expect(identityRegistry.connect(compliance).setIdentity(alice.address, 1n, 0n, 1_000n, false, false))
      .to.be.revertedWithCustomError(identityRegistry, 'Identity_BadJurisdiction')
      .withArgs(1_000n)
  })

  it('reverts for the zero account', async () => {
    const { identityRegistry, compliance } = await loadFixture(deployFoundation)
    await expect(
      identityRegistry.connect(compliance).setIdentity(ethers.ZeroAddress, 1n, 0n, 0n, false, false),
    ).to.be.revertedWithCustomError(identityRegistry, 'Identity_ZeroAccount')
  })

  it('reverts for a market maker below level 3', async () => {
    const { identityRegistry, compliance, alice } = await loadFixture(deployFoundation)
    await expect(identityRegistry.connect(compliance).setIdentity(alice.address, 2n, 0n, 840n, false, true))
      .to.be.revertedWithCustomError(identityRegistry, 'Identity_MarketMakerLevel')
      .withArgs(2n)
  })

  it('tells that a market maker is admitted, once', async () => {
    const { identityRegistry, compliance, alice } = await loadFixture(deployFoundation)
    const officer = identityRegistry.connect(compliance)
    const admit = () => officer.setIdentity(alice.address, 3n, 65_535n, 840n, false, true)
    await expect(admit())
      .to.emit(identityRegistry, 'MarketMakerStateSet')
      .withArgs(alice.address, 1n, ethers.ZeroHash, compliance.address)
    await expect(admit()).not.to.emit(identityRegistry, 'MarketMakerStateSet')
  })

  it('tells that a market maker is dismissed', async () => {
    const { identityRegistry, compliance, alice } = await loadFixture(deployFoundation)
    const officer = identityRegistry.connect(compliance)
    await officer.setIdentity(alice.address, 3n, 65_535n, 840n, false, true)
    await expect(officer.setIdentity(alice.address, 3n, 65_535n, 840n, false, false))
      .to.emit(identityRegistry, 'MarketMakerStateSet')
      .withArgs(alice.address, 0n, ethers.ZeroHash, compliance.address)
  })

  it('stores what it was given', async () => {
    const { identityRegistry, compliance, alice } = await loadFixture(deployFoundation)
    await expect(identityRegistry.connect(compliance).setIdentity(alice.address, 3n, 65_535n, 999n, true, true))
      .to.emit(identityRegistry, 'IdentitySet')
      .withArgs(alice.address, 3n, 65_535n, 999n, true, true)
    expect(await identityRegistry.identityOf(alice.address)).to.deep.equal([3n, 0n, false, 65_535n, 999n, true, true])
  })

  it('leaves state and sanction as they are', async () => {
    const { identityRegistry, compliance, alice } = await loadFixture(deployFoundation)
    await identityRegistry.connect(compliance).setSanctioned(alice.address, true)
    await identityRegistry.connect(compliance).freeze(alice.address, hashOf('case'))
    await identityRegistry.connect(compliance).setIdentity(alice.address, 1n, 20_000n, 840n, false, false)
    expect(await identityRegistry.identityOf(alice.address)).to.deep.equal([1n, 2n, true, 20_000n, 840n, false, false])
  })
})
