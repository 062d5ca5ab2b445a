import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { WebSocket } from 'ws'
import { z } from 'zod'
import type { ApiApp } from '../../../../api/http/environment.ts'
import { authorizeUpgrade } from '../../../../api/stream/authorize-upgrade.ts'
import { readFeedMessage } from '../../../../api/stream/feed-messages.ts'
import { MakerStreamServer, type MakerStreamWish } from '../../../../api/stream/maker-stream-server.ts'
import { serveUpgrades } from '../../../../api/stream/upgrades.ts'
import type { StreamMessage } from './stream.ts'

const PATH = '/api/v1/mm/stream'

/** The real stream server before the real app; what the sequencer would say is said by the test. */
export class MakerFeed {
  readonly stream: MakerStreamServer
  readonly asked: MakerStreamWish[] = []
  isLive = true
  readonly #http: Server = createServer()
  url = ''

  constructor(app: () => ApiApp, lifetimeMs?: number) {
    this.stream = new MakerStreamServer({
      authorize: (request) => authorizeUpgrade(app(), request),
      isLive: () => this.isLive,
      request: (wish) => this.asked.push(wish),
      ...(lifetimeMs === undefined ? {} : { lifetimeMs }),
    })
    serveUpgrades(this.#http, { [PATH]: this.stream })
  }

  async listen(): Promise<this> {
    this.#http.listen(0, '127.0.0.1')
    await once(this.#http, 'listening')
    this.url = `http://127.0.0.1:${z.object({ port: z.int() }).parse(this.#http.address()).port}`
    return this
  }

  close(): void {
    this.stream.close()
    this.#http.close()
    this.#http.closeAllConnections()
  }

  publish(message: object): void {
    const read = readFeedMessage(JSON.stringify(message))
    assert(read)
    this.stream.publish(read)
  }

  /** A reader with some credentials. */
  connect(headers: Record<string, string>, query = ''): MakerClient {
    return new MakerClient(new WebSocket(`${this.url.replace('http', 'ws')}${PATH}${query}`, { headers }))
  }
}

/** A reader that keeps what it heard, or how it was refused. */
export class MakerClient {
  readonly messages: StreamMessage[] = []
  readonly socket: WebSocket
  readonly opened: Promise<unknown>
  readonly closed: Promise<{ code: number; reason: string }>
  readonly refusal: Promise<{ status: number; body: Record<string, unknown> }>

  constructor(socket: WebSocket) {
    this.socket = socket
    const { promise, resolve } = Promise.withResolvers<{ status: number; body: Record<string, unknown> }>()
    this.refusal = promise
    const closing = Promise.withResolvers<{ code: number; reason: string }>()
    this.closed = closing.promise
    const opening = Promise.withResolvers<void>()
    this.opened = opening.promise
    socket.on('open', opening.resolve)
    socket.on('message', (data) => this.messages.push(JSON.parse(data.toString())))
    socket.on('close', (code, reason) => closing.resolve({ code, reason: reason.toString() }))
    socket.on('error', () => undefined)
    socket.on('unexpected-response', (_request, response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString()) })
      })
    })
  }
}

/** An order event of an account in the feed's words. */
export function orderEventOf(account: string, accountSequence: number, changes: object = {}) {
  return {
    type: 'order',
    series: 1,
    final: false,
    sequence: 100 + accountSequence,
    timeMs: 1_800_000_000_000,
    orderNumber: 'GX0123456789ABCDEF',
    clientOrderId: 'q-1',
    side: 'buy',
    account: account.toLowerCase(),
    accountSequence,
    event: 'accepted',
    state: 'OPEN',
    openUnits: 3,
    ...changes,
  }
}
