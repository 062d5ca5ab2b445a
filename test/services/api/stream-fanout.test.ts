import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { StreamServer } from '../../../api/stream/stream-server.ts'
import { serveUpgrades } from '../../../api/stream/upgrades.ts'
import { Upstream } from '../../../api/stream/upstream.ts'
import { createLogger } from '../../../kit/log.ts'
import { Secret } from '../../../kit/secret.ts'
import { until } from '../../../local/until.ts'
import { MarketBook } from '../../../sdk/src/market-data/market-book.ts'
import type { StreamDelta, StreamLevel, StreamSnapshot } from '../../../sdk/src/market-data/stream-messages.ts'
import { parseUsdc } from '../../../sdk/src/money.ts'
import { createMarket, TOKEN } from '../sequencer/shell/support/shell-world.ts'
import { StreamClient } from './support/stream.ts'

const SUBSCRIBERS = 200
const ROUNDS = 15
const CHANNELS = ['book', 'trades', 'ticker', 'candles:1m']

describe('a real sequencer’s feed to many subscribers', () => {
  let market: Awaited<ReturnType<typeof createMarket>>
  let http: Server
  let stream: StreamServer
  let upstream: Upstream
  let url = ''
  let clients: StreamClient[]

  before(async () => {
    market = await createMarket()
    const log = createLogger('api', 'silent')
    stream = new StreamServer({
      log,
      nowMs: Date.now,
      isLive: () => upstream.isLive,
      readHistory: async () => ({ batchNo: 0, minutes: [] }),
      request: ({ series, final }) => upstream.requestMarket(series, final),
    })
    upstream = new Upstream(log, {
      source: { url: async () => market.world.url, lost: () => undefined },
      token: new Secret(TOKEN),
      reconnectMs: 50,
      onMessage: (message) => stream.publish(message),
      onGap: () => stream.cutOff('the feed was interrupted: subscribe again'),
    }).open()
    http = createServer()
    serveUpgrades(http, { '/api/v1/stream': stream })
    const { promise, resolve } = Promise.withResolvers<void>()
    http.listen(0, '127.0.0.1', resolve)
    await promise
    url = `http://127.0.0.1:${z.object({ port: z.int() }).parse(http.address()).port}`
    await until('the feed', () => upstream.isLive)
  })
  after(async () => {
    upstream.close()
    stream.close()
    http.close()
    await market.world.end()
  })

  const subscribe = async () => {
    const client = await StreamClient.open(url)
    client.send({ type: 'subscribe', series: 1, channels: CHANNELS })
    await client.next(({ type }) => type === 'snapshot')
    return client
  }

  it('reaches all of them with the same messages, without a gap', async () => {
    clients = await Promise.all(Array.from({ length: SUBSCRIBERS }, subscribe))
    const { world } = market
    const trader = await world.trader()
    for (let round = 0; round < ROUNDS; round++) {
      await world.accept(trader.buy({ price: 20_000_000n + BigInt(round) * 10_000n, lane: 1 }))
      await world.accept(trader.buy())
    }
    const { sequence } = await world.get('/books/1')
    for (const client of clients)
      await client.next((message) => message.type === 'delta' && message.sequence === sequence)
    for (const client of clients)
      await until('every trade', () => tradesOf(client).filter(({ state }) => state === 'MATCHED').length === ROUNDS)
    for (const list of [tradesOf, tickersOf]) {
      const [first = [], ...others] = clients.map(list)
      // Some may have heard of what came since by now.
      for (const other of others) {
        const common = Math.min(first.length, other.length)
        assert.deepEqual(other.slice(0, common), first.slice(0, common))
      }
      assert.deepEqual(
        first.map(({ sequence }) => sequence),
        first.map((_, i) => i + 1),
      )
    }
  })

  it('gives each of them the sequencer’s book', async () => {
    const { bids, asks, sequence } = await market.world.get('/books/1')
    for (const client of clients) {
      const book = bookOf(client)
      const tuples = (side: readonly { priceUsdc6: bigint; quantity: number; orders: number }[]) =>
        side.map(({ priceUsdc6, quantity, orders }) => [String(priceUsdc6), quantity, orders])
      assert.deepEqual([book.sequence, tuples(book.bids()), tuples(book.asks())], [sequence, bids, asks])
    }
  })

  it('cuts all of them off when the sequencer is killed and continues its book when it is back', async () => {
    const { sequence: before } = await market.world.get('/books/1')
    await market.world.sequencer.kill()
    for (const client of clients) assert.equal(await client.closeCode(), 4002)
    await market.world.sequencer.start()
    await until('the feed', () => upstream.isLive)
    const client = await subscribe()
    assert.equal(bookOf(client).sequence, before)
    await market.world.accept((await market.world.trader()).buy())
    // Not the trades: those of before the kill are told again on their way to SAFE.
    const next = Number(before) + 1
    await client.next((message) => message.type === 'delta' && message.sequence === next)
    assert.equal(bookOf(client).sequence, next)
    client.close()
  })
})

const tradesOf = (client: StreamClient) => client.messages.filter(({ type }) => type === 'trade')

/** Without the first, which is of when the client came. */
const tickersOf = (client: StreamClient) => client.messages.filter(({ type }) => type === 'ticker').slice(1)

/** The book that the messages of a client make, each delta checked. */
function bookOf({ messages }: StreamClient): MarketBook {
  const snapshot = messages.find(({ type }) => type === 'snapshot') as unknown as StreamSnapshot
  const book = new MarketBook({ sequence: snapshot.sequence, ...sidesOf(snapshot) })
  assert.equal(book.checksum, snapshot.checksum)
  for (const message of messages) {
    if (message.type !== 'delta') continue
    const delta = message as unknown as StreamDelta
    assert.equal(delta.previousSequence, book.sequence)
    assert.equal(book.apply({ ...delta, ...sidesOf(delta) }), 'applied')
  }
  return book
}

function sidesOf({ bids, asks }: { bids: StreamLevel[]; asks: StreamLevel[] }) {
  const levels = (side: StreamLevel[]) =>
    side.map(({ price, ...level }) => ({ ...level, priceUsdc6: parseUsdc(price) }))
  return { bids: levels(bids), asks: levels(asks) }
}
