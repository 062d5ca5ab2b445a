import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import type { BookView } from '../../../api/clients/sequencer-views.ts'
import { MAX_STREAM_REQUESTS_PER_MINUTE, MAX_SUBSCRIPTIONS } from '../../../api/limits.ts'
import { readFeedMessage } from '../../../api/stream/feed-messages.ts'
import { StreamServer } from '../../../api/stream/stream-server.ts'
import { RetryableError } from '../../../kit/errors.ts'
import { StreamClient } from './support/stream.ts'

const LEVEL = ['45000000', 2, 1]
const DELTA = { type: 'delta', series: 1, final: false, sequence: 8, bids: [LEVEL], asks: [['46000000', 0, 0]] }
const TRADE = {
  type: 'trade',
  series: 1,
  final: false,
  sequence: 5,
  price: '45000000',
  quantity: 2,
  takerSide: 'buy',
  state: 'MATCHED',
  batchNo: 0,
  skipCode: 0,
  timeMs: 1_800_000_000_000,
  buyOrderNumber: 'GXBUYER0000000000',
  sellOrderNumber: 'GXSELLER000000000',
}
const ORDER = {
  type: 'order',
  series: 1,
  final: false,
  sequence: 9,
  orderNumber: 'GXBUYER0000000000',
  account: '0x90f79bf6eb2c4f870365e785982e1f101e93b906',
  event: 'accepted',
  state: 'OPEN',
}

describe('the public stream', () => {
  let isLive = true
  let http: Server
  let url = ''
  const books = new Map<number, BookView>([
    [1, { series: 1, final: false, sequence: 7, bids: [[45_000_000n, 2, 1]], asks: [], lastPrice: 44_500_000n }],
  ])
  const stream = new StreamServer({
    isLive: () => isLive,
    readBook: async (series) => {
      const book = books.get(series)
      if (book) return book
      throw new RetryableError('The sequencer does not answer.', { code: 'SEQUENCER_UNAVAILABLE' })
    },
  })
  before(async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    http = createServer().listen(0, '127.0.0.1', resolve)
    await promise
    stream.attach(http)
    url = `http://127.0.0.1:${z.object({ port: z.int() }).parse(http.address()).port}`
  })
  after(() => {
    stream.close()
    http.close()
  })

  const publish = (message: unknown) => {
    const read = readFeedMessage(JSON.stringify(message))
    assert(read)
    stream.publish(read)
  }
  const subscribed = async (series = 1) => {
    const client = await StreamClient.open(url)
    client.send({ type: 'subscribe', series })
    await client.next(({ type }) => type === 'snapshot' || type === 'error')
    return client
  }

  it('begins with a snapshot in dollars', async () => {
    const client = await subscribed()
    const bids = [{ price: '45.00', quantity: 2, orders: 1 }]
    const expected = { type: 'snapshot', series: 1, final: false, sequence: 7, bids, asks: [], lastPrice: '44.50' }
    assert.deepEqual(client.messages, [expected])
    client.close()
  })

  it('shows deltas like the snapshot, a removed level with quantity 0', async () => {
    const client = await subscribed()
    publish(DELTA)
    const { bids, asks, sequence } = await client.next(({ type }) => type === 'delta')
    assert.deepEqual(
      [sequence, bids, asks],
      [8, [{ price: '45.00', quantity: 2, orders: 1 }], [{ price: '46.00', quantity: 0, orders: 0 }]],
    )
    client.close()
  })

  it('shows a trade without the order numbers of its sides', async () => {
    const client = await subscribed()
    publish(TRADE)
    const trade = await client.next(({ type }) => type === 'trade')
    assert.deepEqual(trade, {
      type: 'trade',
      series: 1,
      final: false,
      tradeId: 5,
      price: '45.00',
      quantity: 2,
      takerSide: 'buy',
      state: 'MATCHED',
      tradedAtMs: 1_800_000_000_000,
    })
    client.close()
  })

  it('says nothing of single orders, of other books and of what was left', async () => {
    const client = await subscribed()
    publish(ORDER)
    publish({ ...TRADE, final: true })
    publish({ ...TRADE, series: 2 })
    client.send({ type: 'subscribe', series: 9 })
    await client.next(({ type }) => type === 'error')
    client.send({ type: 'unsubscribe', series: 1 })
    client.send({ type: 'subscribe', series: 8 })
    await client.next(({ type, series }) => type === 'error' && series === 8)
    publish(TRADE)
    client.send({ type: 'subscribe', series: 7 })
    await client.next(({ type, series }) => type === 'error' && series === 7)
    assert.deepEqual(
      client.messages.map(({ type }) => type),
      ['snapshot', 'error', 'error', 'error'],
    )
    client.close()
  })

  it('tells by its code why there is no snapshot', async () => {
    const client = await subscribed(9)
    assert.equal(client.messages[0]?.code, 'SEQUENCER_UNAVAILABLE')
    client.close()
  })

  for (const text of [
    'x',
    '{}',
    '{"type":"subscribe"}',
    '{"type":"subscribe","series":0}',
    '[]',
    '{"type":"x","series":1}',
  ]) {
    it(`cuts off who sends ${text}`, async () => {
      const client = await StreamClient.open(url)
      client.send(text)
      assert.equal(await client.closeCode(), 4003)
    })
  }

  it('cuts off who follows too many books', async () => {
    const client = await StreamClient.open(url)
    for (let series = 1; series <= MAX_SUBSCRIPTIONS + 1; series++) {
      books.set(series, { series, final: false, sequence: 0, bids: [], asks: [], lastPrice: 0n })
      client.send({ type: 'subscribe', series })
    }
    assert.equal(await client.closeCode(), 4003)
  })

  it('cuts off who sends too many messages', async () => {
    const client = await StreamClient.open(url)
    for (let i = 0; i <= MAX_STREAM_REQUESTS_PER_MINUTE; i++) client.send({ type: 'unsubscribe', series: 1 })
    assert.equal(await client.closeCode(), 4003)
  })

  it('ends every stream after a gap', async () => {
    const client = await subscribed()
    stream.cutOff('the feed was interrupted: subscribe again')
    assert.equal(await client.closeCode(), 4002)
  })

  it('takes nobody on while no deltas come', async () => {
    isLive = false
    const client = await StreamClient.open(url)
    client.send({ type: 'subscribe', series: 1 })
    assert.equal(await client.closeCode(), 1013)
    isLive = true
  })
})

describe('a message of the feed', () => {
  for (const message of [DELTA, TRADE, ORDER]) {
    it(`of kind ${message.type} is read`, () =>
      assert.equal(readFeedMessage(JSON.stringify(message))?.type, message.type))
  }

  const broken = [
    { ...DELTA, bids: [['45.00', 2, 1]] },
    { ...DELTA, sequence: '8' },
    { ...TRADE, state: 'LOST' },
    { ...TRADE, price: 45_000_000 },
    { ...ORDER, account: undefined },
    { type: 'other' },
  ]
  for (const message of broken) {
    it(`is not read as ${JSON.stringify(message).slice(0, 60)}`, () =>
      assert.equal(readFeedMessage(JSON.stringify(message)), undefined))
  }

  it('that is no JSON is not read', () => assert.equal(readFeedMessage('{'), undefined))
})
