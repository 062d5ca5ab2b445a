import { strict as assert } from 'node:assert'
import { after, before, describe, it } from 'node:test'
import { createSettledMarket, type SettledMarket } from './support/settled-market.ts'

describe('with the real relayer', () => {
  let market: SettledMarket
  before(async () => {
    market = await createSettledMarket()
  })
  after(() => market.end())

  it('a trade settles', async () => {
    const { world } = market
    const buyer = await world.trader()
    const placed = await world.accept(buyer.buy({ quantity: 2 }))
    const order = await world.orderIs(placed.orderNumber, 'SAFE')
    assert.equal(order.safeUnits, 2)
  })

  it('a trade settles although both are killed between the match and the batch', async () => {
    const { world, relayer } = market
    const buyer = await world.trader()
    await relayer.kill('SIGKILL')
    const placed = await world.accept(buyer.buy())
    await world.sequencer.kill('SIGKILL')
    await Promise.all([relayer.start(), world.sequencer.start()])
    await world.orderIs(placed.orderNumber, 'SAFE')
  })
})
