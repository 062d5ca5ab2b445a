import { BaseError, InvalidRequestError, RetryableError } from './errors.ts'

/** RFC 9457 problem details with our stable code. */
export interface Problem {
  type: string
  title: string
  status: number
  code: string
  detail?: string
  instance?: string
  errors?: readonly { field: string; reason: string }[]
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json'

/**
 * Turns anything thrown into what a caller may see. Only our own errors speak; everything else is INTERNAL_ERROR,
 * because a foreign message may hold a query, a path or a key.
 */
export function problemOf(error: unknown, instance?: string): Problem {
  const at = instance === undefined ? {} : { instance }
  if (!(error instanceof BaseError)) {
    return { type: 'about:blank', title: 'Something failed on our side.', status: 500, code: 'INTERNAL_ERROR', ...at }
  }
  return {
    type: error.docsPath ?? `/docs/errors#${error.code}`,
    title: error.shortMessage,
    status: error.status,
    code: error.code,
    ...(error.details === undefined ? {} : { detail: error.details }),
    ...at,
    ...(error instanceof InvalidRequestError ? { errors: error.fields } : {}),
  }
}

/** Headers that belong to a problem's response. */
export function problemHeaders(error: unknown): Record<string, string> {
  const retry = error instanceof RetryableError ? { 'retry-after': String(error.retryAfterSec) } : {}
  return { 'content-type': PROBLEM_MEDIA_TYPE, ...retry }
}
