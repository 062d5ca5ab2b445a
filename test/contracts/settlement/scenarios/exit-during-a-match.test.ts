import { expect } from 'chai'
import { CASH, networkHelpers } from '../fixture.ts'
import { amountsOf } from './numbers.ts'
import { deployStage } from './stage.ts'

const { time } = networkHelpers

// MATCHING.md, Exit during a match
describe('Scenario: exit during a match', () => {
  it('settles what was matched, pays her out and skips what comes too late', async () => {
    const { alice, bob, carol, buyFirst, orderOf, play, balances, settlement, token } =
      await networkHelpers.loadFixture(deployStage)
    const amount = amountsOf('Exit during a match')
    const tokenIds = await buyFirst(alice, 2, false)
    expect((await balances()).alice).to.equal(amount('909.55'))
    const sell = await orderOf(alice, 'sell', { price: amount('46.00'), quantity: 2 })
    const buy = await orderOf(bob, 'buy', { price: amount('46.00'), quantity: 2 })
    await settlement.connect(alice).requestExit()
    const askedAt = await time.latest()
    const one = { buy: 0, sell: 1, taker: 'buy', units: 1 } as const

    await time.increaseTo(askedAt + 29)
    const [matched] = await play([buy, sell], [{ ...one, serials: [1] }])
    const inside = await balances()
    await time.setNextBlockTimestamp(askedAt + 60)
    await settlement.connect(carol).withdraw(alice, tokenIds.slice(1))
    const [late] = await play([buy, sell], [{ ...one, serials: [2] }])

    expect(matched?.code).to.equal('FILLED')
    expect([inside.bob, inside.alice]).to.deep.equal(['953.77', '955.504'].map(amount))
    expect(CASH - inside.bob).to.equal(amount('46.23'))
    expect(await token.balanceOf(alice)).to.equal(amount('955.504'))
    expect([late?.code, late?.failingSide]).to.deep.equal(['UNIT_NOT_IN_MARKET', 'sell'])
    expect((await balances()).bob).to.equal(amount('953.77'))
  })
})
