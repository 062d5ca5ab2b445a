import { BaseError } from '../../../kit/errors.ts'

/** Where the journal is damaged. */
export interface Damage {
  /** File of the segment, or stream and sequence of the message. */
  segment: string
  /** Byte in it. */
  offset: number
  /** Position the damaged record should have. */
  position: number
  reason: string
}

/** Start-up refuses: a person must decide what to do with the damaged file. */
export class JournalCorruptError extends BaseError {
  readonly damage: Damage

  constructor(damage: Damage, cause?: unknown) {
    const { offset, position, reason, segment } = damage
    super(`Journal segment ${segment} is damaged at offset ${offset} (position ${position}).`, {
      code: 'JOURNAL_CORRUPT',
      details: reason,
      status: 500,
      cause,
    })
    this.damage = damage
  }
}

/** The disk or the stream failed; nothing more can be promised, the process must end. */
export class JournalFailedError extends BaseError {
  constructor(cause: unknown) {
    super('The journal cannot be written.', { code: 'JOURNAL_FAILED', status: 500, cause })
  }
}

/** Another sequencer holds the directory. */
export class JournalLockedError extends BaseError {
  constructor(details: string, cause?: unknown) {
    super('Another sequencer holds this journal.', { code: 'JOURNAL_LOCKED', details, status: 500, cause })
  }
}

/** Another sequencer has written: it leads, and nothing of what this one had not written yet may be told to anybody. */
export class JournalFencedError extends BaseError {
  constructor(details: string) {
    super('Another sequencer leads.', { code: 'JOURNAL_FENCED', details, status: 500 })
  }
}

/** The stream is not kept as a journal must be: something could delete or lose records. */
export class JournalStreamUnsafeError extends BaseError {
  constructor(details: string) {
    super('The stream is not safe for a journal.', { code: 'JOURNAL_STREAM_UNSAFE', details, status: 500 })
  }
}
