import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import { z } from 'zod'
import { readFeedMessage } from '../../../../api/stream/feed-messages.ts'
import type { MarketHistory } from '../../../../api/stream/live-candles.ts'
import type { MarketId } from '../../../../api/stream/public-messages.ts'
import { StreamServer } from '../../../../api/stream/stream-server.ts'
import { serveUpgrades } from '../../../../api/stream/upgrades.ts'
import { createLogger } from '../../../../kit/log.ts'
import { bookChecksum } from '../../../../sdk/src/market-data/checksum.ts'

/** [price, quantity, orders] as the feed writes it. */
export type Tuple = [price: string, quantity: number, orders: number]

export interface BookParts {
  bids?: Tuple[]
  asks?: Tuple[]
}

/** Real stream server over HTTP; its feed is told by the test in the sequencer's own words. */
export class FeedDouble {
  readonly stream: StreamServer
  readonly asked: MarketId[] = []
  isLive = true
  /** What the index knows; replace it by one that rejects to take the index away. */
  readHistory: (market: MarketId) => Promise<MarketHistory> = async () => ({ batchNo: 0, minutes: [] })
  nowMs = 1_800_000_030_000
  /** Answers each request for a market at once, unless a test answers itself. */
  answers = true
  readonly books = new Map<number, { sequence: number; lastPrice?: string; trades?: object[] } & BookParts>()
  readonly #http: Server
  url = ''

  constructor() {
    this.stream = new StreamServer({
      log: createLogger('api', 'silent'),
      nowMs: () => this.nowMs,
      isLive: () => this.isLive,
      readHistory: (market) => this.readHistory(market),
      request: (market) => {
        this.asked.push(market)
        if (this.answers) this.answer(market)
      },
    })
    this.#http = createServer()
    serveUpgrades(this.#http, { '/api/v1/stream': this.stream })
  }

  async listen(): Promise<this> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#http.listen(0, '127.0.0.1', resolve)
    await promise
    this.url = `http://127.0.0.1:${z.object({ port: z.int() }).parse(this.#http.address()).port}`
    return this
  }

  close(): void {
    this.stream.close()
    this.#http.close()
    this.#http.closeAllConnections()
  }

  answer({ series, final }: MarketId): void {
    const { sequence, bids = [], asks = [], lastPrice = '0', trades = [] } = this.books.get(series) ?? { sequence: 0 }
    const checksum = checksumOfTuples({ bids, asks })
    this.publish({ type: 'market', series, final, sequence, checksum, bids, asks, lastPrice, trades })
  }

  /** Hands the server a message as it comes from the sequencer. */
  publish(message: unknown): void {
    const read = readFeedMessage(JSON.stringify(message))
    assert(read)
    this.stream.publish(read)
  }
}

/** The checksum of a whole book in the feed's words. */
export function checksumOfTuples({ bids = [], asks = [] }: BookParts): number {
  const levels = (side: Tuple[]) =>
    side.map(([price, quantity, orders]) => ({ priceUsdc6: BigInt(price), quantity, orders }))
  return bookChecksum(levels(bids), levels(asks))
}

/** Trade number `tradeId` in the feed's words. */
export function tradeOf(tradeId: number, changes: Record<string, unknown> = {}) {
  return {
    type: 'trade',
    series: 1,
    final: false,
    sequence: tradeId,
    price: '45000000',
    quantity: 2,
    takerSide: 'buy',
    state: 'MATCHED',
    batchNo: 0,
    skipCode: 0,
    timeMs: 1_800_000_000_000,
    buyOrderNumber: 'GXBUYER0000000000',
    sellOrderNumber: 'GXSELLER000000000',
    ...changes,
  }
}
