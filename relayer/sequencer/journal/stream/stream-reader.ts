import { setTimeout as wait } from 'node:timers/promises'
import { type ConsumerMessages, DeliverPolicy } from '@nats-io/jetstream'
import { BaseError, messageOf } from '../../../../kit/errors.ts'
import { JournalCorruptError } from '../errors.ts'
import type { Log } from '../recover.ts'
import { PAUSE_MS, READ_AHEAD, STALL_MS } from './limits.ts'
import { nameOf, type StoredMessage } from './message.ts'
import type { JournalStream } from './open-stream.ts'

interface Options {
  stream: JournalStream
  log: Log
  /** Told of every message once, in order and without a gap; the next one waits for what it returns. */
  onMessage: (message: StoredMessage) => void | Promise<void>
}

/** Reads a stream from some sequence on, over lost connections and elections, until it is stopped. */
export class StreamReader {
  /** Rejects when a message is missing or refused; never resolves. */
  readonly failed: Promise<never>
  readonly #options: Options
  readonly #reject: (error: unknown) => void
  #sequence = 0
  #messages: ConsumerMessages | undefined
  #isStopped = true
  #running = Promise.resolve()

  constructor(options: Options) {
    this.#options = options
    const { promise, reject } = Promise.withResolvers<never>()
    this.failed = promise
    this.failed.catch(() => {})
    this.#reject = reject
  }

  /** Reads on behind a sequence. */
  start(behind: number): void {
    this.#sequence = behind
    this.#isStopped = false
    this.#running = this.#run()
  }

  /** Resolves when no further message will be told of. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#messages?.stop()
    await this.#running
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      try {
        await this.#read()
      } catch (error) {
        if (error instanceof BaseError) {
          this.#reject(error)
          return
        }
        this.#options.log({ reason: messageOf(error) }, 'reading the journal stream is interrupted')
        await wait(PAUSE_MS)
      }
    }
  }

  async #read(): Promise<void> {
    const { onMessage, stream } = this.#options
    const consumer = await stream.publisher.consumers.get(stream.name, {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: this.#sequence + 1,
    })
    this.#messages = await consumer.consume({ max_messages: READ_AHEAD })
    if (this.#isStopped) this.#messages.stop()
    const watch = this.#watch(this.#messages)
    try {
      for await (const message of this.#messages) {
        if (this.#isStopped) return
        if (message.seq <= this.#sequence) continue
        if (message.seq > this.#sequence + 1) throw this.#missing(message.seq)
        await onMessage(message)
        this.#sequence = message.seq
      }
    } finally {
      clearInterval(watch)
    }
  }

  /** A consumer may die with its server without a word: when the stream has more and none of it comes, another one is made. */
  #watch(messages: ConsumerMessages): NodeJS.Timeout {
    const { log, stream } = this.#options
    let seen = -1
    return setInterval(async () => {
      const last = await stream.lastSequence().catch(() => -1)
      if (last > this.#sequence && seen === this.#sequence) {
        log({ sequence: seen, last }, 'reading the journal stream stands still')
        messages.stop()
      }
      seen = this.#sequence
    }, STALL_MS)
  }

  #missing(next: number): JournalCorruptError {
    const segment = nameOf(this.#options.stream.name, this.#sequence + 1)
    const reason = `the message is missing, ${next} follows`
    return new JournalCorruptError({ segment, offset: 0, position: 0, reason })
  }
}
