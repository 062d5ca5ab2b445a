import { expect } from 'chai'
import { deployDesk } from '../desk.ts'
import { CASH, networkHelpers } from '../fixture.ts'

const { loadFixture, time } = networkHelpers

/**
 * requestExit
 * ├── given a frozen account
 * │   └── it reverts Exits_AccountFrozen
 * ├── given a running request
 * │   └── it neither shortens nor extends it, also after it matured (attacks/exits-and-cancels)
 * ├── given a lapsed request
 * │   ├── it starts anew
 * │   └── it charges the hour's outflow once when it is renewed within an hour
 * ├── given a raised delay
 * │   └── it leaves a running request alone
 * └── given no request
 *     ├── it matures after the delay and lapses ten minutes later
 *     ├── given the hour's outflow is used up, it matures at the end of the queue
 *     └── given a queue of more than a day, it matures a day after the request
 */
describe('Settlement: requestExit', () => {
  it('reverts for a frozen account', async () => {
    const { settlement, alice, profile } = await loadFixture(deployDesk)
    await settlement.setProfile(alice, { ...profile, state: 2 })
    await expect(settlement.connect(alice).requestExit())
      .to.be.revertedWithCustomError(settlement, 'Exits_AccountFrozen')
      .withArgs(alice.address)
  })

  it('starts anew after a lapse', async () => {
    const { settlement, alice } = await loadFixture(deployDesk)
    await settlement.connect(alice).requestExit()
    const { lapsesAt } = await settlement.exitOf(alice)
    await time.setNextBlockTimestamp(lapsesAt + 1n)
    await settlement.connect(alice).requestExit()
    expect((await settlement.exitOf(alice)).maturesAt).to.equal(lapsesAt + 61n)
  })

  it('charges the outflow once when it is renewed within an hour', async () => {
    const { settlement, alice, deposit } = await loadFixture(deployDesk)
    await deposit(alice, 500_000_000_000n)
    await settlement.connect(alice).requestExit()
    const { total } = await settlement.outflow()
    await time.increaseTo((await settlement.exitOf(alice)).lapsesAt + 1n)
    await settlement.connect(alice).requestExit()
    expect((await settlement.outflow()).total).to.be.below(total)
  })

  it('charges the outflow again when it is renewed after more than an hour', async () => {
    const { settlement, alice, deposit } = await loadFixture(deployDesk)
    await deposit(alice, 500_000_000_000n)
    await settlement.connect(alice).requestExit()
    await time.increaseTo((await settlement.exitOf(alice)).lapsesAt + 3_601n)
    await settlement.connect(alice).requestExit()
    expect((await settlement.outflow()).total).to.equal(500_000_000_000n + CASH)
  })

  it('keeps its time when the delay is raised', async () => {
    const { settlement, token, alice } = await loadFixture(deployDesk)
    await settlement.connect(alice).requestExit()
    const { maturesAt } = await settlement.exitOf(alice)
    await settlement.setExitDelay(3_600)
    await time.setNextBlockTimestamp(maturesAt)
    await settlement.withdraw(alice, [])
    expect(await token.balanceOf(alice)).to.equal(CASH)
  })

  it('matures after the delay and lapses ten minutes later', async () => {
    const { settlement, alice } = await loadFixture(deployDesk)
    const now = (await time.latest()) + 10
    await time.setNextBlockTimestamp(now)
    await expect(settlement.connect(alice).requestExit())
      .to.emit(settlement, 'ExitRequested')
      .withArgs(alice.address, now + 60, now + 660)
  })

  it('can be carried by anyone', async () => {
    const { settlement, alice, bystander, authOf } = await loadFixture(deployDesk)
    const auth = await authOf(alice, 'RequestExit', {})
    await expect(settlement.connect(bystander).requestExitBySig(auth)).to.emit(settlement, 'ExitRequested')
  })

  it('waits at the end of the queue when the outflow of the hour is used up', async () => {
    const { settlement, alice, deposit } = await loadFixture(deployDesk)
    await deposit(alice, 1_500_000_000_000n)
    const now = (await time.latest()) + 10
    await time.setNextBlockTimestamp(now)
    await settlement.connect(alice).requestExit()
    // 1,501,000.00 asked for, 1,000,000.00 drain in an hour: the last 501,000.00 wait for 1,803.6 seconds.
    expect((await settlement.exitOf(alice)).maturesAt).to.equal(now + 60 + 1_804)
  })

  it('lets a small request wait behind a large one', async () => {
    const { settlement, alice, bob, deposit } = await loadFixture(deployDesk)
    await deposit(alice, 1_500_000_000_000n)
    const now = (await time.latest()) + 10
    await time.setNextBlockTimestamp(now)
    await settlement.connect(alice).requestExit()
    await time.setNextBlockTimestamp(now + 1_000)
    await settlement.connect(bob).requestExit()
    // Bob's 1,000.00 take 3.6 seconds more than Alice's queue, of which a thousand seconds are over.
    expect((await settlement.exitOf(bob)).maturesAt).to.equal(now + 60 + 1_808)
  })

  it('does not let others wait longer because one who left took most of the money', async () => {
    const { settlement, alice, bob, deposit } = await loadFixture(deployDesk)
    await deposit(alice, 900_000_000_000_000n)
    await settlement.connect(alice).requestExit()
    await time.increaseTo((await settlement.exitOf(alice)).maturesAt)
    await settlement.withdraw(alice, [])
    await settlement.connect(bob).requestExit()
    expect((await settlement.exitOf(bob)).maturesAt).to.equal((await time.latest()) + 60)
  })

  it('matures a day after the request when the queue is longer', async () => {
    const { settlement, alice, bob, carol, consented, deposit } = await loadFixture(deployDesk)
    const amount = 900_000_000_000_000n
    await deposit(alice, amount)
    // The same money asks three times, for ten hours each.
    for (const [from, to] of [
      [alice, bob],
      [bob, carol],
    ] as const) {
      await settlement.connect(from).requestExit()
      const consents = await consented(from, 'TransferCash', { to: to.address, amount, data: '0x' })
      await settlement.transferCashBySig(to, amount, '0x', ...consents)
    }
    await settlement.connect(carol).requestExit()
    expect((await settlement.exitOf(carol)).maturesAt).to.equal((await time.latest()) + 86_400)
  })
})
