import { expect } from 'chai'
import { CASH, networkHelpers, SERIES, tokenIdOf } from '../fixture.ts'
import { amountsOf } from './numbers.ts'
import { deployStage } from './stage.ts'

// MATCHING.md, Primary sale
describe('Scenario: primary sale', () => {
  it('mints to the buyer and holds the money', async () => {
    const { issuer, bob, orderOf, play, balances, settlement, daySoldOf } =
      await networkHelpers.loadFixture(deployStage)
    const amount = amountsOf('Primary sale')
    const flags = { primary: true, unitChoice: 'NAMED' } as const
    const sell = await orderOf(issuer, 'sell', { price: amount('45.00'), quantity: 100, flags })
    const buy = await orderOf(bob, 'buy', { price: amount('45.00'), quantity: 2 })

    const [record] = await play([buy, sell], [{ buy: 0, sell: 1, taker: 'buy', units: 2 }])

    expect([record?.code, record?.serials]).to.deep.equal(['FILLED', [1, 2]])
    const after = await balances()
    expect(after.bob)
      .to.equal(amount('909.55'))
      .and.to.equal(CASH - amount('90.45'))
    expect([after.issuer, after.fees]).to.deep.equal([amount('0.00'), 0n])
    const held = await settlement.heldOf(SERIES, await daySoldOf(tokenIdOf(SERIES, 1)))
    const expected = ['90.00', '0.45', '1.08'].map(amount)
    expect([held.gross, held.buyerFees, held.issuanceFees]).to.deep.equal(expected)
    expect(await settlement.ownerOf(tokenIdOf(SERIES, 2))).to.equal(bob.address)
  })
})
