import { expect } from 'chai'
import { DAY, deployMarket, ethers, networkHelpers } from '../fixture.ts'

const { loadFixture, time } = networkHelpers

/**
 * In silence somebody sends an empty batch in front of everybody's own
 * └── it spoils nothing: an open batch takes the next number, whatever number it says
 */
describe('Attack: open settling spoilt by an empty batch', () => {
  it('settles all the same', async () => {
    const market = await loadFixture(deployMarket)
    await time.increase(DAY)
    await market.settlement.declareSilent()
    await networkHelpers.impersonateAccount(market.bob.address)
    await networkHelpers.setBalance(market.bob.address, 10n ** 18n)
    const bobSigner = await ethers.getSigner(market.bob.address)
    const open = { flags: { openSettle: true }, expiry: market.now + 3 * DAY }
    const trade = { buy: 0, sell: 1, taker: 'buy', units: 1, serials: [1] } as const
    const batch = await market.encode([market.buy(market.bob, open), market.sell(market.alice, open)], [trade])

    await market.send(await market.encode([], []), market.bystander)
    const [record] = await market.send(batch, bobSigner)

    expect(record?.code).to.equal('FILLED')
    expect((await market.settlement.batchState()).batchNo).to.equal(2n)
  })
})
