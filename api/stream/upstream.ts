import type { Address } from 'viem'
import { WebSocket } from 'ws'
import { LEADER_ANSWER_MS } from '../../kit/limits.ts'
import type { Logger } from '../../kit/log.ts'
import type { Secret } from '../../kit/secret.ts'
import { type FeedMessage, readFeedMessage } from './feed-messages.ts'

/** Where the feed is: of the process that leads, which may be another one the next time. */
export interface FeedSource {
  url: () => Promise<string>
  /** The connection to this URL broke or was refused. */
  lost: (url: string) => void
}

export interface UpstreamParameters {
  source: FeedSource
  token: Secret
  reconnectMs: number
  onMessage: (message: FeedMessage) => void
  /** The feed broke: what was sent before and what comes later may have a gap between them. */
  onGap: () => void
}

/** One connection to the feed of a partition's leader that reconnects for as long as it is wanted. */
export class Upstream {
  readonly #log: Logger
  readonly #parameters: UpstreamParameters
  #socket: WebSocket | undefined
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(log: Logger, parameters: UpstreamParameters) {
    this.#log = log
    this.#parameters = parameters
  }

  open(): this {
    const { source } = this.#parameters
    source.url().then(
      (url) => this.#connect(url),
      () => this.#openLater(),
    )
    return this
  }

  /** Whether the feed tells of every change; it does from the moment of the connection on. */
  get isLive(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN
  }

  /** Asks for a market's present state; it comes as a message of the feed, in its place. */
  requestMarket(series: number, final: boolean): void {
    this.#socket?.send(JSON.stringify({ type: 'market', series, final }))
  }

  /** Asks for what an account missed behind `after`; it comes as a message of the feed, in its place. */
  requestAccount(account: Address, after: number | undefined): void {
    this.#socket?.send(JSON.stringify({ type: 'account', account, after }))
  }

  /** Another process leads: what this one would still tell, or keep from us, is of no account. */
  leave(): void {
    this.#socket?.terminate()
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.#socket?.terminate()
  }

  #connect(url: string): void {
    if (this.#isClosed) return
    const { source, token } = this.#parameters
    const feed = new URL('/internal/v1/feed', url).href.replace(/^http/, 'ws')
    const socket = new WebSocket(feed, {
      headers: { authorization: `Bearer ${token.reveal()}` },
      handshakeTimeout: LEADER_ANSWER_MS,
    })
    socket.on('open', () => this.#log.info({ url }, 'feed connected'))
    socket.on('message', (data) => this.#receive(data.toString()))
    socket.on('error', (error) => this.#log.debug({ err: error }, 'feed error'))
    socket.on('close', () => {
      if (this.#isClosed) return
      source.lost(url)
      this.#parameters.onGap()
      this.#openLater()
    })
    this.#socket = socket
  }

  #receive(text: string): void {
    const message = readFeedMessage(text)
    try {
      if (!message) throw new RangeError('it is no message of the feed')
      this.#parameters.onMessage(message)
    } catch (error) {
      // What we cannot use may have changed a book: whoever follows one starts over.
      this.#log.error({ err: error, text: text.slice(0, 300) }, 'feed message not understood')
      this.#parameters.onGap()
    }
  }

  #openLater(): void {
    if (this.#isClosed) return
    this.#timer = setTimeout(() => this.open(), this.#parameters.reconnectMs)
  }
}
