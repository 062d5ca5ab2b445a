import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { ByteWriter } from '../engine/bytes.ts'
import { typeOf, writeCommand } from '../engine/command-codec.ts'
import type { Command, Hex } from '../engine/types.ts'
import { JournalFailedError } from './errors.ts'
import { Group } from './group.ts'
import { MAX_BACKLOG_BYTES, MAX_PAYLOAD_BYTES, MAX_WINDOW_MS, SEGMENT_BYTES } from './limits.ts'
import { createSegment, SEGMENT_HEADER_BYTES } from './segments.ts'
import type { WriterLock } from './writer-lock.ts'

export interface JournalOptions {
  /** Directory of segments, snapshots and lock: `${DATA_DIR}/sequencer`. */
  directory: string
  /** Longest wait for company before a group is written, 0..2; 0 = until the end of the current event loop turn. */
  windowMs?: number
  segmentBytes?: number
}

/** Where the journal on disk ends. */
export interface JournalEnd {
  segment: string
  segmentBytes: number
  position: number
  hash: Buffer
}

/** Append-only, hash-chained, group-committed. One writer per directory, fenced by a lock. Opened by `recover`. */
export class Journal {
  /** Position up to which everything is on disk (fdatasync done). */
  durablePosition: number
  readonly #options: Required<JournalOptions>
  readonly #lock: WriterLock
  readonly #payload = new ByteWriter()
  #file: FileHandle
  #fileBytes: number
  #group: Group
  #writing: Group | undefined
  #isScheduled = false
  #failure: JournalFailedError | undefined

  private constructor(options: JournalOptions, lock: WriterLock, file: FileHandle, end: JournalEnd) {
    this.#options = { windowMs: 0, segmentBytes: SEGMENT_BYTES, ...options }
    this.#lock = lock
    this.#file = file
    this.#fileBytes = end.segmentBytes
    this.#group = new Group(end.position, end.hash)
    this.durablePosition = end.position
  }

  static async open(options: JournalOptions, lock: WriterLock, end: JournalEnd): Promise<Journal> {
    const { windowMs = 0 } = options
    if (!(windowMs >= 0 && windowMs <= MAX_WINDOW_MS)) throw new RangeError(`windowMs must be 0..${MAX_WINDOW_MS}`)
    return new Journal(options, lock, await open(join(options.directory, end.segment), 'a'), end)
  }

  /** Position of the last appended record. */
  get position(): number {
    return this.#group.lastPosition
  }

  /** Hash of the last appended record (the batch's journalHead). */
  get head(): Hex {
    return `0x${this.#group.lastHash().toString('hex')}`
  }

  /** Bytes appended and not yet on disk; the shell slows down its callers by it. */
  get backlogBytes(): number {
    return this.#group.bytes + (this.#writing?.bytes ?? 0)
  }

  /** Grows with every process that opened this journal. */
  get epoch(): number {
    return this.#lock.epoch
  }

  /**
   * Buffers one record and returns its position; the next group commit writes it. Throws a RangeError, and appends
   * nothing, when a field does not fit; JournalFailedError after a disk error.
   */
  append(command: Command, timeMs: number): number {
    if (this.#failure !== undefined) throw this.#failure
    if (this.backlogBytes > MAX_BACKLOG_BYTES) throw this.#fail(new Error('the disk does not keep up'))
    this.#payload.reset()
    writeCommand(this.#payload, command)
    const payload = this.#payload.bytes()
    if (payload.length > MAX_PAYLOAD_BYTES) throw new RangeError(`payload of ${payload.length} bytes is too long`)
    const position = this.#group.add(typeOf(command), timeMs, payload)
    this.#schedule()
    return position
  }

  /** Resolves once the position is on disk; rejects with JournalFailedError (then the process must end). */
  async whenDurable(position: number): Promise<void> {
    if (position <= this.durablePosition) return
    if (this.#failure !== undefined) throw this.#failure
    if (position > this.position) throw new RangeError(`position ${position} was not appended`)
    const { promise } =
      this.#writing !== undefined && position <= this.#writing.lastPosition ? this.#writing : this.#group
    await promise
  }

  /** Commits what is buffered, closes the segment and releases the lock. */
  async close(): Promise<void> {
    if (this.#failure === undefined) await this.whenDurable(this.position)
    await this.#file.close()
    await this.#lock.release()
  }

  #schedule(): void {
    if (this.#isScheduled || this.#writing !== undefined) return
    this.#isScheduled = true
    const commit = (): void => {
      this.#isScheduled = false
      void this.#commit()
    }
    if (this.#options.windowMs === 0) setImmediate(commit)
    else setTimeout(commit, this.#options.windowMs)
  }

  /** One write and one fdatasync per group; what is appended meanwhile is the next group. */
  async #commit(): Promise<void> {
    const group = this.#group
    this.#writing = group
    this.#group = new Group(group.lastPosition, Buffer.from(group.lastHash()))
    try {
      await this.#rotate(group)
      const records = group.records()
      for (let written = 0; written < records.length; ) {
        written += (await this.#file.write(records, written)).bytesWritten
      }
      await this.#file.datasync()
      this.#fileBytes += records.length
    } catch (error) {
      this.#writing = undefined
      group.reject(this.#fail(error))
      return
    }
    this.#writing = undefined
    this.durablePosition = group.lastPosition
    group.resolve()
    if (!this.#group.isEmpty) void this.#commit()
  }

  /** After a failed write or fdatasync nobody knows what is on disk, so nothing is ever retried. */
  #fail(cause: unknown): JournalFailedError {
    this.#failure ??= new JournalFailedError(cause)
    this.#group.reject(this.#failure)
    return this.#failure
  }

  async #rotate(group: Group): Promise<void> {
    if (this.#fileBytes < this.#options.segmentBytes) return
    const { directory } = this.#options
    const name = await createSegment(directory, group.firstPosition, group.hashBefore())
    await this.#file.close()
    this.#file = await open(join(directory, name), 'a')
    this.#fileBytes = SEGMENT_HEADER_BYTES
  }
}
