import { strict as assert } from 'node:assert'
import { after, before, describe, it } from 'node:test'
import { createMarket, type Result } from './support/shell-world.ts'
import type { Trader } from './support/trader.ts'

const LOW = 20_000_000n

interface ItemResult extends Partial<Result> {
  type: string
  field?: string
  receipt?: { seq: number }
}

describe('a list of orders, cancels and replacements', () => {
  let market: Awaited<ReturnType<typeof createMarket>>
  before(async () => {
    market = await createMarket()
  })
  after(() => market.world.end())

  const maker = async (): Promise<Trader> => {
    const trader = await market.world.trader()
    await trader.identify({ marketMaker: true })
    await market.world.seen()
    return trader
  }
  const run = async (trader: Trader, ...items: unknown[]): Promise<ItemResult[]> => {
    const answer = await market.world.post('/order-items', { account: trader.address, items })
    assert.ok(Array.isArray(answer.results), JSON.stringify(answer))
    return answer.results as ItemResult[]
  }
  const place = async (order: ReturnType<Trader['buy']>, clientOrderId?: string) => ({
    type: 'place',
    ...(await order),
    ...(clientOrderId ? { clientOrderId } : {}),
  })
  const replace = async (replaces: unknown, order: ReturnType<Trader['buy']>, clientOrderId?: string) => ({
    ...(await place(order, clientOrderId)),
    type: 'replace',
    replaces,
  })
  const outcomes = (results: ItemResult[]) => results.map(({ type, status, code }) => [type, status, code])

  it('runs in the order given and answers each item', async () => {
    const trader = await maker()
    const results = await run(
      trader,
      await place(trader.buy({ price: LOW }), 'first'),
      { type: 'cancel', target: { clientOrderId: 'first' } },
      { type: 'cancel', target: { clientOrderId: 'first' } },
      { type: 'cancel', target: { clientOrderId: 'second' } },
      await place(trader.buy({ price: LOW, lane: 1 }), 'second'),
      await place(trader.buy({ price: 1n, lane: 2 }), 'third'),
      { type: 'cancel', target: { lane: 1, seq: 1 } },
    )
    assert.deepEqual(outcomes(results), [
      ['place', 'accepted', undefined],
      ['cancel', 'cancelled', undefined],
      ['cancel', 'cancelled', undefined],
      ['cancel', 'rejected', 'ORDER_NOT_FOUND'],
      ['place', 'accepted', undefined],
      ['place', 'rejected', 'ORDER_PRICE_OFF_TICK'],
      ['cancel', 'cancelled', undefined],
    ])
    assert.equal(results[1]?.receipt?.seq, 1)
    assert.equal(results[1]?.orderNumber, results[0]?.orderNumber)
  })

  it('sent again gives the same answers', async () => {
    const trader = await maker()
    const items = [await place(trader.buy({ price: LOW }), 'a'), await place(trader.buy({ price: LOW, lane: 1 }), 'b')]
    const first = await run(trader, ...items)
    assert.deepEqual(await run(trader, ...items), first)
    assert.deepEqual(await run(trader, ...items.toReversed()), first.toReversed())
  })

  it('refuses another order under a client order id, also in the same list', async () => {
    const trader = await maker()
    const results = await run(
      trader,
      await place(trader.buy({ price: LOW }), 'same'),
      await place(trader.buy({ price: LOW, lane: 1 }), 'same'),
    )
    assert.deepEqual(outcomes(results)[1], ['place', 'rejected', 'ORDER_CLIENT_ID_TAKEN'])
    const other = await run(trader, await place(trader.buy({ price: LOW, lane: 3 }), 'same'))
    assert.deepEqual(outcomes(other), [['place', 'rejected', 'ORDER_CLIENT_ID_TAKEN']])
  })

  it('replaces an order in its lane in one step', async () => {
    const trader = await maker()
    const [, replaced] = await run(
      trader,
      await place(trader.buy({ price: LOW }), 'old'),
      await replace({ clientOrderId: 'old' }, trader.buy({ price: LOW + 1_000_000n }), 'new'),
    )
    assert.equal(replaced?.state, 'OPEN')
    const [old] = (await market.world.get(`/accounts/${trader.address}/orders`)).orders as Result[]
    assert.equal(old?.orderNumber, replaced?.orderNumber)
    const ended = await market.world.get(`/accounts/${trader.address}/client-orders/old`)
    assert.deepEqual([ended.state, ended.reason], ['CANCELLED', 'REPLACED'])
  })

  it('answers a replacement that is sent again as the first time, although what it replaced is gone', async () => {
    const trader = await maker()
    const items = [
      await place(trader.buy({ price: LOW }), 'old'),
      await replace({ clientOrderId: 'old' }, trader.buy({ price: LOW + 1_000_000n }), 'new'),
    ]
    const [, first] = await run(trader, ...items)
    assert.equal(first?.status, 'accepted')
    assert.deepEqual(await run(trader, items[1]), [first])
  })

  it('a replacement that is refused leaves the old order in the book', async () => {
    const trader = await maker()
    const [, refused] = await run(
      trader,
      await place(trader.buy({ price: LOW }), 'keep'),
      await replace({ clientOrderId: 'keep' }, trader.buy({ price: LOW, quantity: 1_000_000 }), 'too-much'),
    )
    assert.equal(refused?.code, 'ORDER_INSUFFICIENT_CASH')
    assert.equal((await market.world.get(`/accounts/${trader.address}/client-orders/keep`)).state, 'OPEN')
  })

  it('a replacement of what is gone, or in another lane, places nothing', async () => {
    const trader = await maker()
    const results = await run(
      trader,
      await place(trader.buy({ price: LOW }), 'gone'),
      { type: 'cancel', target: { clientOrderId: 'gone' } },
      await replace({ clientOrderId: 'gone' }, trader.buy({ price: LOW }), 'n1'),
      await replace({ clientOrderId: 'never' }, trader.buy({ price: LOW }), 'n2'),
      await place(trader.buy({ price: LOW, lane: 4 }), 'here'),
      await replace({ clientOrderId: 'here' }, trader.buy({ price: LOW, lane: 5 }), 'n3'),
    )
    assert.deepEqual(
      results.map(({ code, field }) => [code, field]),
      [
        [undefined, undefined],
        [undefined, undefined],
        ['ORDER_ENDED', 'replaces'],
        ['ORDER_NOT_FOUND', 'replaces'],
        [undefined, undefined],
        ['ORDER_REPLACE_LANE', 'lane'],
      ],
    )
  })

  it('a replacement of what is wholly matched would trade twice and places nothing', async () => {
    const trader = await maker()
    const [bought] = await run(trader, await place(trader.buy(), 'taken'))
    assert.equal(bought?.state, 'MATCHED')
    const [refused] = await run(trader, await replace({ clientOrderId: 'taken' }, trader.buy(), 'again'))
    assert.equal(refused?.code, 'ORDER_ENDED')
  })

  it('takes no order of another account and none of somebody who makes no market', async () => {
    const { world } = market
    const [trader, other] = [await maker(), await world.trader()]
    const foreign = { account: trader.address, items: [await place(other.buy({ price: LOW }))] }
    assert.equal((await world.post('/order-items', foreign)).code, 'REQUEST_INVALID')
    const own = { account: other.address, items: [await place(other.buy({ price: LOW, seq: 1 }))] }
    assert.deepEqual((await world.post('/order-items', own)).code, 'MARKET_MAKER_REQUIRED')
  })

  it('finds no client order id of another account', async () => {
    const [trader, other] = [await maker(), await maker()]
    await run(trader, await place(trader.buy({ price: LOW }), 'mine'))
    const [cancelled] = await run(other, { type: 'cancel', target: { clientOrderId: 'mine' } })
    assert.equal(cancelled?.code, 'ORDER_NOT_FOUND')
    const found = await market.world.get(`/accounts/${other.address}/client-orders/mine`)
    assert.equal(found.code, 'ORDER_NOT_FOUND')
  })
})
