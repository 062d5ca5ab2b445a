import { BaseError } from '../../kit/errors.ts'

/** A 404 with the code of the thing that is missing. */
export function notFoundError(code: string, details: string): BaseError {
  return new BaseError('There is no such thing.', { code, details, status: 404 })
}
