import { ByteWriter } from '../engine/bytes.ts'
import { typeOf, writeCommand } from '../engine/command-codec.ts'
import type { Command, Hex } from '../engine/types.ts'
import { JournalFailedError, JournalFencedError } from './errors.ts'
import { Group } from './group.ts'
import type { ChainEnd, JournalLog } from './journal-log.ts'
import { MAX_BACKLOG_BYTES, MAX_PAYLOAD_BYTES, MAX_WINDOW_MS } from './limits.ts'
import { recordBytes } from './record.ts'

export interface JournalOptions {
  /** Longest wait for company before a group is written, 0..2; 0 = until the end of the current event loop turn. */
  windowMs?: number
}

/** Append-only, hash-chained, group-committed. One writer, fenced by its log. Opened by `recover` or by a standby that leads. */
export class Journal {
  /** Position up to which nothing can be lost any more. */
  durablePosition: number
  readonly #log: JournalLog
  readonly #windowMs: number
  readonly #payload = new ByteWriter()
  /** Groups that wait to be written; there is always one, and the last one takes what is appended. */
  readonly #waiting: Group[]
  #last: Group
  #writing: Group | undefined
  #isScheduled = false
  #failure: JournalFailedError | JournalFencedError | undefined
  /** When the last write that went well was begun: until then nobody else had written. */
  #confirmedAtMs = performance.now()

  constructor({ windowMs = 0 }: JournalOptions, log: JournalLog, end: ChainEnd) {
    if (!(windowMs >= 0 && windowMs <= MAX_WINDOW_MS)) throw new RangeError(`windowMs must be 0..${MAX_WINDOW_MS}`)
    this.#windowMs = windowMs
    this.#log = log
    this.#last = new Group(end.position, end.hash)
    this.#waiting = [this.#last]
    this.durablePosition = end.position
  }

  /** Position of the last appended record. */
  get position(): number {
    return this.#last.lastPosition
  }

  /** Hash of the last appended record (the batch's journalHead). */
  get head(): Hex {
    return `0x${this.#last.lastHash().toString('hex')}`
  }

  /** Bytes appended and not yet durable; the shell slows down its callers by it. */
  get backlogBytes(): number {
    return this.#waiting.reduce((sum, group) => sum + group.bytes, this.#writing?.bytes ?? 0)
  }

  /** Grows with every process that opened this journal. */
  get epoch(): number {
    return this.#log.epoch
  }

  /**
   * Buffers one record and returns its position; the next group commit writes it. Throws a RangeError, and appends
   * nothing, when a field does not fit; JournalFailedError after a failed write, JournalFencedError after another's.
   */
  append(command: Command, timeMs: number): number {
    if (this.#failure !== undefined) throw this.#failure
    if (this.backlogBytes > MAX_BACKLOG_BYTES) throw this.#fail(new Error('the log does not keep up'))
    this.#payload.reset()
    writeCommand(this.#payload, command)
    const payload = this.#payload.bytes()
    if (payload.length > MAX_PAYLOAD_BYTES) throw new RangeError(`payload of ${payload.length} bytes is too long`)
    if (this.#last.bytes + recordBytes(payload.length) > this.#log.groupBytes) this.#startGroup()
    const position = this.#last.add(typeOf(command), timeMs, payload)
    this.#schedule()
    return position
  }

  /** Resolves once the position cannot be lost; rejects with the journal's failure (then the process must end). */
  async whenDurable(position: number): Promise<void> {
    if (position <= this.durablePosition) return
    if (this.#failure !== undefined) throw this.#failure
    const group = this.#groups().find(({ lastPosition }) => position <= lastPosition)
    if (group === undefined) throw new RangeError(`position ${position} was not appended`)
    await group.promise
  }

  /**
   * Resolves when nobody else led up to `maxAgeMs` ago; rejects when somebody does. What is answered after it is not the past
   * of a process that slept while another took over.
   */
  async confirm(maxAgeMs: number): Promise<void> {
    const sinceMs = performance.now() - maxAgeMs
    while (this.#log.isLeased && this.#confirmedAtMs < sinceMs) {
      if (this.#failure !== undefined) throw this.#failure
      if (this.#writing === undefined) void this.#commit()
      await this.#writing?.promise
    }
    if (this.#failure !== undefined) throw this.#failure
  }

  /** Commits what is buffered and lets go of the log. */
  async close(): Promise<void> {
    if (this.#failure === undefined) await this.whenDurable(this.position)
    await this.#log.close()
  }

  #groups(): Group[] {
    return this.#writing === undefined ? this.#waiting : [this.#writing, ...this.#waiting]
  }

  #startGroup(): void {
    this.#last = new Group(this.#last.lastPosition, Buffer.from(this.#last.lastHash()))
    this.#waiting.push(this.#last)
  }

  #schedule(): void {
    if (this.#isScheduled || this.#writing !== undefined) return
    this.#isScheduled = true
    const commit = (): void => {
      this.#isScheduled = false
      if (this.#writing === undefined && this.#waiting[0]?.isEmpty === false) void this.#commit()
    }
    if (this.#windowMs === 0) setImmediate(commit)
    else setTimeout(commit, this.#windowMs)
  }

  /** One write per group, one at a time; what is appended meanwhile is the next group. */
  async #commit(): Promise<void> {
    const group = this.#waiting.shift()
    if (group === undefined) return
    this.#writing = group
    if (this.#waiting.length === 0) this.#startGroup()
    const startedAtMs = performance.now()
    try {
      await this.#log.write(group)
    } catch (error) {
      this.#writing = undefined
      group.reject(this.#fail(error))
      return
    }
    this.#writing = undefined
    this.#confirmedAtMs = startedAtMs
    this.durablePosition = group.lastPosition
    group.resolve()
    if (this.#waiting[0]?.isEmpty === false) void this.#commit()
  }

  /** After a failed write nobody knows what is kept, so nothing is ever written again. */
  #fail(cause: unknown): JournalFailedError | JournalFencedError {
    this.#failure ??= cause instanceof JournalFencedError ? cause : new JournalFailedError(cause)
    for (const group of this.#waiting) group.reject(this.#failure)
    return this.#failure
  }
}
