import { expect } from 'chai'
import { deployDesk, REFUND_WINDOW } from '../desk.ts'
import { DAY, networkHelpers, PRICE, RESERVE, SERIES } from '../fixture.ts'

const { loadFixture, time } = networkHelpers

/**
 * recall
 * ├── when the caller is not a controller
 * │   └── it reverts AccessManagedUnauthorized
 * ├── given an ended or expired unit
 * │   └── it reverts
 * ├── given a unit in the market
 * │   └── it ends it all the same, and a sale of it is skipped
 * ├── given its day is not released
 * │   └── it pays the owner price and buyer's fee
 * └── given its day is released
 *     └── it pays the owner the reserve
 */
describe('Settlement: recall', () => {
  async function sold() {
    const desk = await deployDesk()
    const [tokenId = 0n] = await desk.buyFirst(desk.alice, 1, false)
    return { ...desk, tokenId, day: await desk.daySoldOf(tokenId) }
  }

  it('reverts for anyone but a controller', async () => {
    const { settlement, intents, alice, tokenId } = await loadFixture(sold)
    await expect(settlement.connect(alice).recall(tokenId)).to.be.revertedWithCustomError(
      intents,
      'AccessManagedUnauthorized',
    )
  })

  it('reverts for an ended unit', async () => {
    const { settlement, tokenId } = await loadFixture(sold)
    await settlement.recall(tokenId)
    await expect(settlement.recall(tokenId))
      .to.be.revertedWithCustomError(settlement, 'Coupon_Ended')
      .withArgs(tokenId, 3)
  })

  it('reverts for an expired unit', async () => {
    const { settlement, tokenId, expirySec } = await loadFixture(sold)
    await time.increaseTo(expirySec)
    await expect(settlement.recall(tokenId)).to.be.revertedWithCustomError(settlement, 'Coupon_Expired')
  })

  it('ends a unit in the market, whose sale is then skipped', async () => {
    const { settlement, alice, bob, tokenId, orderOf, trade } = await loadFixture(sold)
    const [sell, buy] = [await orderOf(alice, 'sell'), await orderOf(bob, 'buy')]
    await settlement.recall(tokenId)
    const { code, failingSide } = await trade(buy, sell, [1])
    expect([code, failingSide]).to.deep.equal(['UNIT_ENDED', 'sell'])
  })

  it("pays the owner price and buyer's fee before release", async () => {
    const { settlement, alice, tokenId, day, owed } = await loadFixture(sold)
    await expect(settlement.recall(tokenId))
      .to.emit(settlement, 'CouponRecalled')
      .withArgs(tokenId, alice.address, PRICE + 225_000n)
    expect(await owed([day])).to.equal(await settlement.totalCash())
  })

  it('pays the owner the reserve after release', async () => {
    const { settlement, alice, tokenId, day, owed } = await loadFixture(sold)
    await time.increaseTo((day + 1) * DAY + REFUND_WINDOW)
    await settlement.release(SERIES, day)
    await expect(settlement.recall(tokenId))
      .to.emit(settlement, 'CouponRecalled')
      .withArgs(tokenId, alice.address, RESERVE)
    expect(await owed([day])).to.equal(await settlement.totalCash())
  })
})
