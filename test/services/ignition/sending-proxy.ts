import { createServer, type Server } from 'node:http'

/** Before: the node never sees the transaction. After: it has it, and nobody is told its hash. */
export type Moment = 'before' | 'after'

/** Stands between a deployment and the node, and calls `onMoment` in place of answering one chosen transaction. */
export class SendingProxy {
  readonly #target: string
  readonly #server: Server
  #cut: { moment: Moment; countdown: number; onMoment: () => void } | undefined

  constructor(target: string) {
    this.#target = target
    this.#server = createServer(async (request, response) => {
      const body = (await request.toArray()).join('')
      const cut = body.includes('"eth_sendTransaction"') ? this.#due() : undefined
      if (cut?.moment !== 'before') {
        const headers = { 'content-type': 'application/json' }
        const text = await (await fetch(this.#target, { method: 'POST', headers, body })).text()
        if (!cut) return response.setHeader('content-type', 'application/json').end(text)
      }
      cut.onMoment()
      request.socket.destroy()
    })
  }

  /** The `nth` transaction from now on is the one. */
  cutAt(moment: Moment, nth: number, onMoment: () => void): void {
    this.#cut = { moment, countdown: nth, onMoment }
  }

  async listen(port: number): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#server.listen(port, '127.0.0.1', resolve)
    await promise
    return `http://127.0.0.1:${port}`
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  #due() {
    const cut = this.#cut
    if (!cut || --cut.countdown > 0) return undefined
    this.#cut = undefined
    return cut
  }
}
