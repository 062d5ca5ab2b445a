import { expect } from 'chai'
import { deployDesk } from '../desk.ts'
import { CASH, networkHelpers } from '../fixture.ts'

const { loadFixture, time } = networkHelpers

/**
 * withdrawBySig
 * ├── given a frozen account
 * │   └── it reverts Exits_AccountFrozen
 * ├── when the amount is zero or more than there is
 * │   └── it reverts
 * ├── when the outflow of the hour is used up
 * │   └── it reverts Exits_OutflowLimit, and an exit can still be requested
 * ├── without the operator's co-signature
 * │   └── it reverts
 * └── with it
 *     ├── it pays a part at once to the account
 *     └── it has room again as the hour passes
 */
describe('Settlement: withdrawBySig', () => {
  const LIMIT = 1_000_000_000_000n

  it('reverts for a frozen account', async () => {
    const { settlement, alice, profile, consented } = await loadFixture(deployDesk)
    await settlement.setProfile(alice, { ...profile, state: 2 })
    const consents = await consented(alice, 'Withdraw', { amount: 5n })
    await expect(settlement.withdrawBySig(5n, ...consents)).to.be.revertedWithCustomError(
      settlement,
      'Exits_AccountFrozen',
    )
  })

  it('reverts for nothing', async () => {
    const { settlement, alice, consented } = await loadFixture(deployDesk)
    const consents = await consented(alice, 'Withdraw', { amount: 0n })
    await expect(settlement.withdrawBySig(0n, ...consents)).to.be.revertedWithCustomError(settlement, 'Cash_ZeroAmount')
  })

  it('reverts for more than there is', async () => {
    const { settlement, alice, consented } = await loadFixture(deployDesk)
    const consents = await consented(alice, 'Withdraw', { amount: CASH + 1n })
    await expect(settlement.withdrawBySig(CASH + 1n, ...consents)).to.be.revertedWithCustomError(
      settlement,
      'Cash_Insufficient',
    )
  })

  it("reverts without the operator's co-signature", async () => {
    const { settlement, alice, authOf, coSign } = await loadFixture(deployDesk)
    const auth = await authOf(alice, 'Withdraw', { amount: 5n })
    const own = await coSign('Withdraw', { amount: 5n }, auth, 30, alice)
    await expect(settlement.withdrawBySig(5n, auth, own)).to.be.revertedWithCustomError(
      settlement,
      'Settlement_BadCoSignature',
    )
  })

  it('reverts above the outflow of the hour, when an exit can still be requested', async () => {
    const { settlement, alice, deposit, consented } = await loadFixture(deployDesk)
    await deposit(alice, 2n * LIMIT)
    const consents = await consented(alice, 'Withdraw', { amount: LIMIT + 1n })
    await expect(settlement.withdrawBySig(LIMIT + 1n, ...consents))
      .to.be.revertedWithCustomError(settlement, 'Exits_OutflowLimit')
      .withArgs(LIMIT, LIMIT + 1n)
    await expect(settlement.connect(alice).requestExit()).to.emit(settlement, 'ExitRequested')
  })

  it('pays a part at once to the account, whoever carries it', async () => {
    const { settlement, token, alice, bystander, consented, cashOf } = await loadFixture(deployDesk)
    const consents = await consented(alice, 'Withdraw', { amount: 400n })
    await expect(settlement.connect(bystander).withdrawBySig(400n, ...consents))
      .to.emit(settlement, 'Withdrawn')
      .withArgs(alice.address, alice.address, 400n)
    expect([await token.balanceOf(alice), await cashOf(alice)]).to.deep.equal([400n, CASH - 400n])
    expect(await settlement.totalCash()).to.equal(3n * CASH - 400n)
  })

  it('has room again as the hour passes', async () => {
    const { settlement, token, alice, deposit, consented } = await loadFixture(deployDesk)
    await deposit(alice, 2n * LIMIT)
    await settlement.withdrawBySig(LIMIT, ...(await consented(alice, 'Withdraw', { amount: LIMIT })))
    expect((await settlement.outflow()).total).to.equal(LIMIT)
    await time.increase(1_800)
    await settlement.withdrawBySig(LIMIT / 2n, ...(await consented(alice, 'Withdraw', { amount: LIMIT / 2n })))
    expect(await token.balanceOf(alice)).to.equal(LIMIT + LIMIT / 2n)
  })
})
