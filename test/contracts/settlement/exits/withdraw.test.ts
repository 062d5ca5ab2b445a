import { expect } from 'chai'
import { deployDesk } from '../desk.ts'
import { CASH, networkHelpers } from '../fixture.ts'

const { loadFixture, time } = networkHelpers

/**
 * withdraw
 * ├── given no request
 * │   └── it reverts Exits_NotRequested
 * ├── given a request that is not mature
 * │   └── it reverts Exits_NotMatured
 * ├── given a request that matured more than 10 minutes ago (T: a matured request kept as an option)
 * │   └── it reverts Exits_Lapsed
 * ├── given a frozen account
 * │   └── it reverts Exits_AccountFrozen
 * ├── when more than 50 units or units of others are named
 * │   └── it reverts
 * └── given a matured request
 *     ├── it pays all cash to the owner, whoever calls, also of restricted and closed accounts and under the brake
 *     ├── it frees the named units without a callback and passes over those already out
 *     ├── it can be repeated and pays what came in since
 *     ├── it still pays in full when the hour's outflow is used up
 *     └── it leaves what came in since for the next request when there is no room for it
 */
describe('Settlement: withdraw', () => {
  async function requested() {
    const desk = await deployDesk()
    const [tokenId] = await desk.buyFirst(desk.alice, 1, false)
    await desk.settlement.connect(desk.alice).requestExit()
    if (tokenId === undefined) throw new Error('nothing was bought')
    return { ...desk, tokenId, cash: await desk.cashOf(desk.alice) }
  }

  async function matured() {
    const desk = await requested()
    await time.increase(60)
    return desk
  }

  it('reverts without a request', async () => {
    const { settlement, bob } = await loadFixture(matured)
    await expect(settlement.withdraw(bob, []))
      .to.be.revertedWithCustomError(settlement, 'Exits_NotRequested')
      .withArgs(bob.address)
  })

  it('reverts before maturity', async () => {
    const { settlement, alice } = await loadFixture(requested)
    const { maturesAt } = await settlement.exitOf(alice)
    await time.setNextBlockTimestamp(maturesAt - 1n)
    await expect(settlement.withdraw(alice, []))
      .to.be.revertedWithCustomError(settlement, 'Exits_NotMatured')
      .withArgs(maturesAt, maturesAt - 1n)
  })

  it('reverts ten minutes after maturity: a matured request is no option', async () => {
    const { settlement, alice } = await loadFixture(requested)
    const { lapsesAt } = await settlement.exitOf(alice)
    await time.setNextBlockTimestamp(lapsesAt + 1n)
    await expect(settlement.withdraw(alice, []))
      .to.be.revertedWithCustomError(settlement, 'Exits_Lapsed')
      .withArgs(lapsesAt, lapsesAt + 1n)
  })

  it('reverts for a frozen account', async () => {
    const { settlement, alice, profile } = await loadFixture(matured)
    await settlement.setProfile(alice, { ...profile, state: 2 })
    await expect(settlement.withdraw(alice, [])).to.be.revertedWithCustomError(settlement, 'Exits_AccountFrozen')
  })

  it('reverts for more than fifty units', async () => {
    const { settlement, alice } = await loadFixture(matured)
    await expect(settlement.withdraw(alice, Array(51).fill(1n)))
      .to.be.revertedWithCustomError(settlement, 'Exits_TooManyUnits')
      .withArgs(51n, 50n)
  })

  it('reverts for a unit of another', async () => {
    const { settlement, alice, bob, buyFirst } = await loadFixture(matured)
    const [other] = await buyFirst(bob, 1, false)
    await expect(settlement.withdraw(alice, [other ?? 0n])).to.be.revertedWithCustomError(settlement, 'Coupon_NotOwner')
  })

  it('pays all cash to the owner, whoever calls', async () => {
    const { settlement, token, alice, bystander, cash, cashOf } = await loadFixture(matured)
    const totalBefore = await settlement.totalCash()
    await expect(settlement.connect(bystander).withdraw(alice, []))
      .to.emit(settlement, 'Withdrawn')
      .withArgs(alice.address, alice.address, cash)
    expect([await token.balanceOf(alice), await cashOf(alice)]).to.deep.equal([cash, 0n])
    expect(await settlement.totalCash()).to.equal(totalBefore - cash)
  })

  for (const [name, state] of [
    ['restricted', 1],
    ['closed', 3],
  ] as const) {
    it(`pays a ${name} account`, async () => {
      const { settlement, token, alice, profile, cash } = await loadFixture(matured)
      await settlement.setProfile(alice, { ...profile, state })
      await settlement.withdraw(alice, [])
      expect(await token.balanceOf(alice)).to.equal(cash)
    })
  }

  it('pays under a brake on everything', async () => {
    const { settlement, brake, token, alice, cash } = await loadFixture(matured)
    await brake.set(0, 0n, `0x${'01'.repeat(32)}`)
    await settlement.setBrakeHint(4, BigInt(alice.address), true)
    await settlement.withdraw(alice, [])
    expect(await token.balanceOf(alice)).to.equal(cash)
  })

  it('frees the named units', async () => {
    const { settlement, alice, tokenId } = await loadFixture(matured)
    await expect(settlement.withdraw(alice, [tokenId]))
      .to.emit(settlement, 'UnitsLeftMarket')
      .withArgs(alice.address, [tokenId])
    expect((await settlement.unitOf(tokenId)).inMarket).to.equal(false)
  })

  it('passes over units that are already out, so that nobody can spoil the call', async () => {
    const { settlement, token, alice, bystander, tokenId, cash } = await loadFixture(matured)
    await settlement.connect(bystander).withdraw(alice, [tokenId])
    await settlement.withdraw(alice, [tokenId])
    expect(await token.balanceOf(alice)).to.equal(cash)
  })

  it('can be repeated and pays what came in since', async () => {
    const { settlement, token, alice, deposit, cash } = await loadFixture(matured)
    await settlement.withdraw(alice, [])
    await deposit(alice, 700n)
    await settlement.withdraw(alice, [])
    expect(await token.balanceOf(alice)).to.equal(cash + 700n)
  })

  it('pays in full although the outflow of the hour is used up meanwhile', async () => {
    const { settlement, token, alice, bob, consented, deposit, cash } = await loadFixture(matured)
    const rest = 1_000_000_000_000n - (await settlement.outflow()).total
    await deposit(bob, rest)
    await settlement.withdrawBySig(rest, ...(await consented(bob, 'Withdraw', { amount: rest })))
    await settlement.withdraw(alice, [])
    expect(await token.balanceOf(alice)).to.equal(cash)
  })

  it('leaves what came in since for the next request when the hour has no room for it', async () => {
    const { settlement, token, alice, deposit, cash, cashOf } = await loadFixture(matured)
    await deposit(alice, 2_000_000_000_000n)
    await settlement.withdraw(alice, [])
    const paid = await token.balanceOf(alice)
    expect(paid).to.be.above(1_000_000_000_000n - CASH)
    expect(paid).to.be.below(1_000_000_000_000n + CASH)
    expect(await cashOf(alice)).to.equal(cash + 2_000_000_000_000n - paid)
    expect((await settlement.outflow()).queued).to.equal(0n)
  })
})
