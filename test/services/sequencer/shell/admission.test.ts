import { strict as assert } from 'node:assert'
import { after, before, describe, it } from 'node:test'
import { createMarket } from './support/shell-world.ts'
import type { OrderWish, Trader } from './support/trader.ts'

type Market = Awaited<ReturnType<typeof createMarket>>

describe('admission', () => {
  let market: Market
  let buyer: Trader
  before(async () => {
    market = await createMarket()
    buyer = await market.world.trader(100_000_000n)
  })
  after(() => market.world.end())

  const refusals: [string, string, OrderWish][] = [
    ['a price above face', 'ORDER_PRICE_ABOVE_FACE', { price: 50_010_000n }],
    ['a price between ticks', 'ORDER_PRICE_OFF_TICK', { price: 45_000_001n }],
    ['an unknown series', 'ORDER_SERIES_NOT_LIVE', { series: 9 }],
    ['a stale epoch', 'ORDER_WRONG_EPOCH', { epoch: 1 }],
    ['a key that is not registered', 'ORDER_NO_KEY', { flags: { keyIndex: 3 } }],
    ['an expiry in the past', 'ORDER_EXPIRED', { expiry: 1_700_000_000 }],
    ['an expiry beyond 30 days', 'ORDER_EXPIRY_TOO_FAR', { expiry: 1_900_000_000 }],
    ['an IOC that would live for a day', 'ORDER_EXPIRY_TOO_FAR', { flags: { orderClass: 'IOC' } }],
    ['a fee cap below the taker rate', 'ORDER_FEE_ABOVE_CAP', { maxFeeBps: 49 }],
    ['more than the cash pays for', 'ORDER_INSUFFICIENT_CASH', { quantity: 3 }],
    [
      'units that the account does not have',
      'ORDER_INSUFFICIENT_UNITS',
      { flags: { side: 'sell', unitChoice: 'ANY' } },
    ],
    ['a NAMED unit of somebody else', 'ORDER_UNIT_NOT_OWNED', { flags: { side: 'sell' }, unitId: (1n << 32n) | 1n }],
    ['a primary sale by another', 'ORDER_NOT_THE_ISSUER', { flags: { side: 'sell', primary: true } }],
    ['a jump of the lane', 'ORDER_LANE_JUMP', { seq: 70_000, lane: 3 }],
    ['a market maker’s lane', 'ORDER_LANE_NOT_ALLOWED', { lane: 16 }],
    ['resales that the book cannot promise', 'ORDER_RESALES_LEFT', { minResalesLeft: 2 }],
    ['a unit id on a buy', 'ORDER_INVALID', { unitId: 1n }],
  ]
  for (const [what, code, wish] of refusals) {
    it(`refuses ${what} with ${code}`, async () => {
      assert.equal(await market.world.refuse(buyer.sign(wish)), code)
    })
  }

  it('refuses the issuer’s sale below the reserve with ORDER_PRIMARY_BELOW_RESERVE', async () => {
    const wish = { price: 44_000_000n, lane: 1 }
    assert.equal(await market.world.refuse(market.issuer.sellPrimary(wish)), 'ORDER_PRIMARY_BELOW_RESERVE')
  })

  it('refuses a signature by another key with ORDER_BAD_SIGNATURE', async () => {
    const other = await buyer.sign({ lane: 5 })
    const placement = { ...(await buyer.sign({ lane: 6 })), signature: other.signature }
    assert.equal(await market.world.refuse(placement), 'ORDER_BAD_SIGNATURE')
  })

  it('refuses an account without level with ORDER_LEVEL_TOO_LOW', async () => {
    const { world } = market
    const stranger = await world.trader(100_000_000n)
    await stranger.identify({ level: 0 })
    assert.equal(await world.refuse(stranger.buy()), 'ORDER_LEVEL_TOO_LOW')
  })

  it('names the field that is malformed', async () => {
    const placement = await buyer.sign({ lane: 7 })
    const order = { ...placement.order, price: '-1' }
    const problem = await market.world.post('/orders', { orders: [{ ...placement, order }] })
    assert.equal(problem.code, 'REQUEST_INVALID')
    assert.deepEqual(
      (problem.errors as { field: string }[]).map(({ field }) => field),
      ['orders.0.order.price'],
    )
  })

  it('asks back for a price that looks like a slip, and goes on when it is meant', async () => {
    const { world } = market
    const trader = await world.trader()
    const { guidance } = (await world.get('/prices/1')) as { guidance: Record<string, string> }
    // Face 50.00 and rating AA; the rest is what the orders of the book add or take.
    assert.deepEqual([guidance.creditPpb, guidance.lastUsdc6], ['30000000', '0'])
    const slip = await trader.sell({ price: 4_500_000n })
    assert.equal(await world.refuse(slip), 'ORDER_OUTSIDE_PRICE_BAND')
    assert.equal(await world.refuse({ ...slip, confirmedPrice: true }), 'ORDER_INSUFFICIENT_UNITS')
    assert.equal(await world.refuse(trader.sell({ price: 30_000_000n })), 'ORDER_INSUFFICIENT_UNITS')
  })

  it('counts open orders against the cash', async () => {
    const { world } = market
    const trader = await world.trader(100_000_000n)
    await world.accept(trader.buy({ price: 40_000_000n, quantity: 2 }))
    assert.equal(await world.refuse(trader.buy({ price: 40_000_000n, lane: 1 })), 'ORDER_INSUFFICIENT_CASH')
    const account = await world.get(`/accounts/${trader.address}`)
    assert.deepEqual([account.cash, account.reservedCash], ['100000000', '80800000'])
  })

  it('answers the same order again with the same position', async () => {
    const { world } = market
    const trader = await world.trader()
    const placement = await trader.buy({ price: 30_000_000n })
    const [first, again] = [await world.accept(placement), await world.accept(placement)]
    assert.equal(again.position, first.position)
  })

  it('refuses a second order under one client order id', async () => {
    const { world } = market
    const trader = await world.trader()
    await world.accept({ ...(await trader.buy({ price: 30_000_000n })), clientOrderId: 'mine-1' })
    const second = { ...(await trader.buy({ price: 30_000_000n, lane: 1 })), clientOrderId: 'mine-1' }
    assert.equal(await world.refuse(second), 'ORDER_CLIENT_ID_TAKEN')
  })

  it('takes a batch of orders and tells each outcome in its place', async () => {
    const { world } = market
    const trader = await world.trader()
    const results = await world.place(
      trader.buy({ price: 30_000_000n, lane: 0 }),
      trader.buy({ price: 30_000_001n, lane: 1 }),
      trader.buy({ price: 31_000_000n, lane: 2 }),
    )
    assert.deepEqual(
      results.map(({ status }) => status),
      ['accepted', 'rejected', 'accepted'],
    )
  })

  it('replaces the order of a lane by a higher sequence', async () => {
    const { world } = market
    const trader = await world.trader()
    const first = await world.accept(trader.buy({ price: 20_000_000n }))
    const second = await world.accept(trader.buy({ price: 21_000_000n }))
    const replaced = await world.order(first.orderNumber)
    assert.deepEqual([replaced.state, replaced.reason], ['CANCELLED', 'REPLACED'])
    assert.equal((await world.order(second.orderNumber)).state, 'OPEN')
  })

  it('expires an order that could no longer settle', async () => {
    const { world } = market
    const trader = await world.trader()
    const expiry = Math.max(await world.chain.nowSec(), Math.floor(Date.now() / 1_000)) + 7
    const placed = await world.accept(trader.buy({ price: 20_000_000n, expiry }))
    await world.orderIs(placed.orderNumber, 'EXPIRED')
  })
})
