import { once } from 'node:events'
import { WebSocket } from 'ws'
import { until } from '../../../../local/until.ts'

export type StreamMessage = { type: string } & Record<string, unknown>

/** A client of the public stream that keeps what it heard. */
export class StreamClient {
  readonly messages: StreamMessage[] = []
  readonly #socket: WebSocket

  private constructor(socket: WebSocket) {
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
    const [code] = await once(this.#socket, 'close')
    return code
  }

  close(): void {
    this.#socket.terminate()
  }
}
