import { expect } from 'chai'
import { deployRegistry, loadFixture, time } from './fixture.ts'

const MAX_PASSKEYS = 16

/**
 * AccountRegistry.addPasskeyBySig
 * ├── given a passkey that speaks for the account
 * │   ├── it adds another, which counts at once, and announces it
 * │   ├── the added one may add a third
 * │   ├── when the new passkey does not sign for itself, or signs another digest, nothing is added
 * │   ├── when a carrier swaps the new passkey's consent for rubbish, the nonce stays
 * │   ├── when the passkey speaks for the account already
 * │   ├── when the account has 16
 * │   ├── when the intent is carried again
 * │   └── when its deadline has passed
 * ├── given another account's passkey, which it does not lend to this one
 * └── given a signature that is no passkey's: a wallet has no passkeys here
 */
describe('AccountRegistry: addPasskeyBySig', () => {
  it('adds a passkey that counts at once', async () => {
    const { registry, account, phone, laptop, introduce, counts } = await loadFixture(deployRegistry)
    expect(await counts(laptop)).to.equal(false)
    const { key, possession, auth } = await introduce(phone.signer, 'AddPasskey', laptop)
    await expect(registry.addPasskeyBySig(key, possession, auth))
      .to.emit(registry, 'PasskeyAdded')
      .withArgs(account, laptop.keyId, key.x, key.y, 0n)
    expect(await counts(laptop)).to.equal(true)
    expect(await counts(phone)).to.equal(true)
    expect((await registry.recordOf(account)).passkeys).to.equal(2n)
  })

  it('lets the added passkey add a third, also in a batch', async () => {
    const { registry, account, phone, laptop, tablet, introduce, counts } = await loadFixture(deployRegistry)
    const items = []
    for (const [signer, device] of [
      [phone.signer, laptop],
      [laptop.signer, tablet],
    ] as const) {
      const { key, possession, auth } = await introduce(signer, 'AddPasskey', device)
      items.push(registry.interface.encodeFunctionData('addPasskeyBySig', [key, possession, auth]))
    }
    await expect(registry.executeIntents(items)).to.emit(registry, 'IntentExecuted')
    expect(await counts(tablet)).to.equal(true)
    expect((await registry.recordOf(account)).passkeys).to.equal(3n)
  })

  it('refuses a passkey that does not sign for itself', async () => {
    const { registry, phone, laptop, mallory, introduce } = await loadFixture(deployRegistry)
    const { key, auth } = await introduce(phone.signer, 'AddPasskey', laptop)
    const other = await introduce(phone.signer, 'AddPasskey', laptop)
    const foreign = await introduce(phone.signer, 'AddPasskey', mallory)
    for (const possession of ['0x', other.possession, foreign.possession]) {
      await expect(registry.addPasskeyBySig(key, possession, auth))
        .to.be.revertedWithCustomError(registry, 'Accounts_BadPossession')
        .withArgs(laptop.keyId)
    }
  })

  it('keeps the nonce when a carrier spoils the consent', async () => {
    const { registry, phone, laptop, introduce, counts } = await loadFixture(deployRegistry)
    const { key, possession, auth } = await introduce(phone.signer, 'AddPasskey', laptop)
    const spoilt = registry.interface.encodeFunctionData('addPasskeyBySig', [key, '0x1234', auth])
    await expect(registry.executeIntents([spoilt])).to.emit(registry, 'IntentRefused')
    await registry.addPasskeyBySig(key, possession, auth)
    expect(await counts(laptop)).to.equal(true)
  })

  it('refuses a passkey that speaks for the account already', async () => {
    const { registry, account, phone, laptop, introduce } = await loadFixture(deployRegistry)
    const add = await introduce(phone.signer, 'AddPasskey', laptop)
    await registry.addPasskeyBySig(add.key, add.possession, add.auth)
    for (const device of [phone, laptop]) {
      const { key, possession, auth } = await introduce(phone.signer, 'AddPasskey', device)
      await expect(registry.addPasskeyBySig(key, possession, auth))
        .to.be.revertedWithCustomError(registry, 'Accounts_KnownPasskey')
        .withArgs(account, device.keyId)
    }
  })

  it('refuses a seventeenth', async () => {
    const { registry, account, phone, deviceOf, introduce } = await loadFixture(deployRegistry)
    for (let i = 1; i < MAX_PASSKEYS; i++) {
      const { key, possession, auth } = await introduce(phone.signer, 'AddPasskey', deviceOf(`device ${i}`, account))
      await registry.addPasskeyBySig(key, possession, auth)
    }
    const { key, possession, auth } = await introduce(phone.signer, 'AddPasskey', deviceOf('one more', account))
    await expect(registry.addPasskeyBySig(key, possession, auth))
      .to.be.revertedWithCustomError(registry, 'Accounts_TooManyPasskeys')
      .withArgs(account, MAX_PASSKEYS)
  })

  it('carries an intent once and in time only', async () => {
    const { registry, phone, laptop, tablet, introduce, account } = await loadFixture(deployRegistry)
    const { key, possession, auth } = await introduce(phone.signer, 'AddPasskey', laptop)
    await registry.addPasskeyBySig(key, possession, auth)
    await expect(registry.addPasskeyBySig(key, possession, auth))
      .to.be.revertedWithCustomError(registry, 'InvalidAccountNonce')
      .withArgs(account, auth.nonce + 1n)
    const deadline = await time.latest()
    const late = await introduce(phone.signer, 'AddPasskey', tablet, {}, { deadline })
    await expect(registry.addPasskeyBySig(late.key, late.possession, late.auth)).to.be.revertedWithCustomError(
      registry,
      'Intents_Expired',
    )
  })

  it('refuses another account’s passkey', async () => {
    const { registry, account, mallory, laptop, introduce } = await loadFixture(deployRegistry)
    const { key, possession, auth } = await introduce(mallory.signer, 'AddPasskey', laptop, {}, { account })
    await expect(registry.addPasskeyBySig(key, possession, auth))
      .to.be.revertedWithCustomError(registry, 'Intents_BadSignature')
      .withArgs(account)
  })

  it('refuses a wallet, which has no passkeys here', async () => {
    const { registry, stranger, laptop, introduce, counts } = await loadFixture(deployRegistry)
    const { key, possession, auth } = await introduce(stranger, 'AddPasskey', laptop)
    await expect(registry.addPasskeyBySig(key, possession, auth))
      .to.be.revertedWithCustomError(registry, 'Accounts_NotByPasskey')
      .withArgs(stranger.address)
    expect(await counts(laptop, stranger.address)).to.equal(false)
  })
})
