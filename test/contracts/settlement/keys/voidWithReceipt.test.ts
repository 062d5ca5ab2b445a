import { expect } from 'chai'
import { deployDesk } from '../desk.ts'
import { networkHelpers } from '../fixture.ts'

const { loadFixture } = networkHelpers

/**
 * voidWithReceipt
 * ├── when the receipt is not the co-signer's
 * │   └── it reverts Orders_BadReceipt
 * ├── when the lane does not exist, is further on, or the sequence too far ahead
 * │   └── it reverts
 * ├── when a fill that the receipt counts is not settled yet (T: receipt overtakes its own fill)
 * │   └── it reverts Orders_FillPending, and works once it is settled
 * └── when fills on chain reach the receipt's
 *     ├── the order never fills again (T: fill after cancel with and without receipt)
 *     ├── it can be applied by anyone, and twice
 *     └── given fills beyond the receipt's (a corrected one follows a skip), it voids all the same
 */
describe('Settlement: voidWithReceipt', () => {
  it("reverts for another's receipt", async () => {
    const { settlement, alice, bob, receiptOf } = await loadFixture(deployDesk)
    await expect(settlement.voidWithReceipt(...(await receiptOf(alice.address, 0, 1, 0, bob))))
      .to.be.revertedWithCustomError(settlement, 'Orders_BadReceipt')
      .withArgs(bob.address)
  })

  it('reverts for a lane that does not exist', async () => {
    const { settlement, alice, receiptOf } = await loadFixture(deployDesk)
    await expect(
      settlement.voidWithReceipt(...(await receiptOf(alice.address, 128, 1, 0))),
    ).to.be.revertedWithCustomError(settlement, 'Orders_BadLane')
  })

  it('reverts when the lane is further on', async () => {
    const { settlement, alice, receiptOf } = await loadFixture(deployDesk)
    await settlement.voidWithReceipt(...(await receiptOf(alice.address, 0, 2, 0)))
    await expect(settlement.voidWithReceipt(...(await receiptOf(alice.address, 0, 1, 0))))
      .to.be.revertedWithCustomError(settlement, 'Orders_AlreadyReplaced')
      .withArgs(2, 1)
  })

  it('reverts for a sequence too far ahead', async () => {
    const { settlement, alice, receiptOf } = await loadFixture(deployDesk)
    await expect(
      settlement.voidWithReceipt(...(await receiptOf(alice.address, 0, 65_537, 0))),
    ).to.be.revertedWithCustomError(settlement, 'Orders_LaneJump')
  })

  it('reverts while a fill that it counts is not settled, and works afterwards', async () => {
    const { settlement, issuer, alice, receiptOf, orderOf, settle } = await loadFixture(deployDesk)
    const buy = await orderOf(alice, 'buy', { quantity: 3 })
    const sell = await orderOf(issuer, 'sell', { quantity: 3, flags: { primary: true, unitChoice: 'NAMED' } })
    const receipt = await receiptOf(alice.address, 0, 1, 2)
    await expect(settlement.voidWithReceipt(...receipt))
      .to.be.revertedWithCustomError(settlement, 'Orders_FillPending')
      .withArgs(0, 2)
    await settle([buy, sell], [{ buy: 0, sell: 1, taker: 'buy', units: 2 }])
    await expect(settlement.voidWithReceipt(...receipt))
      .to.emit(settlement, 'LaneVoided')
      .withArgs(alice.address, 0, 1)
  })

  it('lets a cancelled order fill without receipt, never after it', async () => {
    const { settlement, issuer, alice, bystander, receiptOf, orderOf, settle } = await loadFixture(deployDesk)
    const buy = await orderOf(alice, 'buy', { quantity: 3 })
    const sell = await orderOf(issuer, 'sell', { quantity: 3, flags: { primary: true, unitChoice: 'NAMED' } })
    const trades = [{ buy: 0, sell: 1, taker: 'buy', units: 1 }] as const
    const [without] = await settle([buy, sell], trades)
    await settlement.connect(bystander).voidWithReceipt(...(await receiptOf(alice.address, 0, 1, 1)))
    const [after] = await settle([buy, sell], trades)
    expect([without?.code, after?.code, after?.failingSide]).to.deep.equal(['FILLED', 'ORDER_FILLED', 'buy'])
  })

  it('can be applied twice', async () => {
    const { settlement, alice, receiptOf } = await loadFixture(deployDesk)
    const receipt = await receiptOf(alice.address, 0, 1, 0)
    await settlement.voidWithReceipt(...receipt)
    await expect(settlement.voidWithReceipt(...receipt)).to.emit(settlement, 'LaneVoided')
  })

  it('voids when more was filled than the receipt says', async () => {
    const { settlement, issuer, alice, receiptOf, orderOf, trade } = await loadFixture(deployDesk)
    const sell = await orderOf(issuer, 'sell', { quantity: 2, flags: { primary: true, unitChoice: 'NAMED' } })
    await trade(await orderOf(alice, 'buy', { quantity: 2 }), sell)
    await expect(settlement.voidWithReceipt(...(await receiptOf(alice.address, 0, 1, 1)))).to.emit(
      settlement,
      'LaneVoided',
    )
  })
})
