import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { WebSocket } from 'ws'
import {
  MAX_MARKET_REQUESTS,
  MAX_STREAM_REQUESTS_PER_MINUTE,
  MAX_STREAMS,
  MAX_SUBSCRIPTIONS,
} from '../../../api/limits.ts'
import { readFeedMessage } from '../../../api/stream/feed-messages.ts'
import { RetryableError } from '../../../kit/errors.ts'
import { until } from '../../../local/until.ts'
import { checksumOfTuples, FeedDouble, type Tuple, tradeOf } from './support/feed-double.ts'
import { orderEventOf } from './support/maker-feed.ts'
import { StreamClient } from './support/stream.ts'

const BID: Tuple = ['45000000', 2, 1]
const ASK: Tuple = ['46000000', 3, 1]
const SHOWN_BID = { price: '45.00', quantity: 2, orders: 1 }
const SHOWN_ASK = { price: '46.00', quantity: 3, orders: 1 }
const BOTH = checksumOfTuples({ bids: [BID], asks: [ASK] })
const DELTA = { type: 'delta', series: 1, final: false, sequence: 8, checksum: BOTH, bids: [], asks: [ASK] }
const TRADE = tradeOf(5)
const ORDER = orderEventOf('0x90f79bf6eb2c4f870365e785982e1f101e93b906', 1)
const MINUTE = 1_799_999_940

describe('the public stream', () => {
  let feed: FeedDouble
  before(async () => {
    feed = await new FeedDouble().listen()
  })
  after(() => feed.close())
  beforeEach(() => {
    feed.stream.cutOff('a test begins')
    feed.books.clear()
    feed.books.set(1, { sequence: 7, bids: [BID], lastPrice: '44500000' })
    feed.readHistory = async () => ({ batchNo: 0, minutes: [] })
    feed.answers = true
    feed.asked.length = 0
  })

  const subscribed = async (request: object = {}) => {
    const client = await StreamClient.open(feed.url)
    client.send({ type: 'subscribe', series: 1, ...request })
    await client.next(({ type }) => type === 'snapshot' || type === 'error' || type === 'subscribed')
    return client
  }
  const following = (...channels: string[]) => subscribed({ channels })

  describe('of a book', () => {
    it('begins with a snapshot in dollars and its checksum', async () => {
      const client = await subscribed()
      const checksum = checksumOfTuples({ bids: [BID] })
      const market = { type: 'snapshot', series: 1, final: false }
      const expected = { ...market, sequence: 7, checksum, bids: [SHOWN_BID], asks: [], lastPrice: '44.50' }
      assert.deepEqual(client.messages, [expected])
      client.close()
    })

    it('goes on with deltas, each with the checksum of the book after it', async () => {
      const client = await subscribed()
      feed.publish(DELTA)
      const delta = await client.next(({ type }) => type === 'delta')
      const numbers = { previousSequence: 7, sequence: 8, checksum: BOTH }
      assert.deepEqual(delta, { type: 'delta', series: 1, final: false, ...numbers, bids: [], asks: [SHOWN_ASK] })
      client.close()
    })

    it('tells what came together as one delta with the last total of each level', async () => {
      const client = await subscribed()
      feed.publish(DELTA)
      const gone: Tuple = ['46000000', 0, 0]
      feed.publish({ ...DELTA, sequence: 9, checksum: checksumOfTuples({ bids: [BID] }), asks: [gone] })
      const delta = await client.next(({ type }) => type === 'delta')
      assert.deepEqual(
        [delta.previousSequence, delta.sequence, delta.asks],
        [7, 9, [{ price: '46.00', quantity: 0, orders: 0 }]],
      )
      client.close()
    })

    it('gives who comes later the book as it is by then, asked of the sequencer once', async () => {
      const first = await subscribed()
      feed.publish(DELTA)
      const second = await subscribed()
      assert.deepEqual([second.messages[0]?.sequence, second.messages[0]?.asks, feed.asked.length], [8, [SHOWN_ASK], 1])
      first.close()
      second.close()
    })

    it('answers every subscriber who waited for the sequencer', async () => {
      feed.answers = false
      const clients = await Promise.all([StreamClient.open(feed.url), StreamClient.open(feed.url)])
      for (const client of clients) client.send({ type: 'subscribe', series: 1 })
      await until('the request', () => feed.asked.length === 1)
      // Of before the snapshot: it is in it.
      feed.publish({ ...DELTA, sequence: 6 })
      feed.answer({ series: 1, final: false })
      for (const client of clients) {
        assert.equal((await client.next(({ type }) => type === 'snapshot')).sequence, 7)
        client.close()
      }
    })

    it('begins again with a new snapshot when the copy has a gap or another checksum', async () => {
      for (const wrong of [
        { ...DELTA, sequence: 9 },
        { ...DELTA, checksum: 1 },
      ]) {
        const client = await subscribed()
        feed.publish(wrong)
        await until('a second snapshot', () => client.messages.filter(({ type }) => type === 'snapshot').length === 2)
        assert.equal(
          client.messages.some(({ type }) => type === 'delta'),
          false,
        )
        client.close()
      }
    })

    it('tells nothing more of a wrong book before there is a new one, but every trade', async () => {
      const client = await subscribed()
      feed.answers = false
      feed.publish({ ...DELTA, sequence: 9 })
      feed.publish(DELTA)
      feed.publish(TRADE)
      await client.next(({ type }) => type === 'trade')
      feed.answer({ series: 1, final: false })
      await until('a second snapshot', () => client.messages.length === 3)
      assert.deepEqual(
        client.messages.map(({ type }) => type),
        ['snapshot', 'trade', 'snapshot'],
      )
      client.close()
    })

    it('asks the sequencer for a few markets at a time', async () => {
      feed.answers = false
      const client = await StreamClient.open(feed.url)
      for (let series = 1; series <= MAX_MARKET_REQUESTS + 5; series++) client.send({ type: 'subscribe', series })
      await until('the requests', () => feed.asked.length === MAX_MARKET_REQUESTS)
      feed.answer({ series: 3, final: false })
      assert.equal(feed.asked.length, MAX_MARKET_REQUESTS + 1)
      client.close()
    })
  })

  describe('of trades', () => {
    it('shows each without the order numbers of its sides, numbered', async () => {
      const client = await following('trades')
      feed.publish(TRADE)
      feed.publish({ ...TRADE, state: 'SKIPPED', skipCode: 17 })
      await client.next(({ state }) => state === 'SKIPPED')
      const shown = { tradeId: 5, price: '45.00', quantity: 2, takerSide: 'buy', tradedAtMs: 1_800_000_000_000 }
      const market = { type: 'trade', series: 1, final: false }
      assert.deepEqual(client.messages, [
        { type: 'subscribed', series: 1, final: false, sequences: { trades: 0 } },
        { ...market, sequence: 1, state: 'MATCHED', ...shown },
        { ...market, sequence: 2, state: 'SKIPPED', ...shown },
      ])
      client.close()
    })

    it('says where the numbers stand when it begins', async () => {
      const first = await following('trades')
      feed.publish(TRADE)
      await first.next(({ type }) => type === 'trade')
      const second = await following('trades', 'book', 'ticker')
      assert.deepEqual(second.messages[0]?.sequences, { trades: 1, book: 7, ticker: 0 })
      first.close()
      second.close()
    })
  })

  describe('of candles', () => {
    const minute = { openedAt: MINUTE, openUsdc6: 40_000_000n, highUsdc6: 41_000_000n, lowUsdc6: 39_000_000n }
    const known = { ...minute, closeUsdc6: 40_500_000n, units: 5, turnoverUsdc6: 200_000_000n, trades: 3 }

    it('begins with the newest candle, which the index and the trades since make together', async () => {
      feed.readHistory = async () => ({ batchNo: 4, minutes: [known] })
      const own = (tradeId: number, batchNo: number) => ({ ...tradeOf(tradeId, { batchNo }), tradeId })
      feed.books.set(1, { sequence: 7, bids: [BID], trades: [own(8, 4), { ...own(9, 5), timeMs: MINUTE * 1000 }] })
      const client = await following('candles:5m')
      const candle = await client.next(({ type }) => type === 'candle')
      const prices = { open: '40.00', high: '45.00', low: '39.00', close: '45.00' }
      const sums = { units: 7, turnover: '290.00', trades: 4 }
      const market = { type: 'candle', series: 1, final: false, interval: '5m', sequence: 0 }
      assert.deepEqual(candle, { ...market, openedAt: 1_799_999_700, ...prices, ...sums })
      client.close()
    })

    it('tells each interval of a trade, and takes it back when it is skipped', async () => {
      const client = await following('candles:1m', 'candles:1d')
      await until('the history', () => client.messages.length === 1)
      feed.publish(TRADE)
      await client.next(({ interval }) => interval === '1d')
      const minute = await client.next(({ interval }) => interval === '1m')
      assert.deepEqual([minute.openedAt, minute.close, minute.units, minute.sequence], [1_800_000_000, '45.00', 2, 1])
      feed.publish({ ...TRADE, state: 'SKIPPED' })
      const empty = await client.next(({ interval, trades }) => interval === '1m' && trades === 0)
      const market = { type: 'candle', series: 1, final: false, interval: '1m', sequence: 2 }
      assert.deepEqual(empty, { ...market, openedAt: 1_800_000_000, units: 0, turnover: '0.00', trades: 0 })
      client.close()
    })

    it('says by its code that the index is away, and begins once it is back', async () => {
      feed.readHistory = async () => {
        throw new RetryableError('The index does not answer.', { code: 'INDEX_UNAVAILABLE' })
      }
      const client = await following('book', 'candles:1h')
      const error = await client.next(({ type }) => type === 'error')
      const told = { type: 'error', series: 1, final: false, channels: ['candles:1h'], code: 'INDEX_UNAVAILABLE' }
      assert.deepEqual(error, told)
      feed.readHistory = async () => ({ batchNo: 0, minutes: [known] })
      client.send({ type: 'subscribe', series: 1, channels: ['candles:1h'] })
      assert.equal((await client.next(({ type }) => type === 'candle')).trades, 3)
      client.close()
    })

    it('reads the past again when a trade of it is skipped after all', async () => {
      let reads = 0
      feed.readHistory = async () => ({ batchNo: 4, minutes: reads++ === 0 ? [known] : [{ ...known, units: 3 }] })
      feed.books.set(1, { sequence: 7, trades: [{ ...tradeOf(8, { batchNo: 4 }), tradeId: 8 }] })
      const client = await following('candles:1m')
      assert.equal((await client.next(({ type }) => type === 'candle')).units, 5)
      feed.publish(tradeOf(8, { state: 'SKIPPED', batchNo: 4 }))
      const corrected = await client.next(({ units }) => units === 3)
      assert.equal(corrected.sequence, 1)
      client.close()
    })
  })

  describe('of tickers', () => {
    it('begins with the last price and the best prices', async () => {
      const client = await following('ticker')
      const ticker = await client.next(({ type }) => type === 'ticker')
      const none = { open24h: null, high24h: null, low24h: null, units24h: 0, turnover24h: '0.00', trades24h: 0 }
      const change = { change24h: '0.00', changeBps24h: 0 }
      const best = { bestBid: SHOWN_BID, bestAsk: null }
      const market = { type: 'ticker', series: 1, final: false, sequence: 0, last: '44.50' }
      assert.deepEqual(ticker, { ...market, ...none, ...change, ...best })
      client.close()
    })

    it('changes with trades and best prices, one message for what came together', async () => {
      const client = await following('ticker')
      await client.next(({ type }) => type === 'ticker')
      feed.publish(TRADE)
      feed.publish(tradeOf(6, { price: '36000000' }))
      feed.publish(DELTA)
      const ticker = await client.next(({ sequence }) => sequence === 1)
      assert.deepEqual(
        [ticker.last, ticker.open24h, ticker.change24h, ticker.changeBps24h, ticker.turnover24h, ticker.bestAsk],
        ['36.00', '45.00', '-9.00', -2000, '162.00', SHOWN_ASK],
      )
      client.close()
    })
  })

  it('says nothing of single orders, of other books and of what was left', async () => {
    const client = await subscribed()
    feed.publish(ORDER)
    feed.publish({ ...TRADE, final: true })
    feed.publish({ ...TRADE, series: 2 })
    client.send({ type: 'unsubscribe', series: 1 })
    client.send({ type: 'subscribe', series: 8 })
    await client.next(({ series }) => series === 8)
    feed.publish(TRADE)
    feed.publish(DELTA)
    client.send({ type: 'subscribe', series: 9 })
    await client.next(({ series }) => series === 9)
    assert.deepEqual(
      client.messages.map(({ type }) => type),
      ['snapshot', 'snapshot', 'snapshot'],
    )
    client.close()
  })

  it('leaves one channel and keeps the others', async () => {
    const client = await subscribed({ channels: ['book', 'trades'] })
    client.send({ type: 'unsubscribe', series: 1, channels: ['trades'] })
    client.send({ type: 'subscribe', series: 8 })
    await client.next(({ series }) => series === 8)
    feed.publish(TRADE)
    feed.publish(DELTA)
    await client.next(({ type }) => type === 'delta')
    assert.equal(
      client.messages.some(({ type }) => type === 'trade'),
      false,
    )
    client.close()
  })

  for (const text of [
    'x',
    '{}',
    '{"type":"subscribe"}',
    '{"type":"subscribe","series":0}',
    '[]',
    '{"type":"x","series":1}',
    '{"type":"subscribe","series":1,"channels":[]}',
    '{"type":"subscribe","series":1,"channels":["candles:2m"]}',
  ]) {
    it(`cuts off with 4003 who sends ${text}`, async () => {
      const client = await StreamClient.open(feed.url)
      client.send(text)
      assert.equal(await client.closeCode(), 4003)
    })
  }

  it('cuts off with 4003 who follows too many books', async () => {
    const client = await StreamClient.open(feed.url)
    for (let series = 1; series <= MAX_SUBSCRIPTIONS + 1; series++) client.send({ type: 'subscribe', series })
    assert.equal(await client.closeCode(), 4003)
  })

  it('cuts off with 4003 who sends too many messages', async () => {
    const client = await StreamClient.open(feed.url)
    for (let i = 0; i <= MAX_STREAM_REQUESTS_PER_MINUTE; i++) client.send({ type: 'unsubscribe', series: 1 })
    assert.equal(await client.closeCode(), 4003)
  })

  it('ends every stream with 4002 after a gap in the feed', async () => {
    const client = await subscribed()
    feed.stream.cutOff('the feed was interrupted: subscribe again')
    assert.equal(await client.closeCode(), 4002)
  })

  it('takes nobody on (1013) while no deltas come', async () => {
    feed.isLive = false
    const client = await StreamClient.open(feed.url)
    client.send({ type: 'subscribe', series: 1 })
    assert.equal(await client.closeCode(), 1013)
    feed.isLive = true
  })

  it('takes nobody on (1013) beyond its number of streams', async () => {
    const sockets = Array.from(
      { length: MAX_STREAMS },
      () => new WebSocket(`${feed.url.replace('http', 'ws')}/api/v1/stream`),
    )
    for (const socket of sockets) socket.on('error', () => undefined)
    await until('all of them', () => feed.stream.streams === MAX_STREAMS, { timeoutMs: 20_000 })
    const client = await StreamClient.open(feed.url)
    assert.equal(await client.closeCode(), 1013)
    for (const socket of sockets) socket.terminate()
    await until('their end', () => feed.stream.streams === 0, { timeoutMs: 20_000 })
  })

  it('ends with 1013 when the server stops', async () => {
    const own = await new FeedDouble().listen()
    const client = await StreamClient.open(own.url)
    const code = client.closeCode()
    own.stream.close()
    assert.equal(await code, 1013)
    own.close()
  })
})

describe('a message of the feed', () => {
  const market = { type: 'market', series: 1, final: false, sequence: 1, checksum: 1, bids: [], asks: [] }
  for (const message of [DELTA, TRADE, ORDER, { ...market, lastPrice: '0', trades: [{ ...TRADE, tradeId: 1 }] }]) {
    it(`of kind ${message.type} is read`, () =>
      assert.equal(readFeedMessage(JSON.stringify(message))?.type, message.type))
  }

  const broken = [
    { ...DELTA, bids: [['45.00', 2, 1]] },
    { ...DELTA, sequence: '8' },
    { ...DELTA, checksum: undefined },
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
