import type { Group } from './group.ts'

/** Where groups of records are kept: a directory of files, or a replicated stream. */
export interface JournalLog {
  /** Grows with every process that opened the journal. */
  readonly epoch: number
  /** A group is closed above this, so that it is written in one go. */
  readonly groupBytes: number
  /** Whether leadership may pass to another process while this one is silent, so that silence must be broken. */
  readonly isLeased: boolean
  /**
   * Keeps a group, one call at a time, and resolves when it will not be lost. An empty group proves that we still are the
   * only writer. After a rejection nobody knows what is kept, so it is never called again.
   */
  write(group: Group): Promise<void>
  /** Lets go of the journal, so that the next process need not wait. */
  close(): Promise<void>
}

/** The place behind the last record of a journal. */
export interface ChainEnd {
  position: number
  hash: Buffer
}
