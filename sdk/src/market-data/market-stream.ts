import { parseUsdc } from '../money.ts'
import type { Level } from './checksum.ts'
import { MarketBook } from './market-book.ts'
import type {
  StreamCandle,
  StreamChannel,
  StreamDelta,
  StreamError,
  StreamLevel,
  StreamMessage,
  StreamSnapshot,
  StreamTicker,
  StreamTrade,
} from './stream-messages.ts'

const FIRST_RETRY_MS = 500
const MAX_RETRY_MS = 30_000

export interface Market {
  series: number
  final: boolean
}

/** What a reader is told. */
export interface MarketListener {
  /** The book changed; it is checked. */
  onBook?: (market: Market, book: MarketBook) => void
  onTrade?: (trade: StreamTrade) => void
  onCandle?: (candle: StreamCandle) => void
  onTicker?: (ticker: StreamTicker) => void
  /** Messages were lost or a book was wrong. A book starts anew by itself; missed trades and candles are in the REST history. */
  onGap?: (market: Market, channel: StreamChannel) => void
  /** A channel could not begin. */
  onError?: (error: StreamError) => void
  /** The connection ended and is opened again. */
  onClose?: (code: number, reason: string) => void
}

/** Follows markets over one connection that is opened anew for as long as it is wanted; every message is checked for gaps. */
export class MarketStream {
  readonly #url: string
  readonly #listener: MarketListener
  readonly #wanted = new Map<string, Market & { channels: Set<StreamChannel> }>()
  readonly #books = new Map<string, MarketBook>()
  readonly #sequences = new Map<string, number>()
  #socket: WebSocket | undefined
  #retryMs = FIRST_RETRY_MS
  #retry: ReturnType<typeof setTimeout> | undefined
  #isClosed = false

  /** @param url Of the API, such as "https://genex.example". */
  constructor(url: string, listener: MarketListener) {
    this.#url = new URL('/api/v1/stream', url.replace(/^http/, 'ws')).href
    this.#listener = listener
    this.#open()
  }

  follow(series: number, channels: readonly StreamChannel[] = ['book', 'trades'], final = false): void {
    const key = keyOf({ series, final })
    const wanted = this.#wanted.get(key) ?? { series, final, channels: new Set<StreamChannel>() }
    for (const channel of channels) wanted.channels.add(channel)
    this.#wanted.set(key, wanted)
    this.#send({ type: 'subscribe', series, final, channels })
  }

  unfollow(series: number, final = false): void {
    this.#wanted.delete(keyOf({ series, final }))
    this.#books.delete(keyOf({ series, final }))
    this.#send({ type: 'unsubscribe', series, final })
  }

  /** The book as it is now, or undefined until its snapshot has come. */
  book(series: number, final = false): MarketBook | undefined {
    return this.#books.get(keyOf({ series, final }))
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#retry)
    this.#socket?.close()
  }

  #open(): void {
    const socket = new WebSocket(this.#url)
    this.#socket = socket
    socket.addEventListener('open', () => {
      for (const { channels, ...market } of this.#wanted.values())
        this.#send({ type: 'subscribe', ...market, channels: [...channels] })
    })
    socket.addEventListener('message', ({ data }) => this.#receive(JSON.parse(String(data)) as StreamMessage))
    // An error is followed by a close.
    socket.addEventListener('close', ({ code, reason }) => this.#reopen(code, reason))
  }

  #reopen(code: number, reason: string): void {
    this.#books.clear()
    this.#sequences.clear()
    if (this.#isClosed) return
    this.#listener.onClose?.(code, reason)
    this.#retry = setTimeout(() => this.#open(), this.#retryMs)
    this.#retryMs = Math.min(this.#retryMs * 2, MAX_RETRY_MS)
  }

  #receive(message: StreamMessage): void {
    const wanted = this.#wanted.get(keyOf(message))
    if (!wanted) return
    const market = { series: wanted.series, final: wanted.final }
    const { onTrade, onCandle, onTicker, onError } = this.#listener
    if (message.type === 'snapshot') this.#begin(market, message)
    else if (message.type === 'delta') this.#change(market, message)
    else if (message.type === 'trade') this.#tell(market, 'trades', message, onTrade)
    else if (message.type === 'candle') this.#tell(market, `candles:${message.interval}`, message, onCandle)
    else if (message.type === 'ticker') this.#tell(market, 'ticker', message, onTicker)
    else if (message.type === 'subscribed')
      for (const [channel, sequence] of Object.entries(message.sequences))
        this.#sequences.set(`${keyOf(market)}:${channel}`, sequence)
    else if (message.type === 'error') onError?.(message)
  }

  #begin(market: Market, { sequence, checksum, bids, asks }: StreamSnapshot): void {
    const book = new MarketBook({ sequence, bids: bids.map(levelOf), asks: asks.map(levelOf) })
    if (book.checksum === checksum) {
      this.#retryMs = FIRST_RETRY_MS
      this.#books.set(keyOf(market), book)
      this.#listener.onBook?.(market, book)
    } else {
      // Asked again at once it would be the same again: another connection, after a pause that grows.
      this.#listener.onGap?.(market, 'book')
      this.#socket?.close()
    }
  }

  #change(market: Market, { bids, asks, ...delta }: StreamDelta): void {
    // Until the snapshot is here there is nothing to change.
    const book = this.#books.get(keyOf(market))
    const outcome = book?.apply({ ...delta, bids: bids.map(levelOf), asks: asks.map(levelOf) })
    if (book && outcome === 'applied') this.#listener.onBook?.(market, book)
    if (outcome === 'gap' || outcome === 'mismatch') this.#restart(market)
  }

  /** The book is wrong: a new snapshot. */
  #restart(market: Market): void {
    this.#books.delete(keyOf(market))
    this.#listener.onGap?.(market, 'book')
    this.#send({ type: 'subscribe', ...market, channels: ['book'] })
  }

  #tell<Message extends { sequence: number }>(
    market: Market,
    channel: StreamChannel,
    message: Message,
    listener: ((message: Message) => void) | undefined,
  ): void {
    const key = `${keyOf(market)}:${channel}`
    const last = this.#sequences.get(key)
    this.#sequences.set(key, message.sequence)
    this.#retryMs = FIRST_RETRY_MS
    if (last !== undefined && message.sequence > last + 1) this.#listener.onGap?.(market, channel)
    listener?.(message)
  }

  #send(request: object): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(request))
  }
}

function keyOf({ series, final }: Market): string {
  return `${series}:${final}`
}

function levelOf({ price, quantity, orders }: StreamLevel): Level {
  return { priceUsdc6: parseUsdc(price), quantity, orders }
}
