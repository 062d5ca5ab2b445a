import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import { hasBearer } from '../../../kit/bearer.ts'
import { parseJson, stringifyJson } from '../../../kit/json.ts'
import type { Secret } from '../../../kit/secret.ts'
import { FEED_PING_MS, MAX_FEED_BACKLOG_BYTES, MAX_FEED_CLIENTS } from '../limits.ts'
import type { Sequencer } from '../sequencing/sequencer.ts'
import { accountMessage, accountRequest } from './account-message.ts'
import { marketMessage, marketRequest } from './market-message.ts'
import { type FeedMessage, messagesOf } from './messages.ts'

/** What a reader of the feed may ask for. */
const feedRequest = z.discriminatedUnion('type', [marketRequest, accountRequest])

const FEED_PATH = '/internal/v1/feed'
/** Close code for what is no request (RFC 6455: policy violation). */
const NOT_A_REQUEST = 1008

interface Waiting {
  message: FeedMessage
  /** Everybody when nobody is named. */
  to?: WebSocket
}

/**
 * Tells our own services of every change, once it is on disk. A reader asks for a market's present state, or for what
 * an account missed, over the same connection and gets it in its place among the changes. One that cannot keep up is cut off and starts over.
 */
export class Feed {
  readonly #sequencer: Sequencer
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 1_024 })
  readonly #pings: NodeJS.Timeout
  #waiting: Waiting[] = []
  #flushing: Promise<void> | undefined

  constructor(sequencer: Sequencer) {
    this.#sequencer = sequencer
    sequencer.onApplied((applied) => {
      if (this.#server.clients.size === 0) return
      this.#enqueue(messagesOf(applied, sequencer).map((message) => ({ message })))
    })
    this.#pings = setInterval(() => {
      for (const client of this.#server.clients) client.ping()
    }, FEED_PING_MS)
    this.#pings.unref()
  }

  /** Serves the feed on an HTTP server's upgrade requests. */
  attach(server: Server, token: Secret): void {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const refusal = this.#refusal(request, token)
      if (refusal) {
        socket.end(`HTTP/1.1 ${refusal}\r\nconnection: close\r\n\r\n`)
        return
      }
      this.#server.handleUpgrade(request, socket, head, (client) => this.#welcome(client))
    })
  }

  close(): void {
    clearInterval(this.#pings)
    for (const client of this.#server.clients) client.terminate()
    this.#server.close()
  }

  #refusal(request: IncomingMessage, token: Secret): string | undefined {
    if (new URL(request.url ?? '/', 'http://local').pathname !== FEED_PATH) return '404 Not Found'
    if (!hasBearer(request.headers.authorization, token)) return '401 Unauthorized'
    return this.#server.clients.size >= MAX_FEED_CLIENTS ? '503 Service Unavailable' : undefined
  }

  #welcome(client: WebSocket): void {
    client.on('error', () => client.terminate())
    client.on('message', (data) => this.#answer(client, data.toString()))
  }

  #answer(client: WebSocket, text: string): void {
    try {
      const request = feedRequest.parse(parseJson(text))
      const message =
        request.type === 'market' ? marketMessage(this.#sequencer, request) : accountMessage(this.#sequencer, request)
      this.#enqueue([{ message, to: client }])
    } catch {
      client.close(NOT_A_REQUEST, 'send {"type":"market","series":1,"final":false}')
    }
  }

  #enqueue(waiting: readonly Waiting[]): void {
    // A flush of nothing would end before it is assigned, and none would ever start again.
    if (waiting.length === 0) return
    this.#waiting.push(...waiting)
    this.#flushing ??= this.#flush()
  }

  /** One turn of the event loop's messages together, after their commands are durable. */
  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const waiting = this.#waiting
      this.#waiting = []
      await this.#sequencer.durable()
      const texts = waiting.map(({ message, to }) => ({ text: stringifyJson(message), to }))
      for (const client of this.#server.clients) {
        if (client.bufferedAmount > MAX_FEED_BACKLOG_BYTES) client.terminate()
        else for (const { text, to } of texts) if (to === undefined || to === client) client.send(text)
      }
    }
    this.#flushing = undefined
  }
}
