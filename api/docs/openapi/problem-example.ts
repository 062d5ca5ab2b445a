import type { Problem } from '../../../kit/problem.ts'

/** One code that each status is told with; /docs/errors has all. */
const EXAMPLES: Readonly<Record<number, Pick<Problem, 'code' | 'title'> & Partial<Problem>>> = {
  400: {
    code: 'REQUEST_INVALID',
    title: 'The request is not valid.',
    errors: [{ field: 'amount', reason: 'must be a decimal string such as "45.00"' }],
  },
  401: { code: 'AUTH_REQUIRED', title: 'Sign in first.' },
  403: { code: 'ACCOUNT_MISMATCH', title: 'This was signed by another account.' },
  404: { code: 'ORDER_NUMBER_UNKNOWN', title: 'There is no such thing.' },
  409: { code: 'IDEMPOTENCY_IN_PROGRESS', title: 'The first request with this Idempotency-Key is still running.' },
  412: { code: 'PRECONDITION_FAILED', title: 'It was changed meanwhile.' },
  413: { code: 'BODY_TOO_LARGE', title: 'The body is too large.' },
  415: { code: 'MEDIA_TYPE_UNSUPPORTED', title: 'The body must be JSON.' },
  422: { code: 'IDEMPOTENCY_KEY_REUSED', title: 'The Idempotency-Key was used for another request.' },
  426: { code: 'UPGRADE_REQUIRED', title: 'This is a WebSocket.' },
  428: { code: 'PRECONDITION_REQUIRED', title: 'The change names no version.' },
  429: { code: 'RATE_LIMITED', title: 'Too many requests.' },
  500: { code: 'INTERNAL_ERROR', title: 'Something failed on our side.' },
  503: { code: 'DATABASE_UNAVAILABLE', title: 'The database does not answer.' },
}

export function problemExample(status: number, path: string): Problem | undefined {
  const example = EXAMPLES[status]
  if (!example) return undefined
  const type = status === 500 ? 'about:blank' : `/docs/errors#${example.code}`
  return { type, status, ...example, instance: path }
}
