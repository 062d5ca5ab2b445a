import { expect } from 'chai'
import { deployFoundation, ethers, hashOf, loadFixture } from '../../deployment.ts'

/**
 * unfreeze
 * ├── when the caller is not the reviewer
 * │   └── it reverts AccessManagedUnauthorized
 * ├── when the case is zero
 * │   └── it reverts Identity_ZeroCase
 * ├── given an account that is not frozen
 * │   └── it reverts Identity_NotFrozen
 * ├── given the reviewer froze it as compliance officer
 * │   └── it reverts Identity_SameHolder
 * └── given a frozen account
 *     └── it brings back the state before and tells so
 */
describe('IdentityRegistry: unfreeze', () => {
  const caseHash = hashOf('case 1')

  it('reverts for anyone but the reviewer', async () => {
    const { identityRegistry, compliance, alice } = await loadFixture(deployFoundation)
    await identityRegistry.connect(compliance).freeze(alice.address, caseHash)
    await expect(identityRegistry.connect(compliance).unfreeze(alice.address, caseHash))
      .to.be.revertedWithCustomError(identityRegistry, 'AccessManagedUnauthorized')
      .withArgs(compliance.address)
  })

  it('reverts without a case', async () => {
    const { identityRegistry, reviewer, alice } = await loadFixture(deployFoundation)
    await expect(
      identityRegistry.connect(reviewer).unfreeze(alice.address, ethers.ZeroHash),
    ).to.be.revertedWithCustomError(identityRegistry, 'Identity_ZeroCase')
  })

  it('reverts for an account that is not frozen', async () => {
    const { identityRegistry, reviewer, alice } = await loadFixture(deployFoundation)
    await expect(identityRegistry.connect(reviewer).unfreeze(alice.address, caseHash))
      .to.be.revertedWithCustomError(identityRegistry, 'Identity_NotFrozen')
      .withArgs(alice.address)
  })

  it('reverts for the officer who froze it', async () => {
    const { identityRegistry, manager, admin, compliance, alice } = await loadFixture(deployFoundation)
    await manager.connect(admin).grantRole(13n, compliance.address, 0n)
    await identityRegistry.connect(compliance).freeze(alice.address, caseHash)
    await expect(identityRegistry.connect(compliance).unfreeze(alice.address, caseHash))
      .to.be.revertedWithCustomError(identityRegistry, 'Identity_SameHolder')
      .withArgs(compliance.address)
  })

  for (const state of [0n, 1n, 3n]) {
    it(`brings back state ${state}`, async () => {
      const { identityRegistry, compliance, reviewer, alice } = await loadFixture(deployFoundation)
      await identityRegistry.connect(compliance).setState(alice.address, state)
      await identityRegistry.connect(compliance).freeze(alice.address, caseHash)
      const lifting = identityRegistry.connect(reviewer).unfreeze(alice.address, caseHash)
      await expect(lifting)
        .to.emit(identityRegistry, 'AccountUnfrozen')
        .withArgs(alice.address, caseHash, reviewer.address)
      await expect(lifting)
        .to.emit(identityRegistry, 'AccountStateSet')
        .withArgs(alice.address, state, reviewer.address)
      expect((await identityRegistry.identityOf(alice.address)).state).to.equal(state)
      expect(await identityRegistry.isFrozen(alice.address)).to.equal(false)
    })
  }
})
