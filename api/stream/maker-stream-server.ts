import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Address } from 'viem'
import { type WebSocket, WebSocketServer } from 'ws'
import { MAKER_STREAM_MS, MAX_MAKER_STREAMS, MAX_MAKER_STREAMS_PER_ACCOUNT, STREAM_PING_MS } from '../limits.ts'
import { CLOSE_CODES, StreamConnection } from './connection.ts'
import type { AccountMessage, FeedMessage, OrderMessage } from './feed-messages.ts'
import { beganMessage, orderMessage } from './maker-messages.ts'
import { textFrame } from './text-frame.ts'

/** Whose stream it is to be, and the newest event that its reader knows. */
export interface MakerStreamWish {
  account: Address
  after: number | undefined
}

interface Dependencies {
  /** The caller's wish, or the refusal to answer with. */
  authorize: (request: IncomingMessage) => Promise<MakerStreamWish | Response>
  /** Whether the feed tells of every change. */
  isLive: () => boolean
  /** Asks the sequencer for what the account missed; the answer comes by `publish`. */
  request: (wish: MakerStreamWish) => void
  /** After which a reader has to prove again who it is. */
  lifetimeMs?: number
}

interface Reader extends MakerStreamWish {
  connection: StreamConnection
  /** The sequencer has said where it goes on. */
  hasBegun: boolean
  end: NodeJS.Timeout
}

/**
 * An account's own order events over WebSocket, as README.md beside this file describes them: numbered by account, to be resumed from
 * a number. Who lags is cut off with a reason, everybody after a gap in the feed, and each after 15 minutes, to prove again who it is.
 */
export class MakerStreamServer {
  readonly #dependencies: Dependencies
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 1_024 })
  readonly #readers = new Set<Reader>()
  readonly #pings: NodeJS.Timeout

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
    this.#pings = setInterval(() => {
      for (const { connection } of this.#readers) connection.ping()
    }, STREAM_PING_MS).unref()
  }

  get streams(): number {
    return this.#readers.size
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Until the WebSocket is there nobody else listens for what may happen to the connection.
    const onError = () => socket.destroy()
    socket.on('error', onError)
    this.#dependencies.authorize(request).then(
      async (outcome) => {
        if (outcome instanceof Response) await refuse(socket, outcome)
        else if (!socket.destroyed) {
          socket.off('error', onError)
          this.#server.handleUpgrade(request, socket, head, (client) => this.#accept(client, socket, outcome))
        }
      },
      () => socket.destroy(),
    )
  }

  publish(message: FeedMessage): void {
    if (message.type === 'order') this.#tell(message)
    else if (message.type === 'account') this.#begin(message)
  }

  /** Ends every stream: its reader resumes from the last number that it saw. */
  cutOff(reason: string): void {
    for (const { connection } of this.#readers) connection.cut(CLOSE_CODES.gap, reason)
  }

  close(): void {
    clearInterval(this.#pings)
    for (const { connection } of this.#readers) connection.cut(CLOSE_CODES.tryAgainLater, 'the server stops')
    this.#server.close()
  }

  #accept(client: WebSocket, transport: Duplex, wish: MakerStreamWish): void {
    const refusal = this.#refusal(wish)
    if (refusal) {
      client.on('error', () => client.terminate())
      client.close(CLOSE_CODES.tryAgainLater, refusal)
      return
    }
    const connection = new StreamConnection(client, {
      transport,
      onCut: () => clearTimeout(reader.end),
      onClose: () => this.#readers.delete(reader),
    })
    const { lifetimeMs = MAKER_STREAM_MS } = this.#dependencies
    const end = setTimeout(() => connection.cut(CLOSE_CODES.signAgain, 'prove again who you are'), lifetimeMs)
    const reader: Reader = { ...wish, connection, hasBegun: false, end: end.unref() }
    this.#readers.add(reader)
    client.on('message', () => connection.cut(CLOSE_CODES.badMessage, 'nothing is to be sent here'))
    this.#dependencies.request(wish)
  }

  #refusal({ account }: MakerStreamWish): string | undefined {
    if (!this.#dependencies.isLive()) return 'the sequencer is not connected'
    if (this.#readers.size >= MAX_MAKER_STREAMS) return `at most ${MAX_MAKER_STREAMS} streams`
    const own = [...this.#readers].filter((reader) => reader.account === account && !reader.connection.isCut)
    return own.length < MAX_MAKER_STREAMS_PER_ACCOUNT
      ? undefined
      : `at most ${MAX_MAKER_STREAMS_PER_ACCOUNT} streams of one account`
  }

  /** The answer stands among the events: what came before is in it, what comes later continues it. */
  #begin(message: AccountMessage): void {
    const missed = message.events.map((event) => textFrame(orderMessage(event)))
    for (const reader of this.#readers) {
      if (reader.hasBegun || !isOf(reader, message) || reader.after !== message.after) continue
      reader.hasBegun = true
      reader.connection.send(textFrame(beganMessage(reader.account, message)))
      for (const frame of missed) reader.connection.send(frame)
    }
  }

  #tell(message: OrderMessage): void {
    const followers = [...this.#readers].filter((reader) => reader.hasBegun && isOf(reader, message))
    if (followers.length === 0) return
    const frame = textFrame(orderMessage(message))
    for (const { connection } of followers) connection.send(frame)
  }
}

function isOf({ account }: MakerStreamWish, message: { account: string }): boolean {
  return account.toLowerCase() === message.account.toLowerCase()
}

/** Answers an upgrade with an HTTP response. */
async function refuse(socket: Duplex, response: Response): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer())
  const headers = new Headers(response.headers)
  headers.set('content-length', `${body.length}`)
  headers.set('connection', 'close')
  const lines = [...headers].map(([name, value]) => `${name}: ${value}`)
  socket.end(Buffer.concat([Buffer.from(`HTTP/1.1 ${response.status} Refused\r\n${lines.join('\r\n')}\r\n\r\n`), body]))
}
