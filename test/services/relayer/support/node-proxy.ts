import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

/**
 * forward: as if it were not there; hold: raw transactions that are new to it are neither passed on nor answered; mute: they are passed on but not
 * answered; down: every connection is cut.
 */
export type ProxyMode = 'forward' | 'hold' | 'mute' | 'down'

/** Stands between the relayer and the node, so that a test decides at which step the relayer dies. */
export class NodeProxy {
  /** Raw transactions that came by, oldest first, in every mode. */
  readonly sent: string[] = []
  readonly #target: string
  readonly #passed = new Set<string>()
  readonly #held = new Set<IncomingMessage>()
  #mode: ProxyMode = 'forward'
  readonly #server: Server

  constructor(target: string) {
    this.#target = target
    this.#server = createServer((request, response) => void this.#handle(request, response))
  }

  get mode(): ProxyMode {
    return this.#mode
  }

  /** Whoever still waits for an answer that will not come is cut off. */
  set mode(mode: ProxyMode) {
    this.#mode = mode
    for (const request of this.#held) request.socket.destroy()
    this.#held.clear()
  }

  async listen(): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#server.listen(0, '127.0.0.1', resolve)
    await promise
    const address = this.#server.address()
    if (typeof address !== 'object' || address === null) throw new Error('no port')
    return `http://127.0.0.1:${address.port}`
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = (await request.toArray()).join('')
      const call = JSON.parse(body) as { method: string; params?: unknown[] }
      const isSend = call.method === 'eth_sendRawTransaction'
      const raw = String(call.params?.[0])
      if (isSend) this.sent.push(raw)
      const mode = this.#mode === 'hold' && this.#passed.has(raw) ? 'forward' : this.#mode
      if (isSend && (mode === 'forward' || mode === 'mute')) this.#passed.add(raw)
      if (mode === 'down') request.socket.destroy()
      if (isSend && mode !== 'forward') this.#held.add(request)
      if (mode === 'down' || (isSend && mode === 'hold')) return
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(this.#target, { method: 'POST', headers, body })
      const text = await answer.text()
      if (!isSend || mode !== 'mute') response.setHeader('content-type', 'application/json').end(text)
    } catch {
      request.socket.destroy()
    }
  }
}
