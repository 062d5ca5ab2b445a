import { expect } from 'chai'
import { deployDesk } from '../desk.ts'
import { networkHelpers } from '../fixture.ts'

const { loadFixture, time } = networkHelpers

/**
 * An exit request whose money went to another account
 * └── renewed without money, it gives no right to leave past the hour's limit later
 */
describe('Attack: an exit right outlives its money', () => {
  it('charges the money that comes back like any other', async () => {
    const { settlement, alice, bob, consented, deposit } = await loadFixture(deployDesk)
    const amount = 900_000_000_000n
    await deposit(alice, amount)
    await settlement.connect(alice).requestExit()
    const leave = await consented(alice, 'TransferCash', { to: bob.address, amount, data: '0x' })
    await settlement.transferCashBySig(bob, amount, '0x', ...leave)
    // Renewed for free until the hour of the charge is long over.
    for (let renewal = 0; renewal < 3; renewal++) {
      await time.increaseTo((await settlement.exitOf(alice)).lapsesAt + 3_000n)
      await settlement.connect(alice).requestExit()
    }
    const back = await consented(bob, 'TransferCash', { to: alice.address, amount, data: '0x' })
    await settlement.transferCashBySig(alice, amount, '0x', ...back)
    await time.increaseTo((await settlement.exitOf(alice)).maturesAt)
    await settlement.withdraw(alice, [])
    expect((await settlement.outflow()).total).to.be.at.least(amount)
  })
})
