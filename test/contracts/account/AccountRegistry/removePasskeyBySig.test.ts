import { expect } from 'chai'
import { ZeroHash } from 'ethers'
import { deployRegistry, loadFixture } from './fixture.ts'

/**
 * AccountRegistry.removePasskeyBySig
 * ├── given two passkeys
 * │   ├── either removes the other, which loses at once, and what it signed before with it
 * │   ├── one removes itself
 * │   ├── the one that the account is born with, once removed, does not come back by its derivation, only by being added
 * │   └── a removed one removes nothing
 * ├── given one passkey, it stays
 * └── given a passkey that does not speak for the account
 */
describe('AccountRegistry: removePasskeyBySig', () => {
  async function setUp() {
    const deployed = await deployRegistry()
    const { registry, phone, laptop, introduce, authOf } = deployed
    const { key, possession, auth } = await introduce(phone.signer, 'AddPasskey', laptop)
    await registry.addPasskeyBySig(key, possession, auth)
    const remove = async (by: typeof phone, which: typeof phone) =>
      registry.removePasskeyBySig(which.keyId, await authOf(by.signer, 'RemovePasskey', { keyId: which.keyId }))
    return { ...deployed, remove }
  }

  it('removes another passkey at once, and what it signed before', async () => {
    const { registry, account, guardian, phone, laptop, authOf, remove, counts } = await loadFixture(setUp)
    const before = await authOf(laptop.signer, 'SetGuardian', { guardian: guardian.address })
    await expect(remove(phone, laptop)).to.emit(registry, 'PasskeyRemoved').withArgs(account, laptop.keyId, 0n)
    expect(await counts(laptop)).to.equal(false)
    expect((await registry.recordOf(account)).passkeys).to.equal(1n)
    await expect(registry.setGuardianBySig(guardian, before)).to.be.revertedWithCustomError(
      registry,
      'Intents_BadSignature',
    )
  })

  it('removes the passkey that the account is born with, for good', async () => {
    const { registry, phone, laptop, introduce, remove, counts } = await loadFixture(setUp)
    await remove(laptop, phone)
    expect(await counts(phone)).to.equal(false)
    expect(await counts(laptop)).to.equal(true)
    await expect(remove(phone, laptop)).to.be.revertedWithCustomError(registry, 'Intents_BadSignature')
    const again = await introduce(laptop.signer, 'AddPasskey', phone)
    await registry.addPasskeyBySig(again.key, again.possession, again.auth)
    expect(await counts(phone)).to.equal(true)
  })

  it('lets a passkey remove itself', async () => {
    const { laptop, remove, counts } = await loadFixture(setUp)
    await remove(laptop, laptop)
    expect(await counts(laptop)).to.equal(false)
  })

  it('keeps the last one', async () => {
    const { registry, account, phone, laptop, remove, counts } = await loadFixture(setUp)
    await remove(phone, laptop)
    await expect(remove(phone, phone)).to.be.revertedWithCustomError(registry, 'Accounts_LastPasskey').withArgs(account)
    expect(await counts(phone)).to.equal(true)
  })

  it('refuses to remove what is not there', async () => {
    const { registry, account, phone, laptop, tablet, authOf, remove } = await loadFixture(setUp)
    await remove(phone, laptop)
    for (const keyId of [laptop.keyId, tablet.keyId, ZeroHash]) {
      const auth = await authOf(phone.signer, 'RemovePasskey', { keyId })
      await expect(registry.removePasskeyBySig(keyId, auth))
        .to.be.revertedWithCustomError(registry, 'Accounts_UnknownPasskey')
        .withArgs(account, keyId)
    }
  })
})
