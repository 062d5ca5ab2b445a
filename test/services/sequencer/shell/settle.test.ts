import { strict as assert } from 'node:assert'
import { after, before, describe, it } from 'node:test'
import { settlementAbi } from '../../../../sdk/src/abi/settlement.gen.ts'
import { createMarket } from './support/shell-world.ts'

describe('an order placed, matched and settled', () => {
  let market: Awaited<ReturnType<typeof createMarket>>
  before(async () => {
    market = await createMarket()
  })
  after(() => market.world.end())

  it('is OPEN, MATCHED, then SAFE when its batch lies two blocks deep', async () => {
    const { world, listing } = market
    const buyer = await world.trader()
    const placed = await world.accept(buyer.buy({ quantity: 3 }))
    assert.deepEqual(
      placed.trades.map(({ price, quantity, state }) => [price, quantity, state]),
      [['45000000', 3, 'MATCHED']],
    )
    const order = await world.orderIs(placed.orderNumber, 'SAFE')
    assert.deepEqual([order.openUnits, order.matchedUnits, order.safeUnits], [0, 0, 3])
    assert.equal((await world.order(listing.orderNumber)).state, 'OPEN')
  })

  it('leaves the mirror with the same cash and units as the core', async () => {
    const { world } = market
    const buyer = await world.trader()
    const placed = await world.accept(buyer.buy({ quantity: 2 }))
    await world.orderIs(placed.orderNumber, 'SAFE')
    const account = await world.get(`/accounts/${buyer.address}`)
    const [cash] = await world.chain.client.readContract({
      address: world.core.settlement,
      abi: settlementAbi,
      functionName: 'accountOf',
      args: [buyer.address],
    })
    assert.equal(account.cash, String(cash))
    assert.equal((account.units as unknown[]).length, 2)
  })
})
