import { anyValue } from '@nomicfoundation/hardhat-ethers-chai-matchers/withArgs'
import { expect } from 'chai'
import { ZeroAddress } from 'ethers'
import { deployDesk } from '../desk.ts'
import { keyOf } from '../desk-signing.ts'
import { networkHelpers } from '../fixture.ts'

const { loadFixture, time } = networkHelpers

/**
 * requestKeyChange, changeKeyBySig, applyChange of a key
 * ├── given no key at the index
 * │   └── it reverts Keys_NotRegistered
 * ├── given a pending change of the index
 * │   └── it reverts Keys_ChangePending
 * ├── when the new key does not consent
 * │   └── it reverts Keys_BadPossession
 * ├── when a change is applied that was not asked for, or before its time
 * │   └── it reverts Keys_NoChange, Keys_ChangeNotDue
 * ├── when a change is requested
 * │   ├── it leaves orders fillable until applied (T: key changed in front of a batch)
 * │   └── it takes the delay of the request, not of a later setting
 * ├── when it is applied, by anyone
 * │   ├── it kills every older order of that key, and of no other
 * │   └── it revokes when the new key is zero
 * ├── given a revoked key that is registered again
 * │   └── it revives no order (T: old key returns; attacks/exits-and-cancels)
 * └── when the operator co-signs
 *     ├── it acts at once and drops a pending change
 *     └── without it, it reverts
 */
describe('Settlement: change of a trading key', () => {
  it('reverts without a key at the index', async () => {
    const { settlement, alice } = await loadFixture(deployDesk)
    await expect(settlement.connect(alice).requestKeyChange(keyOf(ZeroAddress, 3), '0x'))
      .to.be.revertedWithCustomError(settlement, 'Keys_NotRegistered')
      .withArgs(alice.address, 3)
  })

  it('reverts while a change is pending', async () => {
    const { settlement, alice } = await loadFixture(deployDesk)
    await settlement.connect(alice).requestKeyChange(keyOf(ZeroAddress), '0x')
    const { effectiveAt } = await settlement.pendingChange(alice, 0)
    await expect(settlement.connect(alice).requestKeyChange(keyOf(ZeroAddress), '0x'))
      .to.be.revertedWithCustomError(settlement, 'Keys_ChangePending')
      .withArgs(alice.address, 0, effectiveAt)
  })

  it('reverts when the new key does not consent', async () => {
    const { settlement, alice, bystander } = await loadFixture(deployDesk)
    await expect(
      settlement.connect(alice).requestKeyChange(keyOf(bystander.address), '0x'),
    ).to.be.revertedWithCustomError(settlement, 'Keys_BadPossession')
  })

  it('reverts when nothing was asked for', async () => {
    const { settlement, alice } = await loadFixture(deployDesk)
    await expect(settlement.applyChange(alice, 0))
      .to.be.revertedWithCustomError(settlement, 'Keys_NoChange')
      .withArgs(alice.address, 0)
  })

  it('reverts before its time', async () => {
    const { settlement, alice } = await loadFixture(deployDesk)
    await settlement.connect(alice).requestKeyChange(keyOf(ZeroAddress), '0x')
    const { effectiveAt } = await settlement.pendingChange(alice, 0)
    await time.setNextBlockTimestamp(effectiveAt - 1n)
    await expect(settlement.applyChange(alice, 0))
      .to.be.revertedWithCustomError(settlement, 'Keys_ChangeNotDue')
      .withArgs(effectiveAt, effectiveAt - 1n)
  })

  it('tells what was asked for and when it takes effect', async () => {
    const { settlement, alice, bystander, possessionOf, authOf } = await loadFixture(deployDesk)
    const key = keyOf(bystander.address)
    const proof = await possessionOf(bystander, alice.address, 0)
    const now = (await time.latest()) + 5
    const auth = await authOf(alice, 'RequestKeyChange', key)
    await time.setNextBlockTimestamp(now)
    await expect(settlement.requestKeyChangeBySig(key, proof, auth))
      .to.emit(settlement, 'ChangeRequested')
      .withArgs(alice.address, 0, BigInt(bystander.address), now + 60)
    expect(await settlement.pendingChange(alice, 0)).to.deep.equal([BigInt(bystander.address), BigInt(now + 60)])
  })

  it('leaves orders fillable until applied, so that no batch loses its key unannounced', async () => {
    const { settlement, issuer, alice, orderOf, trade } = await loadFixture(deployDesk)
    const buy = await orderOf(alice, 'buy')
    const sell = await orderOf(issuer, 'sell', { flags: { primary: true, unitChoice: 'NAMED' } })
    await settlement.connect(alice).requestKeyChange(keyOf(ZeroAddress), '0x')
    expect((await trade(buy, sell)).code).to.equal('FILLED')
  })

  it('kills every older order of the key when applied, by anyone', async () => {
    const { settlement, issuer, alice, bystander, possessionOf, orderOf, trade } = await loadFixture(deployDesk)
    const buy = await orderOf(alice, 'buy')
    const sell = await orderOf(issuer, 'sell', { flags: { primary: true, unitChoice: 'NAMED' } })
    const proof = await possessionOf(bystander, alice.address, 0)
    await settlement.connect(alice).requestKeyChange(keyOf(bystander.address), proof)
    await time.increase(60)
    await expect(settlement.connect(bystander).applyChange(alice, 0)).to.emit(settlement, 'KeyRegistered')
    expect((await settlement.keyOf(alice, 0)).epoch).to.be.greaterThan(0n)
    expect((await trade(buy, sell)).code).to.equal('BAD_SIGNATURE')
  })

  it('lets the new key trade', async () => {
    const { settlement, issuer, alice, bystander, possessionOf, consented, orderOf, trade } =
      await loadFixture(deployDesk)
    const key = keyOf(bystander.address)
    const proof = await possessionOf(bystander, alice.address, 0)
    await settlement.changeKeyBySig(key, proof, ...(await consented(alice, 'RequestKeyChange', key)))
    const buy = await orderOf(alice, 'buy', { signer: bystander })
    const sell = await orderOf(issuer, 'sell', { flags: { primary: true, unitChoice: 'NAMED' } })
    expect((await trade(buy, sell)).code).to.equal('FILLED')
  })

  it('leaves the orders of other keys alone', async () => {
    const { settlement, alice, bystander, possessionOf, consented } = await loadFixture(deployDesk)
    const second = keyOf(bystander.address, 1)
    await settlement.connect(alice).registerKey(second, await possessionOf(bystander, alice.address, 1))
    const revoked = keyOf(ZeroAddress)
    await settlement.changeKeyBySig(revoked, '0x', ...(await consented(alice, 'RequestKeyChange', revoked)))
    expect((await settlement.keyOf(alice, 0)).epoch).to.be.greaterThan(0n)
    expect((await settlement.keyOf(alice, 1)).epoch).to.equal(0n)
  })

  it('revokes, and an account without key cannot trade', async () => {
    const { settlement, issuer, alice, consented, orderOf, trade } = await loadFixture(deployDesk)
    const buy = await orderOf(alice, 'buy')
    const sell = await orderOf(issuer, 'sell', { flags: { primary: true, unitChoice: 'NAMED' } })
    const revoked = keyOf(ZeroAddress)
    await expect(settlement.changeKeyBySig(revoked, '0x', ...(await consented(alice, 'RequestKeyChange', revoked))))
      .to.emit(settlement, 'KeyRevoked')
      .withArgs(alice.address, 0, anyValue)
    expect((await trade(buy, sell)).code).to.equal('NO_KEY')
  })

  it('drops a pending change when the operator co-signs another', async () => {
    const { settlement, alice, bystander, possessionOf, consented } = await loadFixture(deployDesk)
    await settlement.connect(alice).requestKeyChange(keyOf(ZeroAddress), '0x')
    const key = keyOf(bystander.address)
    const proof = await possessionOf(bystander, alice.address, 0)
    await settlement.changeKeyBySig(key, proof, ...(await consented(alice, 'RequestKeyChange', key)))
    await time.increase(60)
    await expect(settlement.applyChange(alice, 0)).to.be.revertedWithCustomError(settlement, 'Keys_NoChange')
  })

  it('does not act at once without the co-signature', async () => {
    const { settlement, alice, authOf, coSign } = await loadFixture(deployDesk)
    const key = keyOf(ZeroAddress)
    const auth = await authOf(alice, 'RequestKeyChange', key)
    const own = await coSign('RequestKeyChange', key, auth, 30, alice)
    await expect(settlement.changeKeyBySig(key, '0x', auth, own)).to.be.revertedWithCustomError(
      settlement,
      'Settlement_BadCoSignature',
    )
  })
})
