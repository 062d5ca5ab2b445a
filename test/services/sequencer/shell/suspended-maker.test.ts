import { strict as assert } from 'node:assert'
import { after, before, describe, it } from 'node:test'
import { until } from '../../../../local/until.ts'
import { createMarket } from './support/shell-world.ts'

const PRICE = 20_000_000n

/**
 * A market maker whose standing on chain ends (the registry takes the mark from its profile)
 * ├── loses the lanes that only market makers have, for new orders
 * ├── keeps the lanes that everybody has
 * ├── keeps its orders, cancels and exits
 * └── renews and ends a watch that runs, and begins none
 */
describe('a suspended market maker', () => {
  let market: Awaited<ReturnType<typeof createMarket>>
  before(async () => {
    market = await createMarket()
  })
  after(() => market.world.end())

  it('keeps what it has and loses what only market makers get', async () => {
    const { world } = market
    const maker = await world.trader()
    await maker.identify({ level: 3, marketMaker: true })
    await world.mineUntil('the lane being open', async () => {
      const [result] = await world.place(maker.buy({ price: PRICE, lane: 20 }))
      return result?.status === 'accepted'
    })
    const resting = await world.accept(maker.buy({ price: PRICE, lane: 21 }))
    await maker.identify({ level: 3, marketMaker: false })
    await world.mineUntil('the lane being closed', async () => {
      return (await world.refuse(maker.buy({ price: PRICE, lane: 22 }))) === 'ORDER_LANE_NOT_ALLOWED'
    })
    await world.accept(maker.buy({ price: PRICE, lane: 3 }))
    assert.equal((await world.order(resting.orderNumber)).state, 'OPEN')
    const cancels = [{ orderNumber: resting.orderNumber }]
    const { results } = await world.post('/cancels', { account: maker.address, cancels })
    assert.ok((results as { receipt?: unknown }[])[0]?.receipt)
    await maker.call('requestExit', [])
    await world.mineUntil('the exit being seen', async () => {
      return (await world.refuse(maker.buy({ price: PRICE, lane: 4 }))) === 'ORDER_EXIT_REQUESTED'
    })
  })

  it('renews and ends the watch over its orders, and begins none', async () => {
    const { world } = market
    const maker = await world.trader()
    await maker.identify({ level: 3, marketMaker: true })
    const keepAlive = (timeoutMs: number, series?: number) =>
      world.post('/keep-alives', { account: maker.address, timeoutMs, ...(series ? { series } : {}) })
    const resting = await world.accept(maker.buy({ price: PRICE }))
    await world.mineUntil('the watch', async () => (await keepAlive(300_000)).watches !== undefined)
    await keepAlive(300_000, 1)
    await maker.identify({ level: 3, marketMaker: false })
    await world.mineUntil('the role being gone', async () => {
      return (await world.refuse(maker.buy({ price: PRICE, lane: 20 }))) === 'ORDER_LANE_NOT_ALLOWED'
    })
    assert.equal((await keepAlive(300_000, 2)).code, 'MARKET_MAKER_REQUIRED')
    assert.deepEqual(
      ((await keepAlive(0, 1)).watches as { series: number }[]).map(({ series }) => series),
      [0],
    )
    assert.equal((await keepAlive(300_000, 1)).code, 'MARKET_MAKER_REQUIRED')
    assert.equal(((await keepAlive(1_000)).watches as unknown[]).length, 1)
    await until('the silence', async () => (await world.order(resting.orderNumber)).reason === 'SILENT')
  })
})
