import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { MAX_STREAM_REQUESTS_PER_MINUTE, MAX_STREAMS, MAX_SUBSCRIPTIONS, STREAM_PING_MS } from '../limits.ts'
import { CHANNELS, type StreamRequest, streamRequest } from './channels.ts'
import { CLOSE_CODES, StreamConnection } from './connection.ts'
import type { FeedMessage } from './feed-messages.ts'
import { MarketHub } from './market-hub.ts'
import type { MarketDependencies } from './market-stream.ts'

export interface StreamDependencies extends MarketDependencies {
  /** Whether the series' feed tells of every change: without it a snapshot would grow old unnoticed. */
  isLive: (series: number) => boolean
}

/**
 * Public market data over WebSocket, as README.md beside this file describes it: `{"type":"subscribe","series":1}` brings one `snapshot`,
 * then every `delta` and `trade`. Who lags or asks nonsense is cut off with a reason; after a gap in the feed whoever followed it is.
 */
export class StreamServer {
  readonly #dependencies: StreamDependencies
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 4_096 })
  readonly #hub: MarketHub
  /** Every open connection, also those that are being cut off, with the markets that it follows. */
  readonly #connections = new Map<StreamConnection, Map<string, StreamRequest>>()
  readonly #pings: NodeJS.Timeout

  constructor(dependencies: StreamDependencies) {
    this.#dependencies = dependencies
    this.#hub = new MarketHub(dependencies)
    this.#pings = setInterval(() => {
      for (const connection of this.#connections.keys()) connection.ping()
    }, STREAM_PING_MS).unref()
  }

  get streams(): number {
    return this.#server.clients.size
  }

  /** Bytes that clients have not read; shared messages count for each. */
  get backlogBytes(): number {
    return [...this.#connections.keys()].reduce((sum, connection) => sum + connection.backlogBytes, 0)
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (client) => this.#accept(client, socket))
  }

  publish(message: FeedMessage): void {
    this.#hub.publish(message)
  }

  /** Ends the streams of the series whose feed broke: after a gap a client must take a new snapshot. */
  cutOff(reason: string, isConcerned: (series: number) => boolean = () => true): void {
    for (const [connection, followed] of this.#connections)
      if ([...followed.values()].some(({ series }) => isConcerned(series))) connection.cut(CLOSE_CODES.gap, reason)
    this.#hub.reset(isConcerned)
  }

  close(): void {
    clearInterval(this.#pings)
    for (const connection of this.#connections.keys()) connection.cut(CLOSE_CODES.tryAgainLater, 'the server stops')
    this.#hub.reset(() => true)
    this.#server.close()
  }

  #accept(client: WebSocket, transport: Duplex): void {
    if (this.streams > MAX_STREAMS) {
      client.on('error', () => client.terminate())
      client.close(CLOSE_CODES.tryAgainLater, `at most ${MAX_STREAMS} streams`)
      return
    }
    const connection = new StreamConnection(client, {
      transport,
      onCut: () => this.#unfollowAll(connection),
      onClose: () => this.#connections.delete(connection),
    })
    this.#connections.set(connection, new Map())
    client.on('message', (data) => {
      if (connection.isCut) return
      if (connection.spend(this.#dependencies.nowMs())) this.#receive(connection, data.toString())
      else connection.cut(CLOSE_CODES.badMessage, `at most ${MAX_STREAM_REQUESTS_PER_MINUTE} messages a minute`)
    })
  }

  #receive(connection: StreamConnection, text: string): void {
    const { data: request } = streamRequest.safeParse(jsonOf(text))
    if (!request) connection.cut(CLOSE_CODES.badMessage, 'send {"type":"subscribe","series":1,"final":false}')
    else if (request.type === 'subscribe') this.#subscribe(connection, request)
    else this.#unsubscribe(connection, request)
  }

  #subscribe(connection: StreamConnection, request: StreamRequest): void {
    const followed = this.#connections.get(connection)
    if (!followed) return
    const key = `${request.series}:${request.final}`
    if (!this.#dependencies.isLive(request.series))
      connection.cut(CLOSE_CODES.tryAgainLater, 'market data is not connected')
    else if (!followed.has(key) && followed.size >= MAX_SUBSCRIPTIONS)
      connection.cut(CLOSE_CODES.badMessage, `at most ${MAX_SUBSCRIPTIONS} books`)
    else {
      followed.set(key, request)
      this.#hub.open(idOf(request)).follow({ connection, ...request })
    }
  }

  #unsubscribe(connection: StreamConnection, request: StreamRequest): void {
    const id = idOf(request)
    const market = this.#hub.find(id)
    market?.unfollow(connection, request.channels)
    if (!market?.isFollowedBy(connection)) this.#connections.get(connection)?.delete(`${id.series}:${id.final}`)
    this.#hub.release(id)
  }

  #unfollowAll(connection: StreamConnection): void {
    for (const request of this.#connections.get(connection)?.values() ?? []) {
      this.#hub.find(idOf(request))?.unfollow(connection, CHANNELS)
      this.#hub.release(idOf(request))
    }
    this.#connections.get(connection)?.clear()
  }
}

function idOf({ series, final }: StreamRequest) {
  return { series, final }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
