import { expect } from 'chai'
import { deployRegistry, loadFixture } from './fixture.ts'

/**
 * AccountRegistry.rotatePasskeyBySig
 * ├── given one passkey, another takes its place in one step
 * ├── given the account at its limit of passkeys, a rotation still works
 * ├── when the old passkey does not speak for the account
 * ├── when the new one is the old one, present or not, or speaks for the account already
 * ├── when the new one does not consent
 * └── when another account's passkey signs
 */
describe('AccountRegistry: rotatePasskeyBySig', () => {
  it('replaces the only passkey', async () => {
    const { registry, account, phone, laptop, introduce, counts } = await loadFixture(deployRegistry)
    const { key, possession, auth } = await introduce(phone.signer, 'RotatePasskey', laptop, { oldKeyId: phone.keyId })
    await expect(registry.rotatePasskeyBySig(phone.keyId, key, possession, auth))
      .to.emit(registry, 'PasskeyAdded')
      .withArgs(account, laptop.keyId, key.x, key.y, 0n)
      .and.to.emit(registry, 'PasskeyRemoved')
      .withArgs(account, phone.keyId, 0n)
    expect([await counts(phone), await counts(laptop)]).to.deep.equal([false, true])
    expect((await registry.recordOf(account)).passkeys).to.equal(1n)
  })

  it('works at the limit of passkeys', async () => {
    const { registry, account, phone, laptop, deviceOf, introduce, counts } = await loadFixture(deployRegistry)
    for (let i = 1; i < 16; i++) {
      const { key, possession, auth } = await introduce(phone.signer, 'AddPasskey', deviceOf(`device ${i}`, account))
      await registry.addPasskeyBySig(key, possession, auth)
    }
    const { key, possession, auth } = await introduce(phone.signer, 'RotatePasskey', laptop, { oldKeyId: phone.keyId })
    await registry.rotatePasskeyBySig(phone.keyId, key, possession, auth)
    expect([await counts(phone), await counts(laptop)]).to.deep.equal([false, true])
  })

  it('refuses what does not fit', async () => {
    const { registry, phone, laptop, tablet, mallory, account, introduce } = await loadFixture(deployRegistry)
    const unknown = await introduce(phone.signer, 'RotatePasskey', laptop, { oldKeyId: tablet.keyId })
    await expect(
      registry.rotatePasskeyBySig(tablet.keyId, unknown.key, unknown.possession, unknown.auth),
    ).to.be.revertedWithCustomError(registry, 'Accounts_UnknownPasskey')
    const itself = await introduce(phone.signer, 'RotatePasskey', phone, { oldKeyId: phone.keyId })
    await expect(
      registry.rotatePasskeyBySig(phone.keyId, itself.key, itself.possession, itself.auth),
    ).to.be.revertedWithCustomError(registry, 'Accounts_KnownPasskey')
    const stranger = await introduce(phone.signer, 'RotatePasskey', laptop, { oldKeyId: laptop.keyId })
    await expect(
      registry.rotatePasskeyBySig(laptop.keyId, stranger.key, stranger.possession, stranger.auth),
    ).to.be.revertedWithCustomError(registry, 'Accounts_UnknownPasskey')
    const silent = await introduce(phone.signer, 'RotatePasskey', laptop, { oldKeyId: phone.keyId })
    await expect(registry.rotatePasskeyBySig(phone.keyId, silent.key, '0x', silent.auth)).to.be.revertedWithCustomError(
      registry,
      'Accounts_BadPossession',
    )
    const foreign = await introduce(mallory.signer, 'RotatePasskey', mallory, { oldKeyId: phone.keyId }, { account })
    await expect(
      registry.rotatePasskeyBySig(phone.keyId, foreign.key, foreign.possession, foreign.auth),
    ).to.be.revertedWithCustomError(registry, 'Intents_BadSignature')
  })
})
