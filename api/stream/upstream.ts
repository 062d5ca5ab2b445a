import { WebSocket } from 'ws'
import { z } from 'zod'
import { parseJson } from '../../kit/json.ts'
import type { Logger } from '../../kit/log.ts'
import type { Secret } from '../../kit/secret.ts'

const feedMessageSchema = z.looseObject({
  type: z.enum(['delta', 'trade', 'order']),
  series: z.number(),
  final: z.boolean(),
  sequence: z.coerce.string(),
})

/** A message of the sequencer's feed. */
export type FeedMessage = z.output<typeof feedMessageSchema>

export interface UpstreamParameters {
  url: string
  token: Secret
  reconnectMs: number
  onMessage: (message: FeedMessage) => void
  /** The feed broke: what was sent before and what comes later may have a gap between them. */
  onGap: () => void
}

/** One connection to the sequencer's feed that reconnects for as long as it is wanted. */
export class Upstream {
  readonly #log: Logger
  readonly #parameters: UpstreamParameters
  #socket: WebSocket | undefined
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(log: Logger, parameters: UpstreamParameters) {
    this.#log = log
    this.#parameters = parameters
  }

  open(): this {
    const { url, token } = this.#parameters
    const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token.reveal()}` } })
    socket.on('open', () => this.#log.info('feed connected'))
    socket.on('message', (data) => this.#receive(data.toString()))
    socket.on('error', (error) => this.#log.debug({ err: error }, 'feed error'))
    socket.on('close', () => this.#reconnect())
    this.#socket = socket
    return this
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.#socket?.terminate()
  }

  #receive(text: string): void {
    const parsed = feedMessageSchema.safeParse(parseJson(text))
    if (parsed.success) this.#parameters.onMessage(parsed.data)
    else this.#log.warn({ reason: parsed.error.message }, 'feed message not understood')
  }

  #reconnect(): void {
    if (this.#isClosed) return
    this.#parameters.onGap()
    this.#timer = setTimeout(() => this.open(), this.#parameters.reconnectMs)
  }
}
