import type pg from 'pg'
import type { Address } from 'viem'
import { RetryableError } from '../../../kit/errors.ts'
import type { Logger } from '../../../kit/log.ts'
import {
  MAX_NOTIFICATION_STREAMS,
  MAX_NOTIFICATION_STREAMS_PER_ACCOUNT,
  NOTIFICATION_HEARTBEAT_MS,
  NOTIFICATION_STREAM_MS,
  NOTIFICATIONS_AT_ONCE,
} from '../../limits.ts'
import { type NotificationRow, readAfter } from './notifications.ts'
import { WakeUps } from './wake-up.ts'

interface Follow {
  account: Address
  /** The newest number that the reader has. */
  after: bigint
  write: (row: NotificationRow) => string
}

/**
 * Server-sent events of own notifications. The table is the queue: each round reads what lies behind the last number that was written,
 * so neither a reconnect nor another process leaves anything out or says anything twice. Nothing is read ahead of a slow reader.
 */
export class NotificationStreams {
  readonly #pool: pg.Pool
  readonly #wakeUps: WakeUps
  readonly #open = new Set<OpenStream>()

  constructor(dependencies: { pool: pg.Pool; log: Logger }) {
    this.#pool = dependencies.pool
    this.#wakeUps = new WakeUps(dependencies)
  }

  /** @throws STREAM_LIMIT (503). An account that opens too many loses its oldest. */
  follow({ account, after, write }: Follow): ReadableStream<Uint8Array> {
    const own = [...this.#open].filter((stream) => stream.account === account)
    if (own.length >= MAX_NOTIFICATION_STREAMS_PER_ACCOUNT) own[0]?.end()
    if (this.#open.size >= MAX_NOTIFICATION_STREAMS)
      throw new RetryableError('Too many streams are open.', { code: 'STREAM_LIMIT', retryAfterSec: 5 })
    const read = (last: bigint) => readAfter(this.#pool, { account, after: last, limit: NOTIFICATIONS_AT_ONCE })
    const stream = new OpenStream({ account, after, write, read, onEnd: () => this.#open.delete(stream) })
    this.#open.add(stream)
    const stopWaking = this.#wakeUps.add(account.toLowerCase(), () => stream.wake())
    stream.ended.then(stopWaking)
    return stream.readable
  }

  get size(): number {
    return this.#open.size
  }

  close(): void {
    for (const stream of this.#open) stream.end()
  }
}

interface StreamParts extends Follow {
  read: (after: bigint) => Promise<NotificationRow[]>
  onEnd: () => void
}

class OpenStream {
  readonly account: Address
  readonly ended: Promise<void>
  readonly readable: ReadableStream<Uint8Array>
  readonly #parts: StreamParts
  readonly #encoder = new TextEncoder()
  readonly #resolveEnded: () => void
  readonly #endTimer: NodeJS.Timeout
  #last: bigint
  #isOver = false
  #isWoken = true
  #wake: () => void = () => undefined

  constructor(parts: StreamParts) {
    this.#parts = parts
    this.account = parts.account
    this.#last = parts.after
    const { promise, resolve } = Promise.withResolvers<void>()
    this.ended = promise
    this.#resolveEnded = resolve
    this.#endTimer = setTimeout(() => this.end(), NOTIFICATION_STREAM_MS).unref()
    this.readable = new ReadableStream({
      start: (controller) => controller.enqueue(this.#encoder.encode('retry: 2000\n\n')),
      pull: (controller) => this.#pull(controller),
      cancel: () => this.end(),
    })
  }

  wake(): void {
    this.#isWoken = true
    this.#wake()
  }

  end(): void {
    if (this.#isOver) return
    this.#isOver = true
    clearTimeout(this.#endTimer)
    this.#parts.onEnd()
    this.#resolveEnded()
    this.wake()
  }

  /** Resolves when something was written; a heartbeat when there is nothing for long. */
  async #pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    const { read, write } = this.#parts
    if (!this.#isWoken) await this.#sleep()
    if (this.#isOver) return controller.close()
    this.#isWoken = false
    // While the database is away, the reader hears a heartbeat and the next round looks again.
    const rows = await read(this.#last).catch(() => [])
    // More may be there than one round takes.
    if (rows.length === NOTIFICATIONS_AT_ONCE) this.#isWoken = true
    const last = rows.at(-1)
    if (last) this.#last = BigInt(last.seq)
    controller.enqueue(this.#encoder.encode(last ? rows.map(write).join('') : ': \n\n'))
  }

  async #sleep(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#wake = resolve
    const timer = setTimeout(resolve, NOTIFICATION_HEARTBEAT_MS).unref()
    await promise
    clearTimeout(timer)
  }
}
