import { expect } from 'chai'
import { ZeroAddress } from 'ethers'
import { deployDesk } from '../desk.ts'
import { networkHelpers } from '../fixture.ts'

const { loadFixture } = networkHelpers

/**
 * transferCashBySig
 * ├── when the co-signature is another's, of another intent, past, or more than 60 s ahead
 * │   └── it reverts and spends nothing, also in a batch
 * ├── when the signature is not the account's
 * │   └── it reverts Intents_BadSignature
 * ├── when the receiver is nobody or the core
 * │   └── it reverts Cash_InvalidReceiver
 * ├── when the amount is zero or more than there is
 * │   └── it reverts Cash_ZeroAmount or Cash_Insufficient
 * ├── when the gate refuses
 * │   └── it reverts with the gate's reason
 * └── when all consent
 *     └── it moves the money, asks the gate and leaves the total alone
 */
describe('Settlement: transferCashBySig', () => {
  it("reverts for another's co-signature", async () => {
    const { settlement, alice, bob, authOf, coSign } = await loadFixture(deployDesk)
    const args = { to: bob.address, amount: 5n, data: '0x' }
    const auth = await authOf(alice, 'TransferCash', args)
    const consent = await coSign('TransferCash', args, auth, 30, bob)
    await expect(settlement.transferCashBySig(bob, 5n, '0x', auth, consent)).to.be.revertedWithCustomError(
      settlement,
      'Settlement_BadCoSignature',
    )
  })

  it('reverts for a co-signature of another intent', async () => {
    const { settlement, alice, bob, authOf, coSign } = await loadFixture(deployDesk)
    const args = { to: bob.address, amount: 5n, data: '0x' }
    const auth = await authOf(alice, 'TransferCash', args)
    const consent = await coSign('TransferCash', { ...args, amount: 6n }, auth)
    await expect(settlement.transferCashBySig(bob, 5n, '0x', auth, consent)).to.be.revertedWithCustomError(
      settlement,
      'Settlement_BadCoSignature',
    )
  })

  for (const [when, aheadSec] of [
    ['past', -1],
    ['more than a minute ahead', 120],
  ] as const) {
    it(`reverts for a co-signature whose deadline is ${when}`, async () => {
      const { settlement, alice, bob, authOf, coSign } = await loadFixture(deployDesk)
      const args = { to: bob.address, amount: 5n, data: '0x' }
      const auth = await authOf(alice, 'TransferCash', args)
      const consent = await coSign('TransferCash', args, auth, aheadSec)
      await expect(settlement.transferCashBySig(bob, 5n, '0x', auth, consent)).to.be.revertedWithCustomError(
        settlement,
        'Settlement_CoSignatureExpired',
      )
    })
  }

  it('is refused in a batch without spending the nonce when a carrier swaps the co-signature', async () => {
    const { settlement, intents, alice, bob, authOf, coSign } = await loadFixture(deployDesk)
    const args = { to: bob.address, amount: 5n, data: '0x' }
    const auth = await authOf(alice, 'TransferCash', args)
    const rubbish = { ...(await coSign('TransferCash', args, auth)), signature: `0x${'11'.repeat(65)}` }
    const item = settlement.interface.encodeFunctionData('transferCashBySig', [bob.address, 5n, '0x', auth, rubbish])
    await expect(intents.executeIntents([item])).to.emit(intents, 'IntentRefused')
    expect(await intents['nonces(address)'](alice)).to.equal(0n)
  })

  it("reverts for another's signature", async () => {
    const { settlement, alice, bob, consented } = await loadFixture(deployDesk)
    const args = { to: bob.address, amount: 5n, data: '0x' }
    const consents = await consented(bob, 'TransferCash', args, { account: alice.address })
    await expect(settlement.transferCashBySig(bob, 5n, '0x', ...consents)).to.be.revertedWithCustomError(
      settlement,
      'Intents_BadSignature',
    )
  })

  it('reverts towards nobody', async () => {
    const { settlement, alice, consented } = await loadFixture(deployDesk)
    const consents = await consented(alice, 'TransferCash', { to: ZeroAddress, amount: 5n, data: '0x' })
    await expect(settlement.transferCashBySig(ZeroAddress, 5n, '0x', ...consents)).to.be.revertedWithCustomError(
      settlement,
      'Cash_InvalidReceiver',
    )
  })

  it('reverts for nothing', async () => {
    const { settlement, alice, bob, consented } = await loadFixture(deployDesk)
    const consents = await consented(alice, 'TransferCash', { to: bob.address, amount: 0n, data: '0x' })
    await expect(settlement.transferCashBySig(bob, 0n, '0x', ...consents)).to.be.revertedWithCustomError(
      settlement,
      'Cash_ZeroAmount',
    )
  })

  it('reverts for more than there is', async () => {
    const { settlement, alice, bob, consented } = await loadFixture(deployDesk)
    const consents = await consented(alice, 'TransferCash', { to: bob.address, amount: 1_000_000_001n, data: '0x' })
    await expect(settlement.transferCashBySig(bob, 1_000_000_001n, '0x', ...consents))
      .to.be.revertedWithCustomError(settlement, 'Cash_Insufficient')
      .withArgs(alice.address, 1_000_000_000n, 1_000_000_001n)
  })

  it("reverts with the gate's reason", async () => {
    const { settlement, gate, alice, bob, consented } = await loadFixture(deployDesk)
    await gate.setRefused(bob, true)
    const consents = await consented(alice, 'TransferCash', { to: bob.address, amount: 5n, data: '0x' })
    await expect(settlement.transferCashBySig(bob, 5n, '0x', ...consents))
      .to.be.revertedWithCustomError(gate, 'Gate_Sanctioned')
      .withArgs(bob.address)
  })

  it('moves the money, asks the gate and leaves the total alone', async () => {
    const { settlement, gate, alice, bob, consented, cashOf } = await loadFixture(deployDesk)
    const consents = await consented(alice, 'TransferCash', { to: bob.address, amount: 5n, data: '0xabcd' })
    await expect(settlement.transferCashBySig(bob, 5n, '0xabcd', ...consents))
      .to.emit(settlement, 'CashTransferred')
      .withArgs(alice.address, bob.address, 5n)
      .and.to.emit(gate, 'Checked')
      .withArgs(alice.address, bob.address, 5n, '0xabcd')
    expect([await cashOf(alice), await cashOf(bob)]).to.deep.equal([999_999_995n, 1_000_000_005n])
    expect(await settlement.totalCash()).to.equal(3_000_000_000n)
  })
})
