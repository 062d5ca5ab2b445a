import { expect } from 'chai'
import { ZeroAddress } from 'ethers'
import { deployDesk } from '../desk.ts'
import { networkHelpers } from '../fixture.ts'

const { loadFixture } = networkHelpers

/**
 * approve, setApprovalForAll
 * ├── when the operator is not allow-listed
 * │   └── it reverts Coupon_OperatorNotAllowed
 * ├── when the caller is neither the owner nor her operator
 * │   └── it reverts Coupon_NotOwner
 * ├── given a unit in the market or ended
 * │   └── it reverts
 * └── when an allow-listed operator is approved
 *     ├── it is recorded and can be taken back
 *     └── an operator for all may approve too
 */
describe('Settlement: approvals', () => {
  async function bought() {
    const desk = await deployDesk()
    const [tokenId = 0n] = await desk.buyFirst(desk.alice)
    await desk.settlement.setTransferOperator(desk.carol, true)
    return { ...desk, tokenId, ledger: desk.settlement.connect(desk.alice) }
  }

  it('reverts for an operator that is not allow-listed', async () => {
    const { settlement, ledger, bob, tokenId } = await loadFixture(bought)
    await expect(ledger.approve(bob, tokenId))
      .to.be.revertedWithCustomError(settlement, 'Coupon_OperatorNotAllowed')
      .withArgs(bob.address)
    await expect(ledger.setApprovalForAll(bob, true)).to.be.revertedWithCustomError(
      settlement,
      'Coupon_OperatorNotAllowed',
    )
  })

  it('reverts for a stranger', async () => {
    const { settlement, bob, carol, tokenId } = await loadFixture(bought)
    await expect(settlement.connect(bob).approve(carol, tokenId)).to.be.revertedWithCustomError(
      settlement,
      'Coupon_NotOwner',
    )
  })

  it('reverts for a unit in the market', async () => {
    const { settlement, ledger, carol, tokenId } = await loadFixture(bought)
    await ledger.enterMarket([tokenId])
    await expect(ledger.approve(carol, tokenId)).to.be.revertedWithCustomError(settlement, 'Coupon_InMarket')
  })

  it('reverts for an ended unit', async () => {
    const { settlement, ledger, carol, tokenId } = await loadFixture(bought)
    await ledger.refund(tokenId)
    await expect(ledger.approve(carol, tokenId)).to.be.revertedWithCustomError(settlement, 'Coupon_Ended')
  })

  it('is recorded and can be taken back', async () => {
    const { settlement, ledger, alice, carol, tokenId } = await loadFixture(bought)
    await expect(ledger.approve(carol, tokenId))
      .to.emit(settlement, 'Approval')
      .withArgs(alice.address, carol.address, tokenId)
    expect(await settlement.getApproved(tokenId)).to.equal(carol.address)
    await ledger.approve(ZeroAddress, tokenId)
    expect(await settlement.getApproved(tokenId)).to.equal(ZeroAddress)
  })

  it('lets an operator for all approve too', async () => {
    const { settlement, ledger, alice, carol, tokenId } = await loadFixture(bought)
    await expect(ledger.setApprovalForAll(carol, true))
      .to.emit(settlement, 'ApprovalForAll')
      .withArgs(alice.address, carol.address, true)
    await settlement.connect(carol).approve(carol, tokenId)
    expect(await settlement.getApproved(tokenId)).to.equal(carol.address)
  })

  it('is taken back for all', async () => {
    const { settlement, ledger, alice, carol } = await loadFixture(bought)
    await ledger.setApprovalForAll(carol, true)
    await ledger.setApprovalForAll(carol, false)
    expect(await settlement.isApprovedForAll(alice, carol)).to.equal(false)
  })
})
