import { expect } from 'chai'
import { deployFoundation, deployMarket, ethers, loadFixture } from '../../deployment.ts'

/**
 * connectDeposits
 * ├── when the caller is not the admin
 * │   └── it reverts AccessManagedUnauthorized
 * ├── when the address is zero
 * │   └── it reverts Identity_ZeroDeposits
 * ├── given one that is connected
 * │   └── it reverts Identity_DepositsAlreadyConnected
 * └── otherwise
 *     └── it tells who holds the deposits from now on
 */
describe('IdentityRegistry: connectDeposits', () => {
  it('reverts for anyone but the admin', async () => {
    const { identityRegistry, compliance } = await loadFixture(deployFoundation)
    await expect(identityRegistry.connect(compliance).connectDeposits(compliance))
      .to.be.revertedWithCustomError(identityRegistry, 'AccessManagedUnauthorized')
      .withArgs(compliance.address)
  })

  it('reverts for the zero address', async () => {
    const { identityRegistry, admin } = await loadFixture(deployFoundation)
    await expect(identityRegistry.connect(admin).connectDeposits(ethers.ZeroAddress)).to.be.revertedWithCustomError(
      identityRegistry,
      'Identity_ZeroDeposits',
    )
  })

  it('reverts the second time', async () => {
    const { identityRegistry, marketMakerDeposits, admin } = await loadFixture(deployMarket)
    await expect(identityRegistry.connect(admin).connectDeposits(admin))
      .to.be.revertedWithCustomError(identityRegistry, 'Identity_DepositsAlreadyConnected')
      .withArgs(marketMakerDeposits.target)
  })

  it('tells who holds the deposits', async () => {
    const { identityRegistry, admin, alice } = await loadFixture(deployFoundation)
    await expect(identityRegistry.connect(admin).connectDeposits(alice))
      .to.emit(identityRegistry, 'DepositsConnected')
      .withArgs(alice.address)
    expect(await identityRegistry.deposits()).to.equal(alice.address)
  })
})
