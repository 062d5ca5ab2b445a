import { expect } from 'chai'
import { deployFoundation, ethers, hashOf, loadFixture } from '../../deployment.ts'

/**
 * freeze
 * ├── when the caller is not compliance
 * │   └── it reverts AccessManagedUnauthorized
 * ├── when the case is zero
 * │   └── it reverts Identity_ZeroCase
 * ├── when the account is zero
 * │   └── it reverts Identity_ZeroAccount
 * ├── given a frozen account
 * │   └── it reverts Identity_AlreadyFrozen
 * └── otherwise
 *     └── it freezes at once and tells the case, the state and who did it
 */
describe('IdentityRegistry: freeze', () => {
  const caseHash = hashOf('case 1')

  it('reverts for anyone but compliance', async () => {
    const { identityRegistry, reviewer, alice } = await loadFixture(deployFoundation)
    await expect(identityRegistry.connect(reviewer).freeze(alice.address, caseHash))
      .to.be.revertedWithCustomError(identityRegistry, 'AccessManagedUnauthorized')
      .withArgs(reviewer.address)
  })

  it('reverts without a case', async () => {
    const { identityRegistry, compliance, alice } = await loadFixture(deployFoundation)
    await expect(
      identityRegistry.connect(compliance).freeze(alice.address, ethers.ZeroHash),
    ).to.be.revertedWithCustomError(identityRegistry, 'Identity_ZeroCase')
  })

  it('reverts for the zero account', async () => {
    const { identityRegistry, compliance } = await loadFixture(deployFoundation)
    await expect(
      identityRegistry.connect(compliance).freeze(ethers.ZeroAddress, caseHash),
    ).to.be.revertedWithCustomError(identityRegistry, 'Identity_ZeroAccount')
  })

  it('reverts for a frozen account', async () => {
    const { identityRegistry, compliance, alice } = await loadFixture(deployFoundation)
    await identityRegistry.connect(compliance).freeze(alice.address, caseHash)
    await expect(identityRegistry.connect(compliance).freeze(alice.address, hashOf('case 2')))
      .to.be.revertedWithCustomError(identityRegistry, 'Identity_AlreadyFrozen')
      .withArgs(alice.address)
  })

  it('freezes at once', async () => {
    const { identityRegistry, compliance, alice } = await loadFixture(deployFoundation)
    const freezing = identityRegistry.connect(compliance).freeze(alice.address, caseHash)
    await expect(freezing)
      .to.emit(identityRegistry, 'AccountFrozen')
      .withArgs(alice.address, caseHash, compliance.address)
    await expect(freezing).to.emit(identityRegistry, 'AccountStateSet').withArgs(alice.address, 2n, compliance.address)
    expect(await identityRegistry.isFrozen(alice.address)).to.equal(true)
  })
})
