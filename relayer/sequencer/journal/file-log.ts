import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Group } from './group.ts'
import type { JournalLog } from './journal-log.ts'
import { MAX_BACKLOG_BYTES, SEGMENT_BYTES } from './limits.ts'
import { createSegment, SEGMENT_HEADER_BYTES } from './segments.ts'
import type { WriterLock } from './writer-lock.ts'

interface FileLogOptions {
  directory: string
  segmentBytes?: number | undefined
}

/** Segment files in one directory, one fdatasync a group, fenced by a lock file. */
export class FileLog implements JournalLog {
  readonly groupBytes = MAX_BACKLOG_BYTES
  readonly isLeased = false
  readonly #directory: string
  readonly #segmentBytes: number
  readonly #lock: WriterLock
  #file: FileHandle
  #fileBytes: number

  private constructor(options: FileLogOptions, lock: WriterLock, file: FileHandle, fileBytes: number) {
    this.#directory = options.directory
    this.#segmentBytes = options.segmentBytes ?? SEGMENT_BYTES
    this.#lock = lock
    this.#file = file
    this.#fileBytes = fileBytes
  }

  /** Appends to a segment that is `bytes` long. */
  static async open(
    options: FileLogOptions,
    lock: WriterLock,
    { segment, bytes }: { segment: string; bytes: number },
  ): Promise<FileLog> {
    return new FileLog(options, lock, await open(join(options.directory, segment), 'a'), bytes)
  }

  get epoch(): number {
    return this.#lock.epoch
  }

  async write(group: Group): Promise<void> {
    await this.#rotate(group)
    const records = group.records()
    for (let written = 0; written < records.length; ) {
      written += (await this.#file.write(records, written)).bytesWritten
    }
    await this.#file.datasync()
    this.#fileBytes += records.length
  }

  async close(): Promise<void> {
    await this.#file.close()
    await this.#lock.release()
  }

  async #rotate(group: Group): Promise<void> {
    if (this.#fileBytes < this.#segmentBytes) return
    const name = await createSegment(this.#directory, group.firstPosition, group.hashBefore())
    await this.#file.close()
    this.#file = await open(join(this.#directory, name), 'a')
    this.#fileBytes = SEGMENT_HEADER_BYTES
  }
}
