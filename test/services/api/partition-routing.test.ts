import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { until } from '../../../local/until.ts'
import { ApiError, type Http } from '../../../sdk/src/client/http.ts'
import { MarketStream } from '../../../sdk/src/market-data/market-stream.ts'
import { hashSelfTradeGroup, statementDomain } from '../../../sdk/src/typed-data/statements.ts'
import { openSeries } from '../sequencer/shell/support/core.ts'
import {
  createShellWorld,
  type Result,
  type SequencerProcess,
  type ShellWorld,
} from '../sequencer/shell/support/shell-world.ts'
import type { Trader } from '../sequencer/shell/support/trader.ts'
import { ApiProcess, placeThrough, publicOrder } from './support/api-process.ts'

const LOW = 20_000_000n
const PATIENT = { timeoutMs: 60_000 }
const AWAY = { status: 'unknown', code: 'SEQUENCER_UNAVAILABLE' }

/** Series 2 and the even lanes are the first part's, series 1 and the odd lanes the second's. */
describe('the API before two partitions', { timeout: 280_000 }, () => {
  const ends: (() => Promise<unknown>)[] = []
  let world: ShellWorld
  let second: SequencerProcess
  let api: ApiProcess
  let maker: Trader
  let http: Http
  let bids = 0
  before(async () => {
    world = await createShellWorld({ PARTITION: '1/2' })
    second = await world.anotherSequencer(world.dataDir, { PARTITION: '2/2' })
    await second.start()
    ends.push(() => second.kill('SIGTERM'))
    const issuer = await world.trader(0n)
    for (const series of [1, 2]) await openSeries(world.chain, world.core, issuer.address, { series })
    maker = await world.trader(10_000_000_000n)
    await maker.identify({ marketMaker: true })
    await bothSeen()
    api = await ApiProcess.start(world, `${world.url};${second.url}`)
    ends.push(() => api.end())
    http = await api.signIn(maker)
  })
  after(async () => {
    for (const end of ends.toReversed()) await end()
    await world.end()
  })

  it('says of each that it leads', async () => {
    const { checks } = await api.checks()
    assert.deepEqual([checks['sequencer 1/2'], checks['sequencer 2/2']], ['ok', 'ok'])
  })

  it('splits orders and answers in the order sent; a number or a name finds its order wherever it is', async () => {
    const orders = [await bid(1), await bid(2), await bid(1)]
    const results = await placeThrough(http, orders)
    assert.deepEqual(
      results.map(({ status }) => status),
      ['accepted', 'accepted', 'accepted'],
    )
    const series = await Promise.all(results.map(({ orderNumber }) => seriesOf(orderNumber)))
    assert.deepEqual(series, [1, 2, 1])
    const [named] = await placeThrough(http, [{ ...(await bid(2)), clientOrderId: 'mine' }])
    const found = await http.get<Result>('/api/v1/mm/orders/mine')
    assert.equal(found.orderNumber, named?.orderNumber)
    const cancels = [...results.map(({ orderNumber }) => ({ orderNumber })), { clientOrderId: 'mine' }]
    const cancelled = await http.post<{ results: Result[] }>('/api/v1/orders/cancels', { cancels })
    assert.deepEqual(
      cancelled.results.map(({ status, orderNumber }) => [status, orderNumber]),
      [...results, found].map(({ orderNumber }) => ['cancelled', orderNumber]),
    )
  })

  it('runs a market maker’s list in its parts', async () => {
    const [one, other] = [await bid(1), await bid(2)]
    const newer = await maker.buy({ series: 2, lane: other.order.lane, price: LOW })
    const stray = await bid(1)
    const results = await runItems([
      { type: 'place', ...publicOrder(one) },
      { type: 'place', ...publicOrder(other) },
      { type: 'replace', replaces: { lane: other.order.lane, seq: other.order.seq }, ...publicOrder(newer) },
      { type: 'cancel', target: { lane: one.order.lane, seq: one.order.seq } },
      { type: 'replace', replaces: { orderNumber: 'GX0000000000000000' }, ...publicOrder(stray) },
    ])
    assert.deepEqual(
      results.map(({ type, status, code }) => [type, status, code]),
      [
        ['place', 'accepted', undefined],
        ['place', 'accepted', undefined],
        ['replace', 'accepted', undefined],
        ['cancel', 'cancelled', undefined],
        ['replace', 'rejected', 'ORDER_NOT_FOUND'],
      ],
    )
  })

  it('watches, lists and cancels in both', async () => {
    await placeThrough(http, [await bid(1), await bid(2)])
    const { watches } = await http.post<{ watches: unknown[] }>('/api/v1/mm/keep-alive', { timeoutMs: 300_000 })
    assert.equal(watches.length, 1)
    await http.post('/api/v1/mm/keep-alive', { timeoutMs: 0 })
    assert.deepEqual((await http.get<{ items: unknown[] }>('/api/v1/orders')).items.length, 3)
    const { cancelled } = await http.post<{ cancelled: number }>('/api/v1/orders/cancel-all', {})
    assert.equal(cancelled, 3)
    assert.deepEqual((await http.get<{ items: unknown[] }>('/api/v1/orders')).items, [])
  })

  it('tells a group to both, and completes it when the statement is sent again', async () => {
    const version = Date.now()
    const hash = hashSelfTradeGroup(statementDomain(world.core.domain), { accounts: [maker.address], version })
    const statement = { members: [{ account: maker.address, signature: await maker.account.sign({ hash }) }], version }
    await fetch(`${second.url}/internal/v1/groups`, {
      method: 'POST',
      headers: world.headers,
      body: JSON.stringify(statement),
    })
    const group = { accounts: [maker.address], version }
    assert.deepEqual(await http.post('/api/v1/mm/group', statement), group)
    assert.deepEqual(await http.get('/api/v1/mm/group'), group)
  })

  it('loses one part when its sequencer is killed, and follows it again when it is back', async (test) => {
    const closes: number[] = []
    const streams = [1, 2].map((series) => {
      const stream = new MarketStream(api.url, { onClose: (code) => series === 2 && closes.push(code) })
      stream.follow(series, ['book'])
      return stream
    })
    test.after(() => {
      for (const stream of streams) stream.close()
    })
    await until('both books', () => streams.every((stream, at) => stream.book(at + 1) !== undefined), PATIENT)
    await second.kill('SIGKILL')

    const orders = [await bid(1), await bid(2)]
    const results = await placeThrough(http, orders)
    assert.deepEqual([results[0]?.status, results[0]?.code, results[1]?.status], [AWAY.status, AWAY.code, 'accepted'])
    assert.ok(results[0]?.orderNumber)
    await assert.rejects(placeThrough(http, orders.slice(0, 1)), isAway)
    await assert.rejects(http.get('/api/v1/orderbook/1'), isAway)
    await assert.rejects(http.get(`/api/v1/orders/${results[0].orderNumber}`), isAway)
    const book = await http.get<{ bids: unknown[] }>('/api/v1/orderbook/2')
    assert.equal(book.bids.length, 1)
    await until('the living part’s delta', () => streams[1]?.book(2)?.bids().length === 1, PATIENT)
    assert.deepEqual(closes, [])
    const { status, checks } = await api.checks()
    assert.deepEqual([status, checks['sequencer 1/2']], [200, 'ok'])
    assert.notEqual(checks['sequencer 2/2'], 'ok')
    await assert.rejects(http.post('/api/v1/orders/cancel-all', {}), isAway)
    assert.deepEqual((await http.get<{ bids: unknown[] }>('/api/v1/orderbook/2')).bids, [])

    await second.start()
    const [late] = await placeThrough(http, orders)
    assert.deepEqual([late?.status, late?.orderNumber], ['accepted', results[0].orderNumber])
    await until('the returned part’s book', () => streams[0]?.book(1)?.bids().length === 1, PATIENT)
  })

  /** Bids that nobody meets, each in another lane of its part. */
  function bid(series: number) {
    const lane = 2 * bids++ + (series % 2)
    return maker.buy({ series, lane, price: LOW })
  }

  async function seriesOf(orderNumber: string): Promise<number> {
    return (await http.get<{ series: number }>(`/api/v1/orders/${orderNumber}`)).series
  }

  async function runItems(items: object[]): Promise<(Result & { type: string })[]> {
    return (await http.post<{ results: (Result & { type: string })[] }>('/api/v1/mm/batch-orders', { items })).results
  }

  /** Both have the maker's role and money in sight. */
  async function bothSeen(): Promise<void> {
    const first = world.sequencer
    for (const part of [first, second]) {
      world.sequencer = part
      await world.seen()
    }
    world.sequencer = first
  }
})

function isAway(error: unknown): boolean {
  return error instanceof ApiError && error.status === 503 && error.code === 'SEQUENCER_UNAVAILABLE'
}
