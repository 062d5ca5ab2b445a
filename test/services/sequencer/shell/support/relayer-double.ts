import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Hex } from 'viem'
import { localKey } from '../../../../../local/keys.ts'
import type { TestChain } from './test-chain.ts'

interface Submission {
  to: Hex
  data: Hex
  gas: number
  idempotencyKey: string
}

/** Stands for the relayer's settlement lane: one transaction per key, sent as the operator. It may be down or send nothing. */
export class RelayerDouble {
  readonly sent = new Map<string, { submission: Submission; hash: Hex | undefined }>()
  isHolding = false
  isDown = false
  readonly #chain: TestChain
  readonly #server: Server

  constructor(chain: TestChain) {
    this.#chain = chain
    this.#server = createServer((request, response) => {
      void this.#answer(request).then(
        ({ status, body }) =>
          response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
        (error: unknown) => response.writeHead(500).end(String(error)),
      )
    })
  }

  async listen(port: number): Promise<void> {
    this.#server.listen(port, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  /** Batches in the order in which they were first handed over. */
  batches(): Submission[] {
    return [...this.sent.values()]
      .map(({ submission }) => submission)
      .filter(({ idempotencyKey }) => idempotencyKey.startsWith('batch:'))
  }

  /** Sends everything again that a reorg took from the chain. */
  async resend(): Promise<void> {
    for (const entry of this.sent.values()) entry.hash = await this.#send(entry.submission)
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    if (this.isDown) return { status: 503, body: { code: 'DOWN', title: 'down' } }
    const submission = JSON.parse(Buffer.concat(chunks).toString()) as Submission
    const known = this.sent.get(submission.idempotencyKey)
    if (known && known.submission.data !== submission.data)
      return { status: 409, body: { code: 'IDEMPOTENCY_CONFLICT' } }
    const hash = known?.hash ?? (this.isHolding ? undefined : await this.#send(submission))
    this.sent.set(submission.idempotencyKey, { submission, hash })
    return { status: 202, body: { state: 'submitted', hash } }
  }

  #send({ to, data, gas }: Submission): Promise<Hex> {
    return this.#chain.sendRaw(localKey('operator'), { to, data, gas: BigInt(gas) })
  }
}
