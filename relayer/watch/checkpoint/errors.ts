import { BaseError } from '../../../kit/errors.ts'

/** A checkpoint that cannot be gone on from; an older one, or the journal from its first record, takes its place. */
export class CheckpointRefusedError extends BaseError {
  constructor(position: number, details: string, cause?: unknown) {
    const options = { code: 'CHECKPOINT_REFUSED', details, status: 500, cause }
    super(`The checkpoint at position ${position} is refused.`, options)
  }
}
