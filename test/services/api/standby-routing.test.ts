import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { until } from '../../../local/until.ts'
import { ApiError, type Http } from '../../../sdk/src/client/http.ts'
import { MarketStream } from '../../../sdk/src/market-data/market-stream.ts'
import { temporaryDir } from '../relayer/support/places.ts'
import { NatsServers } from '../sequencer/journal/support/nats.ts'
import { createMarket, type Result, type SequencerProcess } from '../sequencer/shell/support/shell-world.ts'
import type { PlacementBody, Trader } from '../sequencer/shell/support/trader.ts'
import { ApiProcess, placeThrough, publicOrder } from './support/api-process.ts'

const LOW = 20_000_000n
const PATIENT = { timeoutMs: 60_000 }

/** A leader and a standby on one JetStream, and the API in front of both. */
describe('the API before a leader and its standby', { timeout: 280_000 }, () => {
  const { dir, remove } = temporaryDir()
  const started: (() => Promise<unknown>)[] = []
  const ending = { after: (run: () => Promise<unknown>) => void started.push(run) }
  let market: Awaited<ReturnType<typeof createMarket>>
  let standby: SequencerProcess
  let api: ApiProcess
  let trader: Trader
  let http: Http
  before(async () => {
    const nats = await NatsServers.start(ending, dir)
    const environment = { JOURNAL_URL: nats.url, JOURNAL_REPLICAS: '1' }
    market = await createMarket(environment)
    standby = await market.world.anotherSequencer(join(dir, 'standby'), environment)
    await standby.launch()
    started.push(() => standby.kill())
    await until('the standby following', () => standby.messages().includes('chain mirrored'), PATIENT)
    // The standby first: who leads is found out, not taken from the order.
    api = await ApiProcess.start(market.world, `${standby.url},${market.world.url}`)
    started.push(() => api.end())
    trader = await market.world.trader(10_000_000_000n)
    await market.world.seen()
    http = await api.signIn(trader)
  })
  after(async () => {
    for (const end of started.toReversed()) await end()
    await market.world.end()
    remove()
  })

  it('takes an order once, and a cancel once, however often they are sent', async () => {
    const order = await trader.buy({ lane: 7, price: LOW })
    const [first] = await placeThrough(http, [order])
    const [again] = await placeThrough(http, [order])
    assert.deepEqual([first?.status, again], ['accepted', first])
    const cancels = [{ orderNumber: first?.orderNumber }]
    const cancelled = await http.post<object>('/api/v1/orders/cancels', { cancels })
    const { position } = await market.world.get('/state')
    assert.deepEqual(await http.post<object>('/api/v1/orders/cancels', { cancels }), cancelled)
    assert.deepEqual(await placeThrough(http, [order]).then(([result]) => result?.position), first?.position)
    assert.equal((await market.world.get('/state')).position, position, 'a repetition was journalled')
  })

  it('keeps every acknowledged order over a kill -9 and goes on by itself, its stream with a fresh snapshot', async (test) => {
    const gaps: string[] = []
    const closes: number[] = []
    const stream = new MarketStream(api.url, {
      onGap: (_market, channel) => gaps.push(channel),
      onClose: (code) => closes.push(code),
    })
    test.after(() => stream.close())
    stream.follow(1, ['book'])
    await until('the book', () => stream.book(1) !== undefined, PATIENT)

    const acknowledged: Result[] = []
    let isEnough = false
    const flow = placeUntil(() => isEnough, acknowledged)
    await until('some orders', () => acknowledged.length >= 4, PATIENT)
    await market.world.sequencer.kill('SIGKILL')
    const atKill = acknowledged.length
    await until('orders after the kill', () => acknowledged.length >= atKill + 4, PATIENT)
    isEnough = true
    await flow

    market.world.sequencer = standby
    for (const { orderNumber, position } of acknowledged)
      assert.equal((await market.world.order(orderNumber)).position, position, orderNumber)
    assert.equal(new Set(acknowledged.map(({ position }) => position)).size, acknowledged.length)
    const { sequence, checksum } = await market.world.get('/books/1')
    await until('the stream’s book', () => stream.book(1)?.sequence === sequence, PATIENT)
    assert.deepEqual([stream.book(1)?.checksum, gaps], [checksum, []])
    // Cut off for the gap; then, until there is a feed again, told to come later.
    assert.deepEqual([...new Set(closes)].slice(0, 2), closes.length > 1 ? [4002, 1013] : [4002])
  })

  it('says so when nobody leads, and is ready for what needs no sequencer', async () => {
    await standby.kill('SIGKILL')
    const cancelAll = () => http.post('/api/v1/orders/cancel-all', {})
    await assert.rejects(cancelAll(), (error) => error instanceof ApiError && error.code === 'SEQUENCER_UNAVAILABLE')
    const { status, checks } = await api.checks()
    assert.equal(status, 200)
    assert.match(checks.sequencer ?? '', /^no leader/)
    await standby.launch()
    await until('a leader again', async () => (await api.checks()).checks.sequencer === 'ok', PATIENT)
    assert.ok(await cancelAll())
  })

  /** One order after the other through the API, each at a price at which nobody sells; an answer that did not come is asked for again. */
  async function placeUntil(isEnough: () => boolean, acknowledged: Result[]): Promise<void> {
    for (let i = 0; !isEnough(); i++) {
      const order = await trader.buy({ lane: i % 6, price: LOW })
      const result = await settled(order)
      assert.equal(result.status, 'accepted', JSON.stringify(result))
      acknowledged.push(result)
    }
  }

  async function settled(order: PlacementBody): Promise<Result> {
    let result: Result | undefined
    const isAnswered = async () => {
      const body = { orders: [publicOrder(order)] }
      const answer = await http.post<{ results: Result[] }>('/api/v1/orders', body).catch((error: unknown) => {
        if (error instanceof ApiError && error.code === 'SEQUENCER_UNAVAILABLE') return undefined
        throw error
      })
      result = answer?.results[0]
      return result !== undefined && result.code !== 'ORDER_CHAIN_UNAVAILABLE'
    }
    await until('an answer', isAnswered, PATIENT)
    if (!result) throw new Error('unreachable: until resolved without a result')
    return result
  }
})
