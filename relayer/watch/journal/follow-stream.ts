import { setTimeout as pause } from 'node:timers/promises'
import { JournalCorruptError } from '../../sequencer/journal/errors.ts'
import type { Log } from '../../sequencer/journal/recover.ts'
import { findStart } from '../../sequencer/journal/stream/find-start.ts'
import { BEGINNING, readMessage, type StoredMessage, type StreamEnd } from '../../sequencer/journal/stream/message.ts'
import type { JournalStream } from '../../sequencer/journal/stream/open-stream.ts'
import { StreamReader } from '../../sequencer/journal/stream/stream-reader.ts'
import { FOLLOW_PAUSE_MS, MAX_WAITING_RECORDS } from '../limits.ts'
import { hexOf, type JournalPoint, type JournalRecord, recordOf, type WatchedJournal } from './records.ts'

interface FollowOptions {
  stream: JournalStream
  log: Log
  /** Goes on behind the end until aborted. */
  live: AbortSignal
  /** Given: begins after this record. Throws JournalCorruptError when it is not there. */
  behind?: JournalPoint | undefined
}

/**
 * Reads the journal's stream from its first message on while the sequencer writes it, each record checked against the hash
 * chain, over lost connections and elections. Throws JournalCorruptError where the chain is broken or a message is missing.
 */
export async function* followStream({
  stream,
  log,
  live,
  behind,
}: FollowOptions): AsyncGenerator<readonly JournalRecord[], void> {
  const start = behind && (await requireStart(stream, behind))
  const queue = new Queue(stream.name, start ?? BEGINNING, behind?.position ?? 0)
  const reader = new StreamReader({ stream, log, onMessage: (message) => queue.add(message) })
  reader.start(queue.sequence)
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

/** The journal in a stream, followed until aborted. */
export function streamJournal({ stream, log, live }: Omit<FollowOptions, 'behind'>): WatchedJournal {
  return {
    holds: async (point) => (await startAt(stream, point)) !== undefined,
    follow: (behind) => followStream({ stream, log, live, behind }),
  }
}

/** Before the message that holds the record. Undefined when another record, or none, is there. */
async function startAt(stream: JournalStream, { position, head }: JournalPoint): Promise<StreamEnd | undefined> {
  if ((await stream.lastSequence()) === 0) return undefined
  const hash = Buffer.from(head.slice(2), 'hex')
  const start = await findStart(stream, { position, hash }, 0)
  if (start === undefined) return undefined
  const seq = start.sequence + 1
  const message = await stream.manager.streams.getMessage(stream.name, { seq })
  if (message === null) return undefined
  let isThere = false
  readMessage(stream.name, { end: start, message: { seq, data: message.data, headers: message.header } }, (stored) => {
    isThere ||= stored.position === position && stored.hash.equals(hash)
  })
  return isThere ? start : undefined
}

async function requireStart(stream: JournalStream, behind: JournalPoint): Promise<StreamEnd> {
  const start = await startAt(stream, behind)
  if (start) return start
  const { position, head } = behind
  const reason = `there is no record with head ${head}`
  throw new JournalCorruptError({ segment: `stream ${stream.name}`, offset: 0, position, reason })
}

/** What was read and is not applied yet. */
class Queue {
  readonly #stream: string
  readonly #behind: number
  #end: StreamEnd
  #waiting: JournalRecord[] = []
  #room = Promise.withResolvers<void>()

  /** Passes over the records up to position `behind`. */
  constructor(stream: string, end: StreamEnd, behind: number) {
    this.#stream = stream
    this.#end = end
    this.#behind = behind
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
      if (record.position > this.#behind) this.#waiting.push(record)
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
