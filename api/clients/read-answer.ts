import type { z } from 'zod'
import { RetryableError } from '../../kit/errors.ts'

/** Reads an answer of the sequencer; what does not fit is our mistake, never the caller's. */
export function readAnswer<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  const result = schema.safeParse(answer)
  if (result.success) return result.data
  throw new RetryableError('The sequencer’s answer was not understood.', {
    code: 'SEQUENCER_UNAVAILABLE',
    cause: result.error,
  })
}
