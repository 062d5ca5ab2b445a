import { expect } from 'chai'
import { deployFoundation, ethers, hashOf, loadFixture } from '../../deployment.ts'

/**
 * setState, setSanctioned
 * ├── when the caller is not compliance
 * │   └── they revert AccessManagedUnauthorized
 * ├── when the account is zero
 * │   └── they revert Identity_ZeroAccount
 * ├── when the state is frozen or unknown
 * │   └── setState reverts Identity_BadState
 * ├── given a frozen account
 * │   └── setState reverts Identity_AlreadyFrozen
 * └── otherwise
 *     └── they store and tell
 */
describe('IdentityRegistry: setState and setSanctioned', () => {
  it('revert for anyone but compliance', async () => {
    const { identityRegistry, alice } = await loadFixture(deployFoundation)
    for (const call of [
      identityRegistry.connect(alice).setState(alice.address, 0n),
      identityRegistry.connect(alice).setSanctioned(alice.address, false),
    ]) {
      await expect(call)
        .to.be.revertedWithCustomError(identityRegistry, 'AccessManagedUnauthorized')
        .withArgs(alice.address)
    }
  })

  it('revert for the zero account', async () => {
    const { identityRegistry, compliance } = await loadFixture(deployFoundation)
    for (const call of [
      identityRegistry.connect(compliance).setState(ethers.ZeroAddress, 0n),
      identityRegistry.connect(compliance).setSanctioned(ethers.ZeroAddress, true),
    ]) {
      await expect(call).to.be.revertedWithCustomError(identityRegistry, 'Identity_ZeroAccount')
    }
  })

  for (const state of [2n, 4n]) {
    it(`setState reverts for state ${state}`, async () => {
      const { identityRegistry, compliance, alice } = await loadFixture(deployFoundation)
      await expect(identityRegistry.connect(compliance).setState(alice.address, state))
        .to.be.revertedWithCustomError(identityRegistry, 'Identity_BadState')
        .withArgs(state)
    })
  }

  it('setState reverts for a frozen account', async () => {
    const { identityRegistry, compliance, alice } = await loadFixture(deployFoundation)
    await identityRegistry.connect(compliance).freeze(alice.address, hashOf('case'))
    await expect(identityRegistry.connect(compliance).setState(alice.address, 0n))
      .to.be.revertedWithCustomError(identityRegistry, 'Identity_AlreadyFrozen')
      .withArgs(alice.address)
  })

  for (const state of [0n, 1n, 3n]) {
    it(`setState stores state ${state}`, async () => {
      const { identityRegistry, compliance, alice } = await loadFixture(deployFoundation)
      await expect(identityRegistry.connect(compliance).setState(alice.address, state))
        .to.emit(identityRegistry, 'AccountStateSet')
        .withArgs(alice.address, state, compliance.address)
      expect((await identityRegistry.identityOf(alice.address)).state).to.equal(state)
    })
  }

  it('setSanctioned stores the mark and takes it away', async () => {
    const { identityRegistry, compliance, alice } = await loadFixture(deployFoundation)
    await expect(identityRegistry.connect(compliance).setSanctioned(alice.address, true))
      .to.emit(identityRegistry, 'SanctionSet')
      .withArgs(alice.address, true, compliance.address)
    expect((await identityRegistry.identityOf(alice.address)).sanctioned).to.equal(true)
    await identityRegistry.connect(compliance).setSanctioned(alice.address, false)
    expect((await identityRegistry.identityOf(alice.address)).sanctioned).to.equal(false)
  })
})
