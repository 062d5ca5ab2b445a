import { expect } from 'chai'
import { ZeroAddress } from 'ethers'
import { deployDesk } from '../desk.ts'
import { keyOf } from '../desk-signing.ts'
import { networkHelpers } from '../fixture.ts'

const { loadFixture, time } = networkHelpers

/**
 * requestCancel, requestCancelAll, cancelAllBySig, applyChange of a cancel
 * ├── when the lane is above 127, the sequence is zero, replaced, or too far ahead (T: lane bricked by seq = max)
 * │   └── it reverts
 * ├── given a pending cancel of the lane
 * │   └── it reverts Keys_ChangePending
 * ├── when a cancel is requested and not applied
 * │   └── the order can still fill
 * ├── when it is applied
 * │   ├── the order and older ones of the lane never fill again, a later one does
 * │   └── given the lane has moved on, it only clears the request
 * └── when everything is cancelled
 *     ├── after the delay, or at once with the co-signature, orders of every key are dead
 *     ├── orders signed beforehand for a revoked key are dead too
 *     └── an account without keys is unharmed
 */
describe('Settlement: cancels', () => {
  const MAX_SEQ = 2 ** 32 - 1

  it('reverts for a lane that does not exist', async () => {
    const { settlement, alice } = await loadFixture(deployDesk)
    await expect(settlement.connect(alice).requestCancel(128, 1))
      .to.be.revertedWithCustomError(settlement, 'Orders_BadLane')
      .withArgs(128)
  })

  it('reverts for sequence zero', async () => {
    const { settlement, alice } = await loadFixture(deployDesk)
    await expect(settlement.connect(alice).requestCancel(0, 0)).to.be.revertedWithCustomError(
      settlement,
      'Orders_AlreadyReplaced',
    )
  })

  it('reverts for the last sequence, which would brick the lane', async () => {
    const { settlement, alice } = await loadFixture(deployDesk)
    await expect(settlement.connect(alice).requestCancel(0, MAX_SEQ))
      .to.be.revertedWithCustomError(settlement, 'Orders_LaneJump')
      .withArgs(0, MAX_SEQ)
    await expect(settlement.connect(alice).requestCancel(0, 65_537)).to.be.revertedWithCustomError(
      settlement,
      'Orders_LaneJump',
    )
  })

  it('reverts while a cancel of the lane is pending', async () => {
    const { settlement, alice } = await loadFixture(deployDesk)
    await settlement.connect(alice).requestCancel(5, 1)
    await expect(settlement.connect(alice).requestCancel(5, 2)).to.be.revertedWithCustomError(
      settlement,
      'Keys_ChangePending',
    )
    await expect(settlement.connect(alice).requestCancel(6, 2)).to.emit(settlement, 'ChangeRequested')
  })

  it('leaves the order fillable until applied', async () => {
    const { settlement, issuer, alice, authOf, orderOf, trade } = await loadFixture(deployDesk)
    const buy = await orderOf(alice, 'buy')
    const sell = await orderOf(issuer, 'sell', { flags: { primary: true, unitChoice: 'NAMED' } })
    await settlement.requestCancelBySig(0, 1, await authOf(alice, 'RequestCancel', { lane: 0, seq: 1 }))
    expect((await trade(buy, sell)).code).to.equal('FILLED')
  })

  for (const lane of [0, 1, 2, 127]) {
    it(`kills the order and older ones of lane ${lane}, not a later one`, async () => {
      const { settlement, issuer, alice, orderOf, trade } = await loadFixture(deployDesk)
      const orders = await Promise.all([3, 4, 5].map((seq) => orderOf(alice, 'buy', { lane, seq })))
      await settlement.connect(alice).requestCancel(lane, 4)
      await time.increase(60)
      await expect(settlement.applyChange(alice, 16 + lane))
        .to.emit(settlement, 'LaneVoided')
        .withArgs(alice.address, lane, 4)
      const codes = []
      for (const buy of orders) {
        const sell = await orderOf(issuer, 'sell', { flags: { primary: true, unitChoice: 'NAMED' } })
        codes.push((await trade(buy, sell)).code)
      }
      expect(codes).to.deep.equal(['ORDER_REPLACED', 'ORDER_FILLED', 'FILLED'])
    })
  }

  it('only clears the request when the lane has moved on', async () => {
    const { settlement, issuer, alice, orderOf, trade } = await loadFixture(deployDesk)
    await settlement.connect(alice).requestCancel(0, 1)
    const sell = await orderOf(issuer, 'sell', { flags: { primary: true, unitChoice: 'NAMED' } })
    await trade(await orderOf(alice, 'buy', { seq: 2 }), sell)
    await time.increase(60)
    await expect(settlement.applyChange(alice, 16)).not.to.emit(settlement, 'LaneVoided')
    expect(await settlement.laneOf(alice, 0)).to.deep.equal([2n, 1n])
    await expect(settlement.connect(alice).requestCancel(0, 2)).to.emit(settlement, 'ChangeRequested')
  })

  it('kills the orders of every key after the delay', async () => {
    const { settlement, alice, bystander, possessionOf, authOf } = await loadFixture(deployDesk)
    await settlement
      .connect(alice)
      .registerKey(keyOf(bystander.address, 3), await possessionOf(bystander, alice.address, 3))
    await settlement.requestCancelAllBySig(await authOf(alice, 'RequestCancelAll', {}))
    await time.increase(60)
    await expect(settlement.applyChange(alice, 8)).to.emit(settlement, 'OrdersCancelled').withArgs(alice.address)
    for (const index of [0, 3]) expect((await settlement.keyOf(alice, index)).epoch).to.be.greaterThan(0n)
    expect((await settlement.keyOf(alice, 1)).epoch).to.equal(0n)
  })

  it('asks by a direct call as well', async () => {
    const { settlement, alice } = await loadFixture(deployDesk)
    await expect(settlement.connect(alice).requestCancelAll()).to.emit(settlement, 'ChangeRequested')
  })

  it('acts at once with the co-signature and drops a pending request', async () => {
    const { settlement, issuer, alice, consented, orderOf, trade } = await loadFixture(deployDesk)
    const buy = await orderOf(alice, 'buy')
    const sell = await orderOf(issuer, 'sell', { flags: { primary: true, unitChoice: 'NAMED' } })
    await settlement.connect(alice).requestCancelAll()
    await settlement.cancelAllBySig(...(await consented(alice, 'RequestCancelAll', {})))
    expect((await trade(buy, sell)).code).to.equal('BAD_SIGNATURE')
    expect((await settlement.pendingChange(alice, 8)).effectiveAt).to.equal(0n)
  })

  it('kills orders signed beforehand for a key that was revoked and returns', async () => {
    const { settlement, issuer, alice, consented, orderOf, trade } = await loadFixture(deployDesk)
    const revoked = keyOf(ZeroAddress)
    await settlement.changeKeyBySig(revoked, '0x', ...(await consented(alice, 'RequestKeyChange', revoked)))
    const buy = await orderOf(alice, 'buy')
    await settlement.cancelAllBySig(...(await consented(alice, 'RequestCancelAll', {})))
    await settlement.connect(alice).registerKey(keyOf(alice.address), '0x')
    const sell = await orderOf(issuer, 'sell', { flags: { primary: true, unitChoice: 'NAMED' } })
    expect((await trade(buy, sell)).code).to.equal('BAD_SIGNATURE')
  })

  it('leaves an account without keys at epoch zero', async () => {
    const { settlement, bystander, consented } = await loadFixture(deployDesk)
    await settlement.cancelAllBySig(...(await consented(bystander, 'RequestCancelAll', {})))
    expect((await settlement.keyOf(bystander, 0)).epoch).to.equal(0n)
  })
})
