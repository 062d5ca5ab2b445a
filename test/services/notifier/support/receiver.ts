import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'

export interface Received {
  headers: IncomingHttpHeaders
  body: Buffer
}

/** A subscriber's or a push service's server on this machine; how it answers is chosen by the test. */
export class Receiver {
  readonly received: Received[] = []
  answer: (response: ServerResponse, request: Received) => void = (response) => response.writeHead(204).end()
  readonly #server: Server

  constructor() {
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      const received = { headers: request.headers, body: Buffer.concat(chunks) }
      this.received.push(received)
      this.answer(response, received)
    })
  }

  async listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return this
  }

  get port(): number {
    const address = this.#server.address()
    if (typeof address !== 'object' || address === null) throw new Error('not listening')
    return address.port
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}
