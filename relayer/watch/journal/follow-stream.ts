import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from '../../sequencer/journal/recover.ts'
import { BEGINNING, readMessage, type StoredMessage } from '../../sequencer/journal/stream/message.ts'
import type { JournalStream } from '../../sequencer/journal/stream/open-stream.ts'
import { StreamReader } from '../../sequencer/journal/stream/stream-reader.ts'
import { FOLLOW_PAUSE_MS, MAX_WAITING_RECORDS } from '../limits.ts'
import { hexOf, type JournalRecord, recordOf } from './records.ts'

interface FollowOptions {
  stream: JournalStream
  log: Log
  /** Goes on behind the end until aborted. */
  live: AbortSignal
}

/**
 * Reads the journal's stream from its first message on while the sequencer writes it, each record checked against the hash
 * chain, over lost connections and elections. Throws JournalCorruptError where the chain is broken or a message is missing.
 */
export async function* followStream({
  stream,
  log,
  live,
}: FollowOptions): AsyncGenerator<readonly JournalRecord[], void> {
  const queue = new Queue(stream.name)
  const reader = new StreamReader({ stream, log, onMessage: (message) => queue.add(message) })
  reader.start(0)
  try {
    while (!live.aborted) {
      const records = queue.take()
      if (records.length > 0) {
        yield records
        continue
      }
      // The leader's word, and a stream out of reach has no end: its readers stay behind.
      const last = await stream.lastSequence().catch(() => Number.POSITIVE_INFINITY)
      if (queue.isEmpty && queue.sequence >= last) yield []
      // An abort ends the pause at once; it is not an error.
      const rest = pause(FOLLOW_PAUSE_MS, undefined, { signal: live }).catch(() => undefined)
      await Promise.race([reader.failed, rest])
    }
  } finally {
    queue.open()
    await reader.stop()
  }
}

/** What was read and is not applied yet. */
class Queue {
  readonly #stream: string
  #end = BEGINNING
  #waiting: JournalRecord[] = []
  #room = Promise.withResolvers<void>()

  constructor(stream: string) {
    this.#stream = stream
  }

  /** Sequence of the last message that was read. */
  get sequence(): number {
    return this.#end.sequence
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  /** Resolves when there is room for more. */
  async add(message: StoredMessage): Promise<void> {
    let headBefore = hexOf(this.#end.hash)
    this.#end = readMessage(this.#stream, { end: this.#end, message }, (stored) => {
      const record = recordOf(stored, headBefore)
      this.#waiting.push(record)
      headBefore = record.head
    })
    if (this.#waiting.length >= MAX_WAITING_RECORDS) await this.#room.promise
  }

  take(): JournalRecord[] {
    const records = this.#waiting
    this.#waiting = []
    this.open()
    return records
  }

  /** Lets a reader that waits for room go on. */
  open(): void {
    this.#room.resolve()
    this.#room = Promise.withResolvers()
  }
}
