import { BaseError } from '../../kit/errors.ts'
import type { Logger } from '../../kit/log.ts'
import { MarketBook } from '../../sdk/src/market-data/market-book.ts'
import { STREAM_CONFLATE_MS } from '../limits.ts'
import { ChannelFollowers } from './channel-followers.ts'
import { type Channel, intervalOf, needsHistory } from './channels.ts'
import type { StreamConnection } from './connection.ts'
import type { DeltaMessage, LiveTrade, MarketMessage, TradeMessage } from './feed-messages.ts'
import type { MarketHistory } from './live-candles.ts'
import { MarketStats } from './market-stats.ts'
import {
  candleMessage,
  deltaMessage,
  levelFrom,
  type MarketId,
  snapshotMessage,
  tickerMessage,
  tradeMessage,
} from './public-messages.ts'
import { textFrame } from './text-frame.ts'

export interface MarketDependencies {
  log: Logger
  nowMs: () => number
  readHistory: (market: MarketId) => Promise<MarketHistory>
  /** Asks the sequencer for the market's present state. */
  request: (market: MarketId) => void
}

interface Wish {
  connection: StreamConnection
  channels: readonly Channel[]
  isNamed: boolean
}

/** What is known of a market once the sequencer has told it. */
interface MarketState {
  book: MarketBook
  stats: MarketStats
  lastPrice: bigint
  /** The copy of the book is not the sequencer's; a new one is on its way. */
  isBroken: boolean
}

/** One market as it is streamed: a checked copy of its book, its candles, and who follows which channel. */
export class MarketStream {
  readonly #id: MarketId
  readonly #dependencies: MarketDependencies
  readonly #followers = new ChannelFollowers()
  #waiting: Wish[] = []
  #state: MarketState | undefined
  #deltas: DeltaMessage[] = []
  #trades: LiveTrade[] = []
  #told: NodeJS.Immediate | undefined
  #conflation: NodeJS.Timeout | undefined

  constructor(id: MarketId, dependencies: MarketDependencies) {
    this.#id = id
    this.#dependencies = dependencies
  }

  get series(): number {
    return this.#id.series
  }

  get isFollowed(): boolean {
    return this.#waiting.length > 0 || this.#followers.isFollowed()
  }

  isFollowedBy(connection: StreamConnection): boolean {
    return this.#followers.isFollowedBy(connection) || this.#waiting.some((wish) => wish.connection === connection)
  }

  /** What was asked for begins at once, or when the market is here. */
  follow(wish: Wish): void {
    if (this.#state && !this.#state.isBroken) this.#begin(this.#state, wish)
    else this.#waiting.push(wish)
  }

  unfollow(connection: StreamConnection, channels: readonly Channel[]): void {
    for (const channel of channels) this.#followers.remove(channel, connection)
    this.#waiting = this.#waiting.flatMap((wish) => {
      const left =
        wish.connection === connection ? wish.channels.filter((channel) => !channels.includes(channel)) : wish.channels
      return left.length > 0 ? [{ ...wish, channels: left }] : []
    })
  }

  /** The market as it is; everything of it that comes later continues it. */
  load({ sequence, checksum, bids, asks, lastPrice, trades }: MarketMessage): void {
    this.#tell()
    this.#forget()
    const book = new MarketBook({ sequence, bids: bids.map(levelFrom), asks: asks.map(levelFrom) })
    // A book that is wrong from the start would be wrong again if it were asked for at once.
    if (book.checksum !== checksum)
      throw new RangeError(`the feed's book of series ${this.#id.series} has another checksum`)
    const stats = new MarketStats(() => this.#dependencies.readHistory(this.#id), trades)
    this.#state = { book, stats, lastPrice, isBroken: false }
    this.#followers.publish('book', () => snapshotMessage(this.#id, book, lastPrice))
    if (this.#followers.isFollowed(needsHistory)) void this.#catchUp(stats)
    const waiting = this.#waiting
    this.#waiting = []
    for (const wish of waiting) this.#begin(this.#state, wish)
  }

  delta(message: DeltaMessage): void {
    if (!this.#state || this.#state.isBroken) return
    const { sequence, checksum, bids, asks } = message
    const levels = { bids: bids.map(levelFrom), asks: asks.map(levelFrom) }
    const outcome = this.#state.book.apply({ previousSequence: sequence - 1, sequence, checksum, ...levels })
    if (outcome === 'stale') return
    if (outcome === 'applied') {
      this.#deltas.push(message)
      this.#tellSoon()
      if (this.#followers.isFollowed((channel) => channel === 'ticker')) this.#conflate()
      return
    }
    this.#dependencies.log.error({ ...this.#id, sequence, outcome }, 'book differs from the feed')
    this.#state.isBroken = true
    this.#dependencies.request(this.#id)
  }

  trade(message: TradeMessage): void {
    if (!this.#state) return
    const { stats } = this.#state
    const trade = { ...message, tradeId: message.sequence }
    if (trade.state === 'MATCHED') this.#state.lastPrice = trade.price
    this.#trades.push(trade)
    this.#tellSoon()
    const outcome = stats.apply(trade)
    if (outcome === 'changed') this.#conflate()
    if (outcome === 'lost' && this.#followers.isFollowed(needsHistory)) void this.#catchUp(stats)
  }

  close(): void {
    this.#forget()
  }

  #begin(state: MarketState, { connection, channels, isNamed }: Wish): void {
    // What was not told yet is in the snapshot already.
    this.#tell()
    for (const channel of channels) this.#followers.add(channel, connection)
    if (isNamed) {
      const sequences = channels.map((channel) => [channel, this.#sequenceOf(channel, state)])
      connection.send(textFrame({ type: 'subscribed', ...this.#id, sequences: Object.fromEntries(sequences) }))
    }
    if (channels.includes('book')) connection.send(textFrame(snapshotMessage(this.#id, state.book, state.lastPrice)))
    const ofThePast = channels.filter(needsHistory)
    if (ofThePast.length > 0) void this.#beginPast(state, connection, ofThePast)
  }

  async #beginPast(state: MarketState, connection: StreamConnection, channels: readonly Channel[]): Promise<void> {
    try {
      await state.stats.load()
    } catch (error) {
      this.#dependencies.log.warn({ err: error, ...this.#id }, 'history cannot be read')
      const code = error instanceof BaseError ? error.code : 'INTERNAL_ERROR'
      for (const channel of channels) this.#followers.remove(channel, connection)
      connection.send(textFrame({ type: 'error', ...this.#id, channels, code }))
      return
    }
    for (const channel of channels) {
      const message = this.#presentOf(channel, this.#followers.sequenceOf(channel))
      if (message && this.#followers.has(channel, connection)) connection.send(textFrame(message))
    }
  }

  /** After a new start: what followers of candles and tickers knew may be wrong. */
  async #catchUp(stats: MarketStats): Promise<void> {
    try {
      await stats.load()
    } catch (error) {
      this.#dependencies.log.warn({ err: error, ...this.#id }, 'history cannot be read')
      return
    }
    for (const channel of this.#followers.channels().filter(needsHistory))
      this.#followers.publish(channel, (sequence) => this.#presentOf(channel, sequence))
  }

  /** The present ticker or newest candle; undefined when there is none. */
  #presentOf(channel: Channel, sequence: number): object | undefined {
    if (!this.#state) return undefined
    const { book, stats, lastPrice } = this.#state
    const interval = intervalOf(channel)
    if (interval) {
      const candle = stats.latest(interval)
      return candle && candleMessage(this.#id, sequence, interval, candle)
    }
    const day = stats.day(Math.floor(this.#dependencies.nowMs() / 1000))
    return tickerMessage(this.#id, sequence, { lastPrice, day, book })
  }

  #sequenceOf(channel: Channel, { book }: MarketState): number {
    return channel === 'book' ? book.sequence : this.#followers.sequenceOf(channel)
  }

  /** At the end of this turn of the event loop: what came together is told together, and the more there is, the more of it. */
  #tellSoon(): void {
    this.#told ??= setImmediate(() => this.#tell())
  }

  #tell(): void {
    clearImmediate(this.#told)
    this.#told = undefined
    const [deltas, trades] = [this.#deltas, this.#trades]
    this.#deltas = []
    this.#trades = []
    if (deltas.length > 0) this.#followers.publish('book', () => deltaMessage(this.#id, deltas))
    for (const trade of trades) this.#followers.publish('trades', (sequence) => tradeMessage(this.#id, sequence, trade))
  }

  #conflate(): void {
    if (!this.#state?.stats.isLoaded) return
    this.#conflation ??= setTimeout(() => this.#tellStats(), STREAM_CONFLATE_MS)
  }

  #tellStats(): void {
    this.#conflation = undefined
    if (!this.#state?.stats.isLoaded) return
    for (const { interval, candle } of this.#state.stats.takeChanged())
      this.#followers.publish(`candles:${interval}`, (sequence) => candleMessage(this.#id, sequence, interval, candle))
    this.#followers.publish('ticker', (sequence) => this.#presentOf('ticker', sequence))
  }

  #forget(): void {
    clearImmediate(this.#told)
    clearTimeout(this.#conflation)
    this.#told = undefined
    this.#conflation = undefined
    this.#state = undefined
    this.#deltas = []
    this.#trades = []
  }
}
