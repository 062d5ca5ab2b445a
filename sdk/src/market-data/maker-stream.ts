import type { OutgoingRequest } from '../client/http.ts'
import type { MakerBegan, MakerMessage, MakerOrderEvent } from './maker-messages.ts'

const FIRST_RETRY_MS = 500
const MAX_RETRY_MS = 30_000

/** What a market maker is told of its own orders. */
export interface MakerListener {
  /** In order, each once. */
  onOrder: (event: MakerOrderEvent) => void
  /** The stream stands: whatever happens from `sequence` on is told. */
  onBegan?: (began: MakerBegan) => void
  /** Events between the two numbers are lost: read the open orders anew (GET /api/v1/mm/orders). */
  onGap?: (gap: { after: number; sequence: number }) => void
  /** The connection ended and is opened again; it resumes from the last number. */
  onClose?: (code: number, reason: string) => void
}

export interface MakerStreamOptions {
  /** Headers that say who is calling, asked anew for each connection: `(request) => signRequest(signer, request)`, or an access token's. */
  authorize: (request: OutgoingRequest) => Promise<Record<string, string>>
  /** The newest event that is known; without it only what happens next is told. */
  after?: number
  /** Of a market of several parts, which numbers the events in each: from 1. */
  part?: number
}

/** The runtime's WebSocket with headers, which Node's takes and browsers' do not: this is for servers. */
type WebSocketWithHeaders = new (url: string, options: { headers: Record<string, string> }) => WebSocket

/** Follows an account's own orders over one connection that is opened anew, and resumed, for as long as it is wanted. */
export class MakerStream {
  readonly #url: string
  readonly #listener: MakerListener
  readonly #authorize: MakerStreamOptions['authorize']
  readonly #part: number
  #sequence: number | undefined
  #socket: WebSocket | undefined
  #retryMs = FIRST_RETRY_MS
  #retry: ReturnType<typeof setTimeout> | undefined
  #isClosed = false

  /** @param url Of the API, such as "https://genex.example". */
  constructor(url: string, listener: MakerListener, { authorize, after, part = 1 }: MakerStreamOptions) {
    this.#url = url
    this.#listener = listener
    this.#authorize = authorize
    this.#part = part
    this.#sequence = after
    void this.#open()
  }

  /** The newest event that was told; keep it to resume in another process. */
  get sequence(): number | undefined {
    return this.#sequence
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#retry)
    this.#socket?.close()
  }

  async #open(): Promise<void> {
    const url = new URL('/api/v1/mm/stream', this.#url)
    if (this.#part !== 1) url.searchParams.set('part', `${this.#part}`)
    if (this.#sequence !== undefined) url.searchParams.set('after', `${this.#sequence}`)
    const headers = await this.#authorize({ method: 'GET', url, headers: {} }).catch(() => undefined)
    if (this.#isClosed) return
    if (headers) this.#connect(url, headers)
    else this.#reopen(0, 'nobody could sign in')
  }

  #connect(url: URL, headers: Record<string, string>): void {
    const Socket = WebSocket as unknown as WebSocketWithHeaders
    const socket = new Socket(url.href.replace(/^http/, 'ws'), { headers })
    this.#socket = socket
    socket.addEventListener('message', ({ data }) => this.#receive(JSON.parse(String(data)) as MakerMessage))
    // An error is followed by a close.
    socket.addEventListener('close', ({ code, reason }) => this.#reopen(code, reason))
  }

  #reopen(code: number, reason: string): void {
    if (this.#isClosed) return
    this.#listener.onClose?.(code, reason)
    this.#retry = setTimeout(() => void this.#open(), this.#retryMs)
    this.#retryMs = Math.min(this.#retryMs * 2, MAX_RETRY_MS)
  }

  #receive(message: MakerMessage): void {
    this.#retryMs = FIRST_RETRY_MS
    if (message.type === 'began') this.#begin(message)
    else if (message.type === 'order') this.#tell(message)
  }

  #begin(began: MakerBegan): void {
    const after = this.#sequence
    if (!began.isComplete && after !== undefined) this.#listener.onGap?.({ after, sequence: began.sequence })
    this.#sequence = began.sequence
    this.#listener.onBegan?.(began)
  }

  #tell(event: MakerOrderEvent): void {
    const after = this.#sequence ?? event.sequence - 1
    // Told before, by the connection that broke.
    if (event.sequence <= after) return
    if (event.sequence > after + 1) this.#listener.onGap?.({ after, sequence: event.sequence - 1 })
    this.#sequence = event.sequence
    this.#listener.onOrder(event)
  }
}
