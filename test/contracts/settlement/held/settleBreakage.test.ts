import { expect } from 'chai'
import { deployDesk, REFUND_WINDOW } from '../desk.ts'
import { DAY, FACE, networkHelpers, RESERVE, SERIES } from '../fixture.ts'

const { loadFixture, time } = networkHelpers

/**
 * settleBreakage
 * ├── given nothing is held of that day
 * │   └── it reverts Held_NothingHeld, also the second time
 * ├── given the day is not released
 * │   └── it reverts Held_NotReleased
 * ├── when the grace of seven days is not over
 * │   └── it reverts Held_GraceOpen
 * └── when it is over
 *     ├── it pays the platform 10 % of the face of unredeemed units and the issuer the rest
 *     ├── it counts the units as ended and frees their quota
 *     └── it leaves nothing held and the total alone
 */
describe('Settlement: settleBreakage', () => {
  const GRACE = 7 * DAY

  async function released() {
    const desk = await deployDesk()
    const [first = 0n] = await desk.buyFirst(desk.alice, 3)
    const day = await desk.daySoldOf(first)
    await desk.settlement.redeem(first, desk.carol)
    await time.increaseTo((day + 1) * DAY + REFUND_WINDOW)
    await desk.settlement.release(SERIES, day)
    return { ...desk, day }
  }

  async function over() {
    const desk = await released()
    await time.increaseTo(desk.expirySec + GRACE)
    return { ...desk, issuerCash: await desk.cashOf(desk.issuer), fees: await desk.settlement.accruedFees() }
  }

  it('reverts where nothing is held', async () => {
    const { settlement, day } = await loadFixture(over)
    await expect(settlement.settleBreakage(SERIES, day + 1)).to.be.revertedWithCustomError(
      settlement,
      'Held_NothingHeld',
    )
  })

  it('reverts the second time', async () => {
    const { settlement, day } = await loadFixture(over)
    await settlement.settleBreakage(SERIES, day)
    await expect(settlement.settleBreakage(SERIES, day)).to.be.revertedWithCustomError(settlement, 'Held_NothingHeld')
  })

  it('reverts for a day that is not released', async () => {
    const { settlement, bob, expirySec, buyFirst, daySoldOf } = await loadFixture(released)
    const [late = 0n] = await buyFirst(bob)
    await time.increaseTo(expirySec + GRACE)
    await expect(settlement.settleBreakage(SERIES, await daySoldOf(late)))
      .to.be.revertedWithCustomError(settlement, 'Held_NotReleased')
      .withArgs(SERIES, await daySoldOf(late))
  })

  it('reverts in the last second of the grace', async () => {
    const { settlement, day, expirySec } = await loadFixture(released)
    await time.setNextBlockTimestamp(expirySec + GRACE)
    await expect(settlement.settleBreakage(SERIES, day))
      .to.be.revertedWithCustomError(settlement, 'Held_GraceOpen')
      .withArgs(expirySec + GRACE, expirySec + GRACE)
  })

  it('pays the platform its share and the issuer the rest, whoever calls', async () => {
    const { settlement, bystander, issuer, day, issuerCash, fees, cashOf } = await loadFixture(over)
    const toPlatform = (2n * FACE) / 10n
    const toIssuer = 2n * RESERVE - toPlatform
    await expect(settlement.connect(bystander).settleBreakage(SERIES, day))
      .to.emit(settlement, 'BreakageSettled')
      .withArgs(SERIES, day, 2n, toPlatform, toIssuer)
    expect([await cashOf(issuer), await settlement.accruedFees()]).to.deep.equal([
      issuerCash + toIssuer,
      fees + toPlatform,
    ])
  })

  it('counts the units as ended and frees their quota', async () => {
    const { settlement, issuer, day } = await loadFixture(over)
    await settlement.settleBreakage(SERIES, day)
    expect([(await settlement.seriesOf(SERIES)).ended, (await settlement.issuerOf(issuer)).quotaUsed]).to.deep.equal([
      3n,
      997n * FACE,
    ])
  })

  it('leaves nothing held and the total alone', async () => {
    const { settlement, day, owed } = await loadFixture(over)
    await settlement.settleBreakage(SERIES, day)
    expect(await settlement.heldOf(SERIES, day)).to.deep.equal([0n, 0n, 0n, 0n, true])
    expect(await owed([day])).to.equal(await settlement.totalCash())
  })
})
