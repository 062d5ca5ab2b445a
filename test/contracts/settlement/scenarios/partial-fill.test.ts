import { expect } from 'chai'
import { CASH, networkHelpers } from '../fixture.ts'
import { amountsOf } from './numbers.ts'
import { deployStage } from './stage.ts'

// MATCHING.md, Partial fill
describe('Scenario: partial fill', () => {
  it('fills an order over two batches and no further', async () => {
    const { alice, bob, carol, buyFirst, orderOf, play, balances, settlement } =
      await networkHelpers.loadFixture(deployStage)
    const amount = amountsOf('Partial fill')
    const price = amount('46.00')
    await buyFirst(alice, 3, false)
    expect((await balances()).alice).to.equal(amount('864.325'))
    const sell = await orderOf(alice, 'sell', { price, quantity: 3 })

    const first = await orderOf(bob, 'buy', { price, quantity: 2 })
    await play([first, sell], [{ buy: 0, sell: 1, taker: 'buy', units: 2, serials: [1, 2] }])
    const between = await balances()
    expect([between.bob, between.alice, between.fees]).to.deep.equal(['907.54', '956.233', '0.552'].map(amount))
    expect(between.bob).to.equal(CASH - amount('92.46'))
    expect((await settlement.laneOf(alice, 0)).filled).to.equal(2n)

    const second = await orderOf(carol, 'buy', { price, quantity: 5 })
    await play([second, sell], [{ buy: 0, sell: 1, taker: 'buy', units: 1, serials: [3] }])
    const after = await balances()
    expect([after.carol, after.alice, after.fees]).to.deep.equal(['953.77', '1,002.187', '0.828'].map(amount))
    expect(after.carol).to.equal(CASH - amount('46.23'))
    expect((await settlement.laneOf(carol, 0)).filled).to.equal(1n)

    const [record] = await play([second, sell], [{ buy: 0, sell: 1, taker: 'buy', units: 1, serials: [3] }])
    expect([record?.code, record?.failingSide]).to.deep.equal(['ORDER_FILLED', 'sell'])
  })
})
