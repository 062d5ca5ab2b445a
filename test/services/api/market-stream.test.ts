import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { until } from '../../../local/until.ts'
import { MarketStream } from '../../../sdk/src/market-data/market-stream.ts'
import type {
  StreamCandle,
  StreamError,
  StreamTicker,
  StreamTrade,
} from '../../../sdk/src/market-data/stream-messages.ts'
import { checksumOfTuples, FeedDouble, type Tuple, tradeOf } from './support/feed-double.ts'
import { LossyProxy } from './support/lossy-proxy.ts'

const BID: Tuple = ['45000000', 2, 1]

describe('the client library on the stream', () => {
  let feed: FeedDouble
  let proxy: LossyProxy
  let url = ''
  let stream: MarketStream
  let asks: Tuple[]
  let sequence: number
  const gaps: string[] = []
  const closes: number[] = []
  const trades: StreamTrade[] = []
  const candles: StreamCandle[] = []
  const tickers: StreamTicker[] = []
  const errors: StreamError[] = []

  before(async () => {
    feed = await new FeedDouble().listen()
    proxy = new LossyProxy()
    url = await proxy.listen(feed.url)
  })
  after(() => {
    proxy.close()
    feed.close()
  })
  beforeEach(() => {
    for (const list of [gaps, closes, trades, candles, tickers, errors]) list.length = 0
    asks = []
    sequence = 7
    proxy.change = (text) => text
    feed.books.set(1, { sequence, bids: [BID] })
    stream = new MarketStream(url, {
      onGap: (_market, channel) => gaps.push(channel),
      onClose: (code) => closes.push(code),
      onTrade: (trade) => trades.push(trade),
      onCandle: (candle) => candles.push(candle),
      onTicker: (ticker) => tickers.push(ticker),
      onError: (error) => errors.push(error),
    })
  })
  afterEach(() => stream.close())

  /** A new ask at the end of the book; the sequencer's next snapshot has it too. */
  const change = () => {
    sequence++
    const level: Tuple = [`${46_000_000 + sequence}`, 1, 1]
    asks.push(level)
    feed.books.set(1, { sequence, bids: [BID], asks: [...asks] })
    const checksum = checksumOfTuples({ bids: [BID], asks })
    feed.publish({ type: 'delta', series: 1, final: false, sequence, checksum, bids: [], asks: [level] })
  }
  const isAt = (wanted: number) => until(`sequence ${wanted}`, () => stream.book(1)?.sequence === wanted)
  const started = async () => {
    stream.follow(1)
    await isAt(7)
  }
  /** Loses or changes the first delta that comes. */
  const spoilOne = (spoil: (delta: Record<string, unknown>) => object | undefined) => {
    let isSpoilt = false
    proxy.change = (text) => {
      const message = JSON.parse(text)
      if (isSpoilt || message.type !== 'delta') return text
      isSpoilt = true
      const spoilt = spoil(message)
      return spoilt && JSON.stringify(spoilt)
    }
    return () => isSpoilt
  }

  it('keeps a checked book', async () => {
    await started()
    change()
    await isAt(8)
    const best = stream.book(1)?.asks(1)[0]
    assert.deepEqual(best, { priceUsdc6: 46_000_008n, quantity: 1, orders: 1 })
    assert.equal(stream.book(1)?.checksum, checksumOfTuples({ bids: [BID], asks }))
  })

  it('begins the book anew after a lost delta', async () => {
    await started()
    const isSpoilt = spoilOne(() => undefined)
    change()
    await until('the loss', isSpoilt)
    change()
    await isAt(9)
    assert.deepEqual([gaps, stream.book(1)?.asks().length], [['book'], 2])
  })

  it('begins the book anew after a delta that was changed on its way', async () => {
    await started()
    spoilOne((delta) => ({ ...delta, asks: [] }))
    change()
    await until('the gap', () => gaps.length === 1)
    await isAt(8)
    assert.equal(stream.book(1)?.asks().length, 1)
  })

  it('opens another connection when a snapshot does not have its checksum', async () => {
    let snapshots = 0
    proxy.change = (text) => {
      const message = JSON.parse(text)
      return message.type === 'snapshot' && snapshots++ === 0 ? JSON.stringify({ ...message, checksum: 1 }) : text
    }
    await started()
    assert.deepEqual([gaps, closes.length, snapshots], [['book'], 1, 2])
  })

  it('follows everything again after the connection broke, and after it was cut off', async () => {
    await started()
    proxy.breakAll()
    await until('the end', () => closes.length === 1)
    change()
    await isAt(8)
    feed.stream.cutOff('the feed was interrupted: subscribe again')
    await until('the second end', () => closes.includes(4002))
    change()
    await isAt(9)
  })

  it('tells trades, candles and tickers, and which of them were lost', async () => {
    stream.follow(1, ['trades', 'ticker', 'candles:1m'])
    await until('the ticker', () => tickers.length === 1)
    proxy.change = (text) => (JSON.parse(text).tradeId === 2 ? undefined : text)
    for (let tradeId = 1; tradeId <= 3; tradeId++) feed.publish(tradeOf(tradeId))
    await until('the candle', () => candles.length === 1 && tickers.length === 2)
    assert.deepEqual(
      [trades.map(({ tradeId }) => tradeId), gaps, candles[0]?.units, tickers[1]?.last],
      [[1, 3], ['trades'], 6, '45.00'],
    )
  })

  it('tells what could not begin', async () => {
    feed.readHistory = async () => {
      throw new Error('away')
    }
    stream.follow(1, ['ticker'])
    await until('the error', () => errors.length === 1)
    assert.deepEqual([errors[0]?.channels, errors[0]?.code], [['ticker'], 'INTERNAL_ERROR'])
    feed.readHistory = async () => ({ batchNo: 0, minutes: [] })
  })

  it('hears nothing of what it left', async () => {
    await started()
    stream.unfollow(1)
    assert.equal(stream.book(1), undefined)
    stream.follow(2, ['trades'])
    await until('the other market', () => feed.asked.some(({ series }) => series === 2))
    feed.publish(tradeOf(1))
    feed.publish(tradeOf(2, { series: 2 }))
    await until('its trade', () => trades.length === 1)
    assert.equal(trades[0]?.series, 2)
  })
})
