import { expect } from 'chai'
import { CASH, networkHelpers } from '../fixture.ts'
import { amountsOf } from './numbers.ts'
import { deployStage } from './stage.ts'

// MATCHING.md, Skipped trade
describe('Scenario: skipped trade', () => {
  it('skips one trade and what hangs on it, and fills the rest', async () => {
    const { alice, bob, carol, buyFirst, orderOf, play, balances, settlement } =
      await networkHelpers.loadFixture(deployStage)
    const amount = amountsOf('Skipped trade')
    await buyFirst(alice, 2, false)
    expect((await balances()).alice).to.equal(amount('909.55'))
    const orders = [
      await orderOf(alice, 'sell', { price: amount('46.00'), quantity: 2 }),
      await orderOf(bob, 'buy', { price: amount('46.00'), maxFeeBps: 40 }),
      await orderOf(bob, 'sell', { price: amount('47.00'), lane: 1 }),
      await orderOf(carol, 'buy', { price: amount('47.00') }),
      await orderOf(carol, 'buy', { price: amount('46.00'), lane: 1 }),
    ]
    const one = { taker: 'buy', units: 1 } as const

    const records = await play(orders, [
      { ...one, buy: 1, sell: 0, serials: [1] },
      { ...one, buy: 3, sell: 2, serials: [1] },
      { ...one, buy: 4, sell: 0, serials: [2] },
    ])

    expect(records.map(({ code, failingSide, causedBySkip }) => [code, failingSide, causedBySkip])).to.deep.equal([
      ['FEE_ABOVE_CAP', 'buy', false],
      ['UNIT_NOT_OWNED', 'sell', true],
      ['FILLED', undefined, false],
    ])
    const after = await balances()
    expect([after.alice, after.bob, after.fees]).to.deep.equal(['955.504', '1,000.00', '0.276'].map(amount))
    expect(after.carol)
      .to.equal(amount('953.77'))
      .and.to.equal(CASH - amount('46.23'))
    expect((await settlement.laneOf(alice, 0)).filled).to.equal(1n)
  })
})
