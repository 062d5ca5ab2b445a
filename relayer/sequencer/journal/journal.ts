import type { Command, Hex } from '../engine/types.ts'

const unbuilt = (): never => {
  throw new Error('not built yet')
}

export interface JournalOptions {
  /** Directory of segments, snapshots and lock: `${DATA_DIR}/sequencer`. */
  directory: string
  /** Longest wait for company before a group is written; 0 = until the end of the current event loop turn. */
  windowMs?: number
  segmentBytes?: number
}

/** Append-only, hash-chained, group-committed. One writer per directory, fenced by a lock file. Opened by `recover`. */
export class Journal {
  /** Position of the last appended record. */
  position = 0
  /** Position up to which everything is on disk (fdatasync done). */
  durablePosition = 0

  /** Hash of the last appended record (the batch's journalHead). */
  get head(): Hex {
    return unbuilt()
  }
  /** Buffers one record and returns its position; written by the next group commit. Throws JournalFailedError after a disk error. */
  append(_command: Command, _timeMs: number): number {
    return unbuilt()
  }
  /** Resolves once the position is on disk; rejects with JournalFailedError (then the process must end). */
  whenDurable(_position: number): Promise<void> {
    return unbuilt()
  }
  /** Commits what is buffered, closes the segment and releases the lock. */
  close(): Promise<void> {
    return unbuilt()
  }
}
