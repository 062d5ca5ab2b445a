import { expect } from 'chai'
import { deployDesk } from '../desk.ts'
import { ethers, networkHelpers } from '../fixture.ts'

const { loadFixture, time } = networkHelpers

/**
 * Exits of more than a day of outflow are asked for at once
 * ├── the others wait a day at most
 * └── a day later, when all of them may have left, instant withdrawals are open again
 */
describe('Attack: withdrawals stay closed after a run', () => {
  const AMOUNT = 900_000_000_000_000n

  /** The same money asks eight times, for ten hours each. */
  async function deployRun() {
    const desk = await deployDesk()
    const { settlement, consented, deposit } = desk
    const runners = (await ethers.getSigners()).slice(8, 17)
    for (const [i, from] of runners.entries()) {
      if (i === 0) await deposit(from, AMOUNT)
      const to = runners[i + 1]
      if (!to) break
      await settlement.connect(from).requestExit()
      const consents = await consented(from, 'TransferCash', { to: to.address, amount: AMOUNT, data: '0x' })
      await settlement.transferCashBySig(to, AMOUNT, '0x', ...consents)
    }
    return desk
  }

  it('lets the others wait a day at most', async () => {
    const { settlement, carol } = await loadFixture(deployRun)
    await settlement.connect(carol).requestExit()
    expect((await settlement.exitOf(carol)).maturesAt).to.equal((await time.latest()) + 86_400)
  })

  it('opens instant withdrawals again a day later', async () => {
    const { settlement, token, carol, consented } = await loadFixture(deployRun)
    await time.increase(86_400 + 3_600)
    await settlement.withdrawBySig(5n, ...(await consented(carol, 'Withdraw', { amount: 5n })))
    expect(await token.balanceOf(carol)).to.equal(5n)
  })
})
