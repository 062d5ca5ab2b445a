import { createServer } from 'node:http'
import { WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'

/** A connection between a client and the stream on which a test loses or changes messages. */
export class LossyProxy {
  /** What becomes of a message to the client; undefined loses it. */
  change: (text: string) => string | undefined = (text) => text
  readonly #http = createServer()
  readonly #server = new WebSocketServer({ server: this.#http })
  readonly #upstreams = new Set<WebSocket>()

  async listen(target: string): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#http.listen(0, '127.0.0.1', resolve)
    await promise
    this.#server.on('connection', (client) => this.#connect(client, `${target.replace(/^http/, 'ws')}/api/v1/stream`))
    return `http://127.0.0.1:${z.object({ port: z.int() }).parse(this.#http.address()).port}`
  }

  /** Breaks every connection, as a network does. */
  breakAll(): void {
    for (const client of this.#server.clients) client.terminate()
  }

  close(): void {
    this.breakAll()
    for (const upstream of this.#upstreams) upstream.terminate()
    this.#server.close()
    this.#http.close()
  }

  #connect(client: WebSocket, target: string): void {
    const upstream = new WebSocket(target)
    this.#upstreams.add(upstream)
    const waiting: string[] = []
    client.on('message', (data) => {
      if (upstream.readyState === WebSocket.OPEN) upstream.send(data.toString())
      else waiting.push(data.toString())
    })
    upstream.on('open', () => {
      for (const text of waiting) upstream.send(text)
    })
    upstream.on('message', (data) => {
      const text = this.change(data.toString())
      if (text !== undefined) client.send(text)
    })
    upstream.on('close', (code, reason) => client.close(code > 1015 ? code : 1000, reason.toString()))
    client.on('close', () => upstream.terminate())
    for (const socket of [client, upstream]) socket.on('error', () => socket.terminate())
  }
}
