import type { Duplex } from 'node:stream'
import { WebSocket } from 'ws'
import { CLOSE_GRACE_MS, MAX_STREAM_BACKLOG_BYTES, MAX_STREAM_REQUESTS_PER_MINUTE } from '../limits.ts'

const MINUTE_MS = 60_000

/** Close codes of RFC 6455 and, from 4000 on, ours. */
export const CLOSE_CODES = { tryAgainLater: 1013, tooSlow: 4001, gap: 4002, badMessage: 4003, signAgain: 4004 } as const

/** One stream: what it may still ask, and how far it lags. */
export class StreamConnection {
  readonly #socket: WebSocket
  readonly #transport: Duplex
  readonly #onCut: () => void
  #isCut = false
  readonly #budget = { left: MAX_STREAM_REQUESTS_PER_MINUTE, untilMs: 0 }
  #hasAnswered = true
  #isCorked = false
  #grace: NodeJS.Timeout | undefined

  /**
   * `onCut` is called once, when nothing more is to be sent; `onClose` when the connection is gone.
   * @param transport What the WebSocket writes to.
   */
  constructor(
    socket: WebSocket,
    { transport, onCut, onClose }: { transport: Duplex; onCut: () => void; onClose: () => void },
  ) {
    this.#socket = socket
    this.#transport = transport
    this.#onCut = onCut
    socket.on('pong', () => {
      this.#hasAnswered = true
    })
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      clearTimeout(this.#grace)
      this.#stop()
      onClose()
    })
  }

  get isCut(): boolean {
    return this.#isCut
  }

  get backlogBytes(): number {
    return this.#socket.bufferedAmount
  }

  /** Takes one request out of the minute's budget. */
  spend(nowMs: number): boolean {
    const budget = this.#budget
    if (nowMs >= budget.untilMs)
      Object.assign(budget, { left: MAX_STREAM_REQUESTS_PER_MINUTE, untilMs: nowMs + MINUTE_MS })
    budget.left--
    return budget.left >= 0
  }

  /** Sends a frame that was made once for everybody. Who has too much unread is cut off. */
  send(frame: Buffer): void {
    if (this.#isCut || this.#socket.readyState !== WebSocket.OPEN) return
    if (this.#socket.bufferedAmount + frame.length > MAX_STREAM_BACKLOG_BYTES)
      this.cut(CLOSE_CODES.tooSlow, 'the client reads too slowly')
    else {
      this.#cork()
      // The WebSocket writes whole frames to it too (pings, the close), so ours stand between them.
      this.#transport.write(frame)
    }
  }

  /** What is sent in one turn of the event loop goes to the kernel in one call: with many readers the calls cost most. */
  #cork(): void {
    if (this.#isCorked) return
    this.#isCorked = true
    this.#transport.cork()
    process.nextTick(() => {
      this.#isCorked = false
      this.#transport.uncork()
    })
  }

  /** Ends the stream with its reason; a client that does not read that either is dropped after a grace. */
  cut(code: number, reason: string): void {
    if (this.#isCut) return
    this.#stop()
    this.#socket.close(code, reason)
    this.#grace = setTimeout(() => this.#socket.terminate(), CLOSE_GRACE_MS).unref()
  }

  /** Drops a client that has not answered the last ping: its machine or network is gone. */
  ping(): void {
    if (!this.#hasAnswered) this.#socket.terminate()
    this.#hasAnswered = false
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping()
  }

  #stop(): void {
    if (this.#isCut) return
    this.#isCut = true
    this.#onCut()
  }
}
