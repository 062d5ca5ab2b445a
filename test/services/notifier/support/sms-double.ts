import { once } from 'node:events'
import { createServer, type Server } from 'node:http'

interface Answer {
  status: number
  body: unknown
}

/** Twilio's Messages resource as its documentation has it: form in, JSON out, Basic authentication. */
export class SmsDouble {
  readonly messages: Record<string, string>[] = []
  answer: Answer = { status: 201, body: { sid: `SM${'0'.repeat(32)}`, status: 'queued' } }
  readonly #server: Server
  readonly #authorization: string

  constructor({ account, token }: { account: string; token: string }) {
    this.#authorization = `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}`
    this.#server = createServer(async (request, response) => {
      let text = ''
      for await (const chunk of request) text += chunk
      const isOurs =
        request.method === 'POST' &&
        request.url === `/2010-04-01/Accounts/${account}/Messages.json` &&
        request.headers.authorization === this.#authorization
      const answer = isOurs ? this.answer : { status: 401, body: { code: 20003, status: 401 } }
      if (answer.status === 201) this.messages.push(Object.fromEntries(new URLSearchParams(text)))
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body))
    })
  }

  async listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return this
  }

  get url(): string {
    const address = this.#server.address()
    if (typeof address !== 'object' || address === null) throw new Error('not listening')
    return `http://127.0.0.1:${address.port}`
  }

  messagesTo(number: string): string[] {
    return this.messages.filter(({ To }) => To === number).map(({ Body = '' }) => Body)
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}
