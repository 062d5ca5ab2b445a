import { expect } from 'chai'
import { deployDesk, REFUND_WINDOW } from '../desk.ts'
import { DAY, FACE, networkHelpers, PRICE, RESERVE, SERIES, tokenIdOf } from '../fixture.ts'

const { loadFixture, time } = networkHelpers

/**
 * redeem
 * ├── when the caller is not a controller
 * │   └── it reverts AccessManagedUnauthorized
 * ├── given a unit that is unknown, ended, in the market, expired, or of a frozen owner
 * │   └── it reverts
 * ├── given its day is not released
 * │   └── it pays the issuer the net price and the platform both fees at once
 * ├── given its day is released
 * │   └── it pays the issuer the reserve (T: redeemed before and after release, the issuer is paid once)
 * └── in both cases
 *     └── it burns the unit, frees its quota and leaves the total alone
 */
describe('Settlement: redeem', () => {
  async function sold() {
    const desk = await deployDesk()
    const tokenIds = await desk.buyFirst(desk.alice, 2)
    const [first = 0n, second = 0n] = tokenIds
    const day = await desk.daySoldOf(first)
    return { ...desk, first, second, day, merchant: desk.carol, lastRefundSec: (day + 1) * DAY - 1 + REFUND_WINDOW }
  }

  it('reverts for anyone but a controller', async () => {
    const { settlement, intents, bystander, merchant, first } = await loadFixture(sold)
    await expect(settlement.connect(bystander).redeem(first, merchant)).to.be.revertedWithCustomError(
      intents,
      'AccessManagedUnauthorized',
    )
  })

  it('reverts for a unit that does not exist', async () => {
    const { settlement, merchant } = await loadFixture(sold)
    await expect(settlement.redeem(tokenIdOf(SERIES, 99), merchant)).to.be.revertedWithCustomError(
      settlement,
      'Coupon_UnknownUnit',
    )
  })

  it('reverts the second time', async () => {
    const { settlement, merchant, first } = await loadFixture(sold)
    await settlement.redeem(first, merchant)
    await expect(settlement.redeem(first, merchant))
      .to.be.revertedWithCustomError(settlement, 'Coupon_Ended')
      .withArgs(first, 1)
  })

  it('reverts for a unit in the market', async () => {
    const { settlement, alice, merchant, buyFirst } = await loadFixture(sold)
    const [listed = 0n] = await buyFirst(alice, 1, false)
    await expect(settlement.redeem(listed, merchant)).to.be.revertedWithCustomError(settlement, 'Coupon_InMarket')
  })

  it('redeems in the last second of the series and not after', async () => {
    const { settlement, merchant, first, second, expirySec } = await loadFixture(sold)
    await time.setNextBlockTimestamp(expirySec)
    await settlement.redeem(first, merchant)
    await expect(settlement.redeem(second, merchant))
      .to.be.revertedWithCustomError(settlement, 'Coupon_Expired')
      .withArgs(second, expirySec)
  })

  it('reverts for a frozen owner', async () => {
    const { settlement, alice, merchant, profile, first } = await loadFixture(sold)
    await settlement.setProfile(alice, { ...profile, state: 2 })
    await expect(settlement.redeem(first, merchant)).to.be.revertedWithCustomError(settlement, 'Exits_AccountFrozen')
  })

  it('pays the net price and both fees at once before release', async () => {
    const { settlement, issuer, alice, merchant, first, cashOf } = await loadFixture(sold)
    await expect(settlement.redeem(first, merchant))
      .to.emit(settlement, 'CouponRedeemed')
      .withArgs(first, alice.address, merchant.address, PRICE - 540_000n, 765_000n)
    expect([await cashOf(issuer), await settlement.accruedFees()]).to.deep.equal([PRICE - 540_000n, 765_000n])
  })

  it('pays the reserve after release', async () => {
    const { settlement, alice, merchant, first, day, lastRefundSec } = await loadFixture(sold)
    await time.increaseTo(lastRefundSec)
    await settlement.release(SERIES, day)
    await expect(settlement.redeem(first, merchant))
      .to.emit(settlement, 'CouponRedeemed')
      .withArgs(first, alice.address, merchant.address, RESERVE, 0n)
  })

  it('pays the issuer once for every unit, redeemed before or after release', async () => {
    const { settlement, issuer, merchant, first, second, day, lastRefundSec, cashOf, owed } = await loadFixture(sold)
    await settlement.redeem(first, merchant)
    await time.increaseTo(lastRefundSec)
    await settlement.release(SERIES, day)
    await settlement.redeem(second, merchant)
    expect([await cashOf(issuer), await settlement.accruedFees()]).to.deep.equal([
      2n * (PRICE - 540_000n),
      2n * 765_000n,
    ])
    expect(await settlement.heldOf(SERIES, day)).to.deep.equal([0n, 0n, 0n, 0n, true])
    expect(await owed([day])).to.equal(await settlement.totalCash())
  })

  it('burns the unit, counts it and frees its quota', async () => {
    const { settlement, issuer, alice, merchant, first } = await loadFixture(sold)
    await settlement.redeem(first, merchant)
    expect([
      await settlement.balanceOf(alice),
      (await settlement.seriesOf(SERIES)).ended,
      (await settlement.issuerOf(issuer)).quotaUsed,
    ]).to.deep.equal([1n, 1n, 999n * FACE])
  })
})
