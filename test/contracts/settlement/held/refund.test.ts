import { expect } from 'chai'
import { ZeroAddress } from 'ethers'
import { deployDesk, REFUND_WINDOW } from '../desk.ts'
import { CASH, DAY, FACE, networkHelpers, PRICE, SERIES, tokenIdOf } from '../fixture.ts'

const { loadFixture, time } = networkHelpers

/**
 * refund
 * ├── given a unit that does not exist, has ended, or belongs to another
 * │   └── it reverts
 * ├── given a unit in the market
 * │   └── it reverts Coupon_InMarket
 * ├── given a unit that was resold or given away, a window that is over, an expired series
 * │   └── it reverts Held_NotRefundable with the reason
 * └── given a first-hand unit inside the window
 *     ├── it gives back exactly what was paid, also at an odd price
 *     ├── it takes exactly that out of the day and leaves the total alone
 *     ├── it burns the unit, counts it and frees its quota
 *     ├── it pays a frozen account inside
 *     └── it can be signed and carried by anyone
 */
describe('Settlement: refund', () => {
  async function bought() {
    const desk = await deployDesk()
    const [tokenId] = await desk.buyFirst(desk.alice)
    if (tokenId === undefined) throw new Error('nothing was bought')
    return { ...desk, tokenId, day: await desk.daySoldOf(tokenId) }
  }

  it('reverts for a unit that does not exist', async () => {
    const { settlement, alice } = await loadFixture(bought)
    await expect(settlement.connect(alice).refund(tokenIdOf(SERIES, 9))).to.be.revertedWithCustomError(
      settlement,
      'Coupon_UnknownUnit',
    )
  })

  it('reverts for a unit of another', async () => {
    const { settlement, bob, tokenId } = await loadFixture(bought)
    await expect(settlement.connect(bob).refund(tokenId))
      .to.be.revertedWithCustomError(settlement, 'Coupon_NotOwner')
      .withArgs(tokenId, bob.address)
  })

  it('reverts for a refunded unit', async () => {
    const { settlement, alice, tokenId } = await loadFixture(bought)
    await settlement.connect(alice).refund(tokenId)
    await expect(settlement.connect(alice).refund(tokenId))
      .to.be.revertedWithCustomError(settlement, 'Coupon_Ended')
      .withArgs(tokenId, 2)
  })

  it('reverts for a unit in the market', async () => {
    const { settlement, alice, buyFirst } = await loadFixture(bought)
    const [listed] = await buyFirst(alice, 1, false)
    await expect(settlement.connect(alice).refund(listed ?? 0n)).to.be.revertedWithCustomError(
      settlement,
      'Coupon_InMarket',
    )
  })

  it('reverts for a unit that was given away', async () => {
    const { settlement, alice, bob, tokenId } = await loadFixture(bought)
    await settlement.connect(alice).transferFrom(alice, bob, tokenId)
    await expect(settlement.connect(bob).refund(tokenId))
      .to.be.revertedWithCustomError(settlement, 'Held_NotRefundable')
      .withArgs(tokenId, 1)
  })

  it('reverts one second after the window', async () => {
    const { settlement, alice, tokenId } = await loadFixture(bought)
    const { soldAt } = await settlement.unitOf(tokenId)
    await time.setNextBlockTimestamp(Number(soldAt) + REFUND_WINDOW + 1)
    await expect(settlement.connect(alice).refund(tokenId))
      .to.be.revertedWithCustomError(settlement, 'Held_NotRefundable')
      .withArgs(tokenId, 2)
  })

  it('reverts after the expiry of the series', async () => {
    const { settlement, alice, expirySec, buyFirst } = await loadFixture(bought)
    await time.increaseTo(expirySec - DAY)
    const [late] = await buyFirst(alice)
    await time.setNextBlockTimestamp(expirySec + 1)
    await expect(settlement.connect(alice).refund(late ?? 0n))
      .to.be.revertedWithCustomError(settlement, 'Held_NotRefundable')
      .withArgs(late, 3)
  })

  it('gives back exactly what was paid, in the last second', async () => {
    const { settlement, alice, tokenId, cashOf } = await loadFixture(bought)
    const { soldAt } = await settlement.unitOf(tokenId)
    await time.setNextBlockTimestamp(Number(soldAt) + REFUND_WINDOW)
    await expect(settlement.connect(alice).refund(tokenId))
      .to.emit(settlement, 'CouponRefunded')
      .withArgs(tokenId, alice.address, PRICE, 225_000n, 540_000n)
    expect(await cashOf(alice)).to.equal(CASH)
  })

  it('gives back exactly what was paid at an odd price', async () => {
    const { settlement, issuer, alice, orderOf, trade, cashOf } = await loadFixture(bought)
    const before = await cashOf(alice)
    const price = 46_123_457n
    const buy = await orderOf(alice, 'buy', { price, flags: { toWallet: true } })
    const sell = await orderOf(issuer, 'sell', { price, flags: { primary: true, unitChoice: 'NAMED' } })
    const { serials } = await trade(buy, sell)
    await settlement.connect(alice).refund(tokenIdOf(SERIES, serials[0] ?? 0))
    expect(await cashOf(alice)).to.equal(before)
  })

  it('takes exactly that out of the day and leaves the total alone', async () => {
    const { settlement, alice, tokenId, day, owed } = await loadFixture(bought)
    const total = await settlement.totalCash()
    await settlement.connect(alice).refund(tokenId)
    expect(await settlement.heldOf(SERIES, day)).to.deep.equal([0n, 0n, 0n, 0n, false])
    expect([await settlement.totalCash(), await owed([day])]).to.deep.equal([total, total])
  })

  it('burns the unit, counts it and frees its quota', async () => {
    const { settlement, issuer, alice, tokenId } = await loadFixture(bought)
    const used = 1_000n * FACE
    await expect(settlement.connect(alice).refund(tokenId))
      .to.emit(settlement, 'Transfer')
      .withArgs(alice.address, ZeroAddress, tokenId)
      .and.to.emit(settlement, 'QuotaUsed')
      .withArgs(issuer.address, used - FACE)
    expect([(await settlement.seriesOf(SERIES)).ended, await settlement.balanceOf(alice)]).to.deep.equal([1n, 0n])
  })

  it('pays a frozen account inside', async () => {
    const { settlement, alice, profile, tokenId, cashOf } = await loadFixture(bought)
    await settlement.setProfile(alice, { ...profile, state: 2 })
    await settlement.connect(alice).refund(tokenId)
    expect(await cashOf(alice)).to.equal(CASH)
  })

  it('can be signed and carried by anyone', async () => {
    const { settlement, alice, bystander, tokenId, authOf, cashOf } = await loadFixture(bought)
    const auth = await authOf(alice, 'Refund', { tokenId })
    await settlement.connect(bystander).refundBySig(tokenId, auth)
    expect(await cashOf(alice)).to.equal(CASH)
  })
})
