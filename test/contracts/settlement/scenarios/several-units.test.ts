import { expect } from 'chai'
import { CASH, networkHelpers } from '../fixture.ts'
import { amountsOf } from './numbers.ts'
import { deployStage } from './stage.ts'

// MATCHING.md, Several units
describe('Scenario: several units', () => {
  it('rounds the fees of each unit down', async () => {
    const { alice, bob, buyFirst, orderOf, play, balances } = await networkHelpers.loadFixture(deployStage)
    const amount = amountsOf('Several units')
    const price = amount('45.99995')
    await buyFirst(alice, 3, false)
    expect((await balances()).alice).to.equal(amount('864.325'))
    const sell = await orderOf(alice, 'sell', { price, quantity: 3 })
    const buy = await orderOf(bob, 'buy', { price, quantity: 3 })

    const [record] = await play([buy, sell], [{ buy: 0, sell: 1, taker: 'buy', units: 3, serials: [1, 2, 3] }])

    expect([record?.code, record?.serials]).to.deep.equal(['FILLED', [1, 2, 3]])
    const after = await balances()
    const expected = ['861.310153', '1,002.186853', '0.827994'].map(amount)
    expect([after.bob, after.alice, after.fees]).to.deep.equal(expected)
    expect(CASH - after.bob)
      .to.equal(amount('138.689847'))
      .and.to.equal(3n * price + amount('0.689997'))
    expect(amount('0.689997')).to.equal(3n * amount('0.229999'))
    expect((3n * price * 50n) / 10_000n).to.equal(amount('0.689999'))
    expect(after.alice - amount('864.325')).to.equal(amount('137.861853'))
    expect(amount('137.861853')).to.equal(3n * (price - amount('0.045999')))
  })
})
