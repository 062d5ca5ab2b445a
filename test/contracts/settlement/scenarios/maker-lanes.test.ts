import { expect } from 'chai'
import { CASH, networkHelpers } from '../fixture.ts'
import { amountsOf } from './numbers.ts'
import { deployStage } from './stage.ts'

// MATCHING.md, Maker lanes
describe('Scenario: maker lanes', () => {
  it('replaces one lane within a batch and leaves the others alone', async () => {
    const { alice, bob, buyFirst, orderOf, play, balances, settlement } = await networkHelpers.loadFixture(deployStage)
    const amount = amountsOf('Maker lanes')
    await buyFirst(alice, 4, false)
    expect((await balances()).alice).to.equal(amount('819.10'))
    const orders = [
      await orderOf(bob, 'buy', { price: amount('48.00'), quantity: 5 }),
      await orderOf(alice, 'sell', { price: amount('46.00'), quantity: 2, lane: 0, seq: 2 }),
      await orderOf(alice, 'sell', { price: amount('45.50'), quantity: 2, lane: 0, seq: 3 }),
      await orderOf(alice, 'sell', { price: amount('47.00'), lane: 1 }),
      await orderOf(alice, 'sell', { price: amount('48.00'), lane: 5 }),
    ]
    const take = (sell: number, serial: number) =>
      ({ buy: 0, sell, taker: 'buy', units: 1, serials: [serial] }) as const

    const records = await play(orders, [take(1, 1), take(2, 2), take(1, 3), take(3, 3), take(4, 4)])

    const codes = records.map(({ code, failingSide }) => (failingSide ? `${code} ${failingSide}` : code))
    expect(codes).to.deep.equal(['FILLED', 'FILLED', 'ORDER_REPLACED sell', 'FILLED', 'FILLED'])
    const after = await balances()
    expect([after.bob, after.alice, after.fees]).to.deep.equal(['812.5675', '1,005.4135', '1.119'].map(amount))
    const parts = ['46.23', '45.7275', '47.235', '48.24'].map(amount)
    expect(parts.reduce((sum, part) => sum + part)).to.equal(amount('187.4325'))
    expect([CASH - after.bob, after.alice - amount('819.10')]).to.deep.equal(['187.4325', '186.3135'].map(amount))
    const lanes = await Promise.all([0, 1, 5].map((lane) => settlement.laneOf(alice, lane)))
    expect(lanes.map(({ seq, filled }) => [seq, filled])).to.deep.equal([
      [3n, 1n],
      [1n, 1n],
      [1n, 1n],
    ])
  })
})
