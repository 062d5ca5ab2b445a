import { expect } from 'chai'
import { ZeroAddress, ZeroHash } from 'ethers'
import { DAY_SEC, deployRegistry, ethers, loadFixture, time } from './fixture.ts'

const DELAY_SEC = 3 * DAY_SEC
const LAPSE_SEC = 7 * DAY_SEC

/**
 * AccountRegistry: setGuardianBySig, requestRecoveryBySig, vetoRecoveryBySig, completeRecovery
 * ├── given no guardian, nobody can ask
 * ├── the account is not its own guardian
 * ├── given a guardian (a key, a wallet contract, another passkey account)
 * │   ├── it asks, and after three days anyone makes the new passkey the only one
 * │   ├── before that and after seven days more nothing happens
 * │   ├── asking again starts the delay anew
 * │   ├── another than the guardian, or a guardian that was replaced, cannot ask
 * │   ├── the new passkey must consent
 * │   ├── any present passkey vetoes; a removed one does not
 * │   ├── naming another guardian ends what the last one began
 * │   └── a completed recovery cannot be completed again
 * ├── given a completed recovery
 * │   ├── every earlier passkey has lost, also one that was removed, and the one that the account is born with
 * │   └── an earlier one may be added again
 * └── a wallet cannot name a guardian, nor veto
 */
describe('AccountRegistry: recovery', () => {
  async function setUp() {
    const deployed = await deployRegistry()
    const { registry, account, phone, laptop, tablet, guardian, introduce, authOf } = deployed
    const name = async (who: string) =>
      registry.setGuardianBySig(who, await authOf(phone.signer, 'SetGuardian', { guardian: who }))
    const ask = async (by: Parameters<typeof introduce>[0] = guardian, options = {}) => {
      const fields = { recovered: account }
      const { key, possession, auth } = await introduce(by, 'RequestRecovery', tablet, fields, options)
      return registry.requestRecoveryBySig(account, key, possession, auth)
    }
    const veto = async (by = phone) => registry.vetoRecoveryBySig(await authOf(by.signer, 'VetoRecovery', {}))
    const add = await introduce(phone.signer, 'AddPasskey', laptop)
    await registry.addPasskeyBySig(add.key, add.possession, add.auth)
    return { ...deployed, name, ask, veto }
  }

  async function setUpGuarded() {
    const deployed = await setUp()
    await deployed.name(deployed.guardian.address)
    return deployed
  }

  it('has no guardian at first', async () => {
    const { registry, account, guardian, ask } = await loadFixture(setUp)
    await expect(ask())
      .to.be.revertedWithCustomError(registry, 'Accounts_NotGuardian')
      .withArgs(account, guardian.address)
    expect((await registry.recordOf(account)).guardian).to.equal(ZeroAddress)
  })

  it('does not make an account its own guardian', async () => {
    const { registry, account, name } = await loadFixture(setUp)
    await expect(name(account)).to.be.revertedWithCustomError(registry, 'Accounts_OwnGuardian').withArgs(account)
  })

  it('makes the new passkey the only one after the delay', async () => {
    const { registry, account, guardian, phone, laptop, tablet, name, ask, counts } = await loadFixture(setUp)
    await expect(name(guardian.address)).to.emit(registry, 'GuardianSet').withArgs(account, guardian.address)
    const { x, y } = tablet.publicKey
    await time.setNextBlockTimestamp((await time.latest()) + 10)
    const readyAt = (await time.latest()) + 10 + DELAY_SEC
    await expect(ask())
      .to.emit(registry, 'RecoveryRequested')
      .withArgs(account, guardian.address, tablet.keyId, x, y, readyAt)
    expect(await registry.recoveryOf(account)).to.deep.equal([tablet.keyId, BigInt(readyAt)])
    expect(await counts(tablet)).to.equal(false)
    await time.setNextBlockTimestamp(readyAt)
    await expect(registry.completeRecovery(account))
      .to.emit(registry, 'RecoveryCompleted')
      .withArgs(account, tablet.keyId, 1n)
    expect([await counts(phone), await counts(laptop), await counts(tablet)]).to.deep.equal([false, false, true])
    expect(await registry.recordOf(account)).to.deep.equal([guardian.address, 1n, 1n])
  })

  it('does nothing before the delay, nor long after it', async () => {
    const { registry, account, ask } = await loadFixture(setUpGuarded)
    await ask()
    const { readyAt } = await registry.recoveryOf(account)
    await time.setNextBlockTimestamp(readyAt - 1n)
    await expect(registry.completeRecovery(account))
      .to.be.revertedWithCustomError(registry, 'Accounts_RecoveryNotReady')
      .withArgs(readyAt, readyAt - 1n)
    const lapsesAt = readyAt + BigInt(LAPSE_SEC)
    await time.setNextBlockTimestamp(lapsesAt + 1n)
    await expect(registry.completeRecovery(account))
      .to.be.revertedWithCustomError(registry, 'Accounts_RecoveryLapsed')
      .withArgs(lapsesAt, lapsesAt + 1n)
  })

  it('starts the delay anew when asked again', async () => {
    const { registry, account, ask } = await loadFixture(setUpGuarded)
    await ask()
    const first = (await registry.recoveryOf(account)).readyAt
    await time.increase(DELAY_SEC - 10)
    await ask()
    expect((await registry.recoveryOf(account)).readyAt).to.be.at.least(first + BigInt(DELAY_SEC - 10))
    await time.setNextBlockTimestamp(first + 1n)
    await expect(registry.completeRecovery(account)).to.be.revertedWithCustomError(
      registry,
      'Accounts_RecoveryNotReady',
    )
  })

  it('listens to the present guardian only', async () => {
    const { registry, account, guardian, stranger, name, ask } = await loadFixture(setUpGuarded)
    await expect(ask(stranger))
      .to.be.revertedWithCustomError(registry, 'Accounts_NotGuardian')
      .withArgs(account, stranger.address)
    await expect(ask(stranger, { account: guardian.address })).to.be.revertedWithCustomError(
      registry,
      'Intents_BadSignature',
    )
    await name(ZeroAddress)
    await expect(ask()).to.be.revertedWithCustomError(registry, 'Accounts_NotGuardian')
  })

  it('wants the new passkey’s consent', async () => {
    const { registry, account, guardian, tablet, introduce } = await loadFixture(setUpGuarded)
    const { key, auth } = await introduce(guardian, 'RequestRecovery', tablet, { recovered: account })
    await expect(registry.requestRecoveryBySig(account, key, '0x', auth))
      .to.be.revertedWithCustomError(registry, 'Accounts_BadPossession')
      .withArgs(tablet.keyId)
  })

  it('takes a wallet contract or another passkey account as guardian', async () => {
    const { registry, account, guardian, mallory, tablet, introduce, name, ask } = await loadFixture(setUp)
    const wallet = await ethers.deployContract('MockWallet', [guardian])
    await name(String(wallet.target))
    await ask(guardian, { account: String(wallet.target) })
    expect((await registry.recoveryOf(account)).keyId).to.equal(tablet.keyId)
    await name(mallory.signer.address)
    const fields = { recovered: account }
    const { key, possession, auth } = await introduce(mallory.signer, 'RequestRecovery', tablet, fields)
    const item = registry.interface.encodeFunctionData('requestRecoveryBySig', [account, key, possession, auth])
    await expect(registry.executeIntents([item])).to.emit(registry, 'RecoveryRequested')
  })

  it('is vetoed by any present passkey', async () => {
    const { registry, account, laptop, veto, ask } = await loadFixture(setUpGuarded)
    await ask()
    await expect(veto(laptop)).to.emit(registry, 'RecoveryVetoed').withArgs(account)
    expect(await registry.recoveryOf(account)).to.deep.equal([ZeroHash, 0n])
    await time.increase(DELAY_SEC)
    await expect(registry.completeRecovery(account))
      .to.be.revertedWithCustomError(registry, 'Accounts_NoRecovery')
      .withArgs(account)
    await expect(veto(laptop)).to.be.revertedWithCustomError(registry, 'Accounts_NoRecovery')
  })

  it('is not vetoed by a removed passkey, nor by a wallet', async () => {
    const { registry, phone, laptop, stranger, authOf, veto, ask } = await loadFixture(setUpGuarded)
    const auth = await authOf(phone.signer, 'RemovePasskey', { keyId: laptop.keyId })
    await registry.removePasskeyBySig(laptop.keyId, auth)
    await ask()
    await expect(veto(laptop)).to.be.revertedWithCustomError(registry, 'Intents_BadSignature')
    const byWallet = await authOf(stranger, 'VetoRecovery', {})
    await expect(registry.vetoRecoveryBySig(byWallet)).to.be.revertedWithCustomError(registry, 'Accounts_NotByPasskey')
    const naming = await authOf(stranger, 'SetGuardian', { guardian: stranger.address })
    await expect(registry.setGuardianBySig(stranger, naming)).to.be.revertedWithCustomError(
      registry,
      'Accounts_NotByPasskey',
    )
  })

  it('ends when another guardian is named', async () => {
    const { registry, account, stranger, name, ask } = await loadFixture(setUpGuarded)
    await ask()
    await expect(name(stranger.address)).to.emit(registry, 'RecoveryVetoed').withArgs(account)
    expect((await registry.recoveryOf(account)).readyAt).to.equal(0n)
  })

  it('is completed once, and leaves nothing of the passkeys before', async () => {
    const { registry, account, phone, tablet, laptop, authOf, introduce, ask, counts } = await loadFixture(setUpGuarded)
    const removal = await authOf(phone.signer, 'RemovePasskey', { keyId: laptop.keyId })
    await registry.removePasskeyBySig(laptop.keyId, removal)
    await ask()
    await time.increase(DELAY_SEC)
    await registry.completeRecovery(account)
    await expect(registry.completeRecovery(account)).to.be.revertedWithCustomError(registry, 'Accounts_NoRecovery')
    expect([await counts(phone), await counts(laptop)]).to.deep.equal([false, false])
    const last = await authOf(tablet.signer, 'RemovePasskey', { keyId: tablet.keyId })
    await expect(registry.removePasskeyBySig(tablet.keyId, last)).to.be.revertedWithCustomError(
      registry,
      'Accounts_LastPasskey',
    )
    for (const device of [laptop, phone]) {
      const { key, possession, auth } = await introduce(tablet.signer, 'AddPasskey', device)
      await expect(registry.addPasskeyBySig(key, possession, auth))
        .to.emit(registry, 'PasskeyAdded')
        .withArgs(account, device.keyId, key.x, key.y, 1n)
      expect(await counts(device)).to.equal(true)
    }
    expect((await registry.recordOf(account)).passkeys).to.equal(3n)
  })
})
