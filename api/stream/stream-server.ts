import type { Server } from 'node:http'
import { WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import { BaseError } from '../../kit/errors.ts'
import { stringifyJson } from '../../kit/json.ts'
import type { BookView } from '../clients/sequencer-views.ts'
import { MAX_STREAM_BACKLOG_BYTES, MAX_STREAM_REQUESTS_PER_MINUTE, MAX_STREAMS, MAX_SUBSCRIPTIONS } from '../limits.ts'
import type { FeedMessage } from './feed-messages.ts'
import { publicMessage, snapshotOf } from './public-messages.ts'

const PATH = '/api/v1/stream'
const MINUTE_MS = 60_000
/** Close codes of RFC 6455 and, from 4000 on, ours. */
const TRY_AGAIN_LATER = 1013
const TOO_SLOW = 4001
const GAP = 4002
const BAD_MESSAGE = 4003

const requestSchema = z.strictObject({
  type: z.enum(['subscribe', 'unsubscribe']),
  series: z.int().min(1).max(0xffff_ffff),
  final: z.boolean().default(false),
})

export interface StreamDependencies {
  readBook: (series: number, final: boolean) => Promise<BookView>
  /** Whether deltas come: without them a snapshot would grow old unnoticed. */
  isLive: () => boolean
}

/**
 * Public market data over WebSocket: after `{"type":"subscribe","series":1}` comes one `snapshot`, then every `delta` and `trade`
 * with a higher sequence. Who lags or asks nonsense is cut off with a reason; after a gap in the feed everybody is, and subscribes again.
 */
export class StreamServer {
  readonly #dependencies: StreamDependencies
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 4_096 })
  readonly #subscriptions = new Map<WebSocket, Set<string>>()

  constructor(dependencies: StreamDependencies) {
    this.#dependencies = dependencies
  }

  /** Answers upgrades of `/api/v1/stream`; every other upgrade is refused. */
  attach(http: Server): this {
    http.on('upgrade', (request, socket, head) => {
      if (new URL(request.url ?? '/', 'http://host').pathname !== PATH) {
        socket.end('HTTP/1.1 404 Not Found\r\n\r\n')
        return
      }
      this.#server.handleUpgrade(request, socket, head, (client) => this.#accept(client))
    })
    return this
  }

  /** Hands a message of the feed to whoever subscribed to its book; states of single orders are nobody's here. */
  publish(message: FeedMessage): void {
    const shown = publicMessage(message)
    if (!shown) return
    const key = keyOf(shown.series, shown.final)
    const text = stringifyJson(shown)
    for (const [client, keys] of this.#subscriptions) if (keys.has(key)) send(client, text)
  }

  /** Ends every stream: after a gap a client must take a new snapshot. */
  cutOff(reason: string): void {
    for (const client of this.#subscriptions.keys()) client.close(GAP, reason)
  }

  close(): void {
    for (const client of this.#subscriptions.keys()) client.close(TRY_AGAIN_LATER, 'the server stops')
    this.#server.close()
  }

  #accept(client: WebSocket): void {
    if (this.#subscriptions.size >= MAX_STREAMS) {
      client.close(TRY_AGAIN_LATER, `at most ${MAX_STREAMS} streams`)
      return
    }
    this.#subscriptions.set(client, new Set())
    const budget = { left: MAX_STREAM_REQUESTS_PER_MINUTE, until: 0 }
    client.on('message', (data) => {
      if (spend(budget, Date.now())) void this.#receive(client, data.toString())
      else client.close(BAD_MESSAGE, `at most ${MAX_STREAM_REQUESTS_PER_MINUTE} messages a minute`)
    })
    client.on('error', () => client.terminate())
    client.on('close', () => this.#subscriptions.delete(client))
  }

  async #receive(client: WebSocket, text: string): Promise<void> {
    const keys = this.#subscriptions.get(client)
    const request = requestSchema.safeParse(jsonOf(text))
    if (!keys || !request.success)
      return client.close(BAD_MESSAGE, 'send {"type":"subscribe","series":1,"final":false}')
    const { type, series, final } = request.data
    const key = keyOf(series, final)
    if (type === 'unsubscribe') {
      keys.delete(key)
      return
    }
    if (keys.size >= MAX_SUBSCRIPTIONS) return client.close(BAD_MESSAGE, `at most ${MAX_SUBSCRIPTIONS} books`)
    if (!this.#dependencies.isLive()) return client.close(TRY_AGAIN_LATER, 'market data is not connected')
    // Subscribed before the snapshot is read: a delta in between arrives early and carries a sequence that tells.
    keys.add(key)
    try {
      send(client, stringifyJson(snapshotOf(await this.#dependencies.readBook(series, final))))
    } catch (error) {
      keys.delete(key)
      const code = error instanceof BaseError ? error.code : 'INTERNAL_ERROR'
      send(client, stringifyJson({ type: 'error', series, final, code }))
    }
  }
}

/** Takes one message out of the minute's budget. */
function spend(budget: { left: number; until: number }, nowMs: number): boolean {
  if (nowMs >= budget.until) Object.assign(budget, { left: MAX_STREAM_REQUESTS_PER_MINUTE, until: nowMs + MINUTE_MS })
  budget.left--
  return budget.left >= 0
}

function send(client: WebSocket, text: string): void {
  if (client.readyState !== WebSocket.OPEN) return
  if (client.bufferedAmount > MAX_STREAM_BACKLOG_BYTES) client.close(TOO_SLOW, 'the client reads too slowly')
  else client.send(text)
}

function keyOf(series: number, final: boolean): string {
  return `${series}:${final}`
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
