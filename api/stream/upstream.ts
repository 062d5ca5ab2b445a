import type { Address } from 'viem'
import { WebSocket } from 'ws'
import type { Logger } from '../../kit/log.ts'
import type { Secret } from '../../kit/secret.ts'
import { type FeedMessage, readFeedMessage } from './feed-messages.ts'

export interface UpstreamParameters {
  url: string
  token: Secret
  reconnectMs: number
  onMessage: (message: FeedMessage) => void
  /** The feed broke: what was sent before and what comes later may have a gap between them. */
  onGap: () => void
}

/** One connection to the sequencer's feed that reconnects for as long as it is wanted. */
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
    const { url, token } = this.#parameters
    const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token.reveal()}` } })
    socket.on('open', () => this.#log.info('feed connected'))
    socket.on('message', (data) => this.#receive(data.toString()))
    socket.on('error', (error) => this.#log.debug({ err: error }, 'feed error'))
    socket.on('close', () => this.#reconnect())
    this.#socket = socket
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

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.#socket?.terminate()
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

  #reconnect(): void {
    if (this.#isClosed) return
    this.#parameters.onGap()
    this.#timer = setTimeout(() => this.open(), this.#parameters.reconnectMs)
  }
}
