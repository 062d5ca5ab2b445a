import { once } from 'node:events'
import { WebSocket } from 'ws'
import { until } from '../../../../local/until.ts'

export type StreamMessage = { type: string } & Record<string, unknown>

/** A client of the public stream that keeps what it heard. */
export class StreamClient {
  readonly messages: StreamMessage[] = []
  readonly #socket: WebSocket
  readonly #closed: Promise<{ code: number; reason: string }>

  private constructor(socket: WebSocket) {
    this.#closed = once(socket, 'close').then(([code, reason]) => ({ code: Number(code), reason: String(reason) }))
    this.#socket = socket
    socket.on('message', (data) => this.messages.push(JSON.parse(data.toString())))
  }

  static async open(url: string): Promise<StreamClient> {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/api/v1/stream`)
    const client = new StreamClient(socket)
    await once(socket, 'open')
    return client
  }

  send(message: unknown): void {
    this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  }

  async next(isWanted: (message: StreamMessage) => boolean): Promise<StreamMessage> {
    let found: StreamMessage | undefined
    const isHere = () => {
      found = this.messages.find(isWanted)
      return found !== undefined
    }
    await until('a message of the stream', isHere, { timeoutMs: 20_000 })
    if (!found) throw new Error('unreachable: until resolved without a message')
    return found
  }

  async closeCode(): Promise<number> {
    return (await this.#closed).code
  }

  closed(): Promise<{ code: number; reason: string }> {
    return this.#closed
  }

  /** Leaves everything that comes in the network's buffers, and then the server's. */
  stopReading(): void {
    this.#socket.pause()
  }

  readOn(): void {
    this.#socket.resume()
  }

  close(): void {
    this.#socket.terminate()
  }
}
