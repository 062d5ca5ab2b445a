import { expect } from 'chai'
import { deployDesk } from '../desk.ts'
import { CASH, networkHelpers } from '../fixture.ts'

const { loadFixture } = networkHelpers

/**
 * withdrawToBySig
 * ├── when the receiver is the core
 * │   └── it reverts Cash_InvalidReceiver
 * ├── when the gate refuses
 * │   └── it reverts with the gate's reason
 * ├── given a frozen account
 * │   └── it reverts Exits_AccountFrozen
 * ├── when it is carried to another receiver than the signed one
 * │   └── it reverts
 * └── when all consent
 *     └── it pays the receiver and asks the gate
 */
describe('Settlement: withdrawToBySig', () => {
  it('reverts towards the core', async () => {
    const { settlement, address, alice, consented } = await loadFixture(deployDesk)
    const consents = await consented(alice, 'WithdrawTo', { to: address, amount: 5n, data: '0x' })
    await expect(settlement.withdrawToBySig(address, 5n, '0x', ...consents))
      .to.be.revertedWithCustomError(settlement, 'Cash_InvalidReceiver')
      .withArgs(address)
  })

  it("reverts with the gate's reason", async () => {
    const { settlement, gate, alice, bystander, consented } = await loadFixture(deployDesk)
    await gate.setRefused(bystander, true)
    const consents = await consented(alice, 'WithdrawTo', { to: bystander.address, amount: 5n, data: '0x' })
    await expect(settlement.withdrawToBySig(bystander, 5n, '0x', ...consents)).to.be.revertedWithCustomError(
      gate,
      'Gate_Sanctioned',
    )
  })

  it('reverts for a frozen account', async () => {
    const { settlement, alice, bystander, profile, consented } = await loadFixture(deployDesk)
    await settlement.setProfile(alice, { ...profile, state: 2 })
    const consents = await consented(alice, 'WithdrawTo', { to: bystander.address, amount: 5n, data: '0x' })
    await expect(settlement.withdrawToBySig(bystander, 5n, '0x', ...consents)).to.be.revertedWithCustomError(
      settlement,
      'Exits_AccountFrozen',
    )
  })

  it('reverts towards another than the signed receiver', async () => {
    const { settlement, alice, bob, bystander, consented } = await loadFixture(deployDesk)
    const consents = await consented(alice, 'WithdrawTo', { to: bob.address, amount: 5n, data: '0x' })
    await expect(settlement.withdrawToBySig(bystander, 5n, '0x', ...consents)).to.be.revertedWithCustomError(
      settlement,
      'Settlement_BadCoSignature',
    )
  })

  it('pays the receiver and asks the gate', async () => {
    const { settlement, gate, token, alice, bystander, consented, cashOf } = await loadFixture(deployDesk)
    const consents = await consented(alice, 'WithdrawTo', { to: bystander.address, amount: 5n, data: '0x12' })
    await expect(settlement.withdrawToBySig(bystander, 5n, '0x12', ...consents))
      .to.emit(settlement, 'Withdrawn')
      .withArgs(alice.address, bystander.address, 5n)
      .and.to.emit(gate, 'Checked')
      .withArgs(alice.address, bystander.address, 5n, '0x12')
    expect([await token.balanceOf(bystander), await cashOf(alice)]).to.deep.equal([5n, CASH - 5n])
  })
})
