import { expect } from 'chai'
import { deployDesk, REFUND_WINDOW } from '../desk.ts'
import { DAY, networkHelpers, PRICE, RESERVE, SERIES } from '../fixture.ts'

const { loadFixture, time } = networkHelpers

/**
 * release
 * ├── given a day without sales, or all refunded
 * │   └── it reverts Held_NothingHeld
 * ├── when a refund of that day is still possible
 * │   └── it reverts Held_WindowOpen, in the last second too
 * ├── given a released day
 * │   └── it reverts Held_AlreadyReleased
 * └── when the last refund second is over
 *     ├── it pays the issuer net prices less reserves, and the platform the fees
 *     └── it keeps the reserve of every live unit and leaves the total alone
 */
describe('Settlement: release', () => {
  async function sold() {
    const desk = await deployDesk()
    const tokenIds = await desk.buyFirst(desk.alice, 3)
    const day = await desk.daySoldOf(tokenIds[0] ?? 0n)
    return { ...desk, tokenIds, day, lastRefundSec: (day + 1) * DAY - 1 + REFUND_WINDOW }
  }

  it('reverts for a day without sales', async () => {
    const { settlement, day } = await loadFixture(sold)
    await expect(settlement.release(SERIES, day - 1))
      .to.be.revertedWithCustomError(settlement, 'Held_NothingHeld')
      .withArgs(SERIES, day - 1)
  })

  it('reverts for a day whose units were all refunded', async () => {
    const { settlement, alice, tokenIds, day, lastRefundSec } = await loadFixture(sold)
    for (const tokenId of tokenIds) await settlement.connect(alice).refund(tokenId)
    await time.increaseTo(lastRefundSec + 1)
    await expect(settlement.release(SERIES, day)).to.be.revertedWithCustomError(settlement, 'Held_NothingHeld')
  })

  it('reverts in the last refund second', async () => {
    const { settlement, day, lastRefundSec } = await loadFixture(sold)
    await time.setNextBlockTimestamp(lastRefundSec)
    await expect(settlement.release(SERIES, day))
      .to.be.revertedWithCustomError(settlement, 'Held_WindowOpen')
      .withArgs(lastRefundSec, lastRefundSec)
  })

  it('reverts the second time', async () => {
    const { settlement, day, lastRefundSec } = await loadFixture(sold)
    await time.increaseTo(lastRefundSec)
    await settlement.release(SERIES, day)
    await expect(settlement.release(SERIES, day)).to.be.revertedWithCustomError(settlement, 'Held_AlreadyReleased')
  })

  it('pays the issuer what exceeds the reserves, and the platform its fees, whoever calls', async () => {
    const { settlement, bystander, issuer, day, lastRefundSec, cashOf } = await loadFixture(sold)
    await time.increaseTo(lastRefundSec)
    const [toIssuer, fees] = [3n * (PRICE - 540_000n - RESERVE), 3n * (225_000n + 540_000n)]
    await expect(settlement.connect(bystander).release(SERIES, day))
      .to.emit(settlement, 'ProceedsReleased')
      .withArgs(SERIES, day, toIssuer, fees, 3n * RESERVE)
    expect([await cashOf(issuer), await settlement.accruedFees()]).to.deep.equal([toIssuer, fees])
  })

  it('keeps the reserve of every live unit and leaves the total alone', async () => {
    const { settlement, alice, tokenIds, day, lastRefundSec, owed } = await loadFixture(sold)
    await settlement.connect(alice).refund(tokenIds[0] ?? 0n)
    await time.increaseTo(lastRefundSec)
    await settlement.release(SERIES, day)
    expect(await settlement.heldOf(SERIES, day)).to.deep.equal([2n * RESERVE, 0n, 0n, 2n, true])
    expect(await owed([day])).to.equal(await settlement.totalCash())
  })
})
