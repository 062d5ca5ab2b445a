import { expect } from 'chai'
import { ZeroAddress } from 'ethers'
import { deployDesk } from '../desk.ts'
import { ethers, FACE, networkHelpers, SERIES, tokenIdOf } from '../fixture.ts'

const { loadFixture, time } = networkHelpers

/**
 * transferFrom, safeTransferFrom, transferUnitBySig
 * ├── given a unit that is unknown, ended, expired, of another, in the market, not transferable, at its resale limit
 * │   └── it reverts
 * ├── when the receiver is nobody or the core
 * │   └── it reverts Coupon_InvalidReceiver
 * ├── when the gate refuses
 * │   └── it reverts with the gate's reason
 * ├── when the caller is neither owner nor approved, or approved but not (or no longer) allow-listed
 * │   └── it reverts
 * └── when the owner or an approved, allow-listed operator transfers
 *     ├── it passes the gate with the face value and counts as an ownership change
 *     ├── it clears the approval
 *     └── safeTransferFrom asks a contract last and reverts when it refuses
 */
describe('Settlement: transfers of units', () => {
  async function bought() {
    const desk = await deployDesk()
    const [tokenId = 0n] = await desk.buyFirst(desk.alice)
    return { ...desk, tokenId, ledger: desk.settlement.connect(desk.alice) }
  }

  it('reverts for a unit that does not exist', async () => {
    const { settlement, ledger, alice, bob } = await loadFixture(bought)
    await expect(ledger.transferFrom(alice, bob, tokenIdOf(SERIES, 7)))
      .to.be.revertedWithCustomError(settlement, 'Coupon_UnknownUnit')
      .withArgs(tokenIdOf(SERIES, 7))
  })

  it('reverts for an ended unit', async () => {
    const { settlement, ledger, alice, bob, tokenId } = await loadFixture(bought)
    await ledger.refund(tokenId)
    await expect(ledger.transferFrom(alice, bob, tokenId)).to.be.revertedWithCustomError(settlement, 'Coupon_Ended')
  })

  it('reverts for an expired unit', async () => {
    const { settlement, ledger, alice, bob, tokenId, expirySec } = await loadFixture(bought)
    await time.increaseTo(expirySec)
    await expect(ledger.transferFrom(alice, bob, tokenId)).to.be.revertedWithCustomError(settlement, 'Coupon_Expired')
  })

  it('reverts from another than the owner', async () => {
    const { settlement, bob, carol, tokenId } = await loadFixture(bought)
    await expect(settlement.connect(bob).transferFrom(bob, carol, tokenId))
      .to.be.revertedWithCustomError(settlement, 'Coupon_NotOwner')
      .withArgs(tokenId, bob.address)
  })

  it('reverts for a unit in the market', async () => {
    const { settlement, ledger, alice, bob, tokenId } = await loadFixture(bought)
    await ledger.enterMarket([tokenId])
    await expect(ledger.transferFrom(alice, bob, tokenId)).to.be.revertedWithCustomError(settlement, 'Coupon_InMarket')
  })

  it('reverts for a series that is not transferable', async () => {
    const { settlement, ledger, alice, bob, tokenId } = await loadFixture(bought)
    await settlement.setSeriesFlags(SERIES, 0)
    await expect(ledger.transferFrom(alice, bob, tokenId))
      .to.be.revertedWithCustomError(settlement, 'Coupon_NotTransferable')
      .withArgs(tokenId)
  })

  it('reverts at the resale limit, which gifts use up too', async () => {
    const { settlement, ledger, alice, bob, tokenId } = await loadFixture(bought)
    await ledger.transferFrom(alice, bob, tokenId)
    await settlement.connect(bob).transferFrom(bob, alice, tokenId)
    await ledger.transferFrom(alice, bob, tokenId)
    await expect(settlement.connect(bob).transferFrom(bob, alice, tokenId))
      .to.be.revertedWithCustomError(settlement, 'Coupon_ResaleLimitReached')
      .withArgs(tokenId, 3)
  })

  it('reverts towards nobody and towards the core', async () => {
    const { settlement, ledger, address, alice, tokenId } = await loadFixture(bought)
    for (const to of [ZeroAddress, address]) {
      await expect(ledger.transferFrom(alice, to, tokenId))
        .to.be.revertedWithCustomError(settlement, 'Coupon_InvalidReceiver')
        .withArgs(to)
    }
  })

  it("reverts with the gate's reason", async () => {
    const { ledger, gate, alice, bob, tokenId } = await loadFixture(bought)
    await gate.setRefused(bob, true)
    await expect(ledger.transferFrom(alice, bob, tokenId)).to.be.revertedWithCustomError(gate, 'Gate_Sanctioned')
  })

  it('reverts for a stranger', async () => {
    const { settlement, alice, bystander, tokenId } = await loadFixture(bought)
    await expect(settlement.connect(bystander).transferFrom(alice, bystander, tokenId))
      .to.be.revertedWithCustomError(settlement, 'Coupon_NotOwner')
      .withArgs(tokenId, bystander.address)
  })

  it('reverts for an operator that was taken off the list', async () => {
    const { settlement, ledger, alice, bystander, tokenId } = await loadFixture(bought)
    await settlement.setTransferOperator(bystander, true)
    await ledger.setApprovalForAll(bystander, true)
    await settlement.setTransferOperator(bystander, false)
    await expect(settlement.connect(bystander).transferFrom(alice, bystander, tokenId))
      .to.be.revertedWithCustomError(settlement, 'Coupon_OperatorNotAllowed')
      .withArgs(bystander.address)
  })

  it('passes the gate and counts as an ownership change', async () => {
    const { settlement, ledger, gate, alice, bob, tokenId } = await loadFixture(bought)
    await expect(ledger.transferFrom(alice, bob, tokenId))
      .to.emit(settlement, 'Transfer')
      .withArgs(alice.address, bob.address, tokenId)
      .and.to.emit(gate, 'Checked')
      .withArgs(alice.address, bob.address, FACE, '0x')
    expect([await settlement.ownerOf(tokenId), (await settlement.unitOf(tokenId)).changes]).to.deep.equal([
      bob.address,
      1n,
    ])
    expect([await settlement.balanceOf(alice), await settlement.balanceOf(bob)]).to.deep.equal([0n, 1n])
  })

  it('lets an approved, allow-listed operator transfer, once per approval', async () => {
    const { settlement, ledger, alice, bob, bystander, tokenId } = await loadFixture(bought)
    await settlement.setTransferOperator(bystander, true)
    await ledger.approve(bystander, tokenId)
    await settlement.connect(bystander).transferFrom(alice, bob, tokenId)
    expect([await settlement.ownerOf(tokenId), await settlement.getApproved(tokenId)]).to.deep.equal([
      bob.address,
      ZeroAddress,
    ])
  })

  it('can be signed and carried by anyone, with data for the gate', async () => {
    const { settlement, gate, alice, bob, bystander, tokenId, authOf } = await loadFixture(bought)
    const auth = await authOf(alice, 'TransferUnit', { to: bob.address, tokenId, data: '0xbeef' })
    await expect(settlement.connect(bystander).transferUnitBySig(bob, tokenId, '0xbeef', auth))
      .to.emit(gate, 'Checked')
      .withArgs(alice.address, bob.address, FACE, '0xbeef')
    expect(await settlement.ownerOf(tokenId)).to.equal(bob.address)
  })

  it('asks a receiving contract', async () => {
    const { settlement, ledger, alice, tokenId } = await loadFixture(bought)
    const wallet = await ethers.deployContract('MockWallet', [alice.address])
    await ledger['safeTransferFrom(address,address,uint256)'](alice, wallet, tokenId)
    expect(await settlement.ownerOf(tokenId)).to.equal(await wallet.getAddress())
  })

  it('reverts when the receiving contract refuses', async () => {
    const { settlement, ledger, alice, tokenId } = await loadFixture(bought)
    const wallet = await ethers.deployContract('MockWallet', [alice.address])
    await wallet.setRefusesTokens(true)
    await expect(ledger['safeTransferFrom(address,address,uint256,bytes)'](alice, wallet, tokenId, '0x01'))
      .to.be.revertedWithCustomError(settlement, 'Coupon_InvalidReceiver')
      .withArgs(await wallet.getAddress())
  })
})
