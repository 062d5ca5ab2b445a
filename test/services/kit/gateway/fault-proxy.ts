import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

/** down: connections are cut; silent: answers are held until `release`; error: 503; limited: JSON-RPC says that the limit is exceeded. */
export type Fault = 'none' | 'down' | 'silent' | 'error' | 'limited'

/** A node's front door with faults; `target` and `frozenAt` make it another node or one that stopped following. */
export class FaultProxy {
  readonly calls: string[] = []
  target: string
  fault: Fault = 'none'
  /** The newest block it still shows. */
  frozenAt: string | undefined
  readonly #held: (() => void)[] = []
  readonly #server: Server

  constructor(target: string) {
    this.target = target
    this.#server = createServer((request, response) => void this.#handle(request, response))
  }

  async listen(): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#server.listen(0, '127.0.0.1', resolve)
    await promise
    const address = this.#server.address()
    if (typeof address !== 'object' || address === null) throw new Error('no port')
    return `http://127.0.0.1:${address.port}`
  }

  get held(): number {
    return this.#held.length
  }

  release(): void {
    this.fault = 'none'
    for (const answer of this.#held.splice(0)) answer()
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = JSON.parse((await request.toArray()).join('')) as { id: number; method: string; params?: unknown[] }
    this.calls.push(call.method)
    if (this.fault === 'down') return void request.socket.destroy()
    if (this.fault === 'error') return void response.writeHead(503).end('busy')
    const headers = { 'content-type': 'application/json' }
    if (this.fault === 'limited') {
      const error = { code: -32_005, message: 'limit exceeded' }
      return void response.writeHead(200, headers).end(JSON.stringify({ jsonrpc: '2.0', id: call.id, error }))
    }
    if (this.frozenAt && call.params?.[0] === 'latest') call.params[0] = this.frozenAt
    if (this.frozenAt && call.method === 'eth_getBlockByNumber' && Number(call.params?.[0]) > Number(this.frozenAt)) {
      return void response.writeHead(200, headers).end(JSON.stringify({ jsonrpc: '2.0', id: call.id, result: null }))
    }
    const answer = await fetch(this.target, { method: 'POST', headers, body: JSON.stringify(call) })
    const text = await answer.text()
    const finish = () => response.writeHead(200, headers).end(text)
    if (this.fault === 'silent') this.#held.push(finish)
    else finish()
  }
}
