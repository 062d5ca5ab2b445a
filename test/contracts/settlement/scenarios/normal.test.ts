import { expect } from 'chai'
import { CASH, networkHelpers } from '../fixture.ts'
import { amountsOf } from './numbers.ts'
import { deployStage } from './stage.ts'

// MATCHING.md, Normal
describe('Scenario: normal', () => {
  it('settles at the resting price and charges both', async () => {
    const { alice, bob, buyFirst, orderOf, play, balances, settlement } = await networkHelpers.loadFixture(deployStage)
    const amount = amountsOf('Normal')
    const [tokenId = 0n] = await buyFirst(alice, 1, false)
    expect((await balances()).alice).to.equal(amount('954.775'))
    const sell = await orderOf(alice, 'sell', { price: amount('46.00') })
    const buy = await orderOf(bob, 'buy', { price: amount('46.50') })

    const [record] = await play([buy, sell], [{ buy: 0, sell: 1, taker: 'buy', units: 1, serials: [1] }])

    expect([record?.code, record?.priceUsdc6]).to.deep.equal(['FILLED', amount('46.00')])
    const after = await balances()
    expect(after.bob)
      .to.equal(amount('953.77'))
      .and.to.equal(CASH - amount('46.23'))
    expect(after.alice)
      .to.equal(amount('1,000.729'))
      .and.to.equal(amount('954.775') + amount('45.954'))
    expect(after.fees)
      .to.equal(amount('0.276'))
      .and.to.equal(amount('0.23') + amount('0.046'))
    const unit = await settlement.unitOf(tokenId)
    expect([unit.owner, unit.inMarket, unit.changes]).to.deep.equal([bob.address, true, 1n])
  })
})
