export interface ErrorOptions {
  /** Stable, upper snake case, part of the public contract: `ORDER_ABOVE_FACE`. */
  code: string
  /** What was wrong and with which value, for the person who has to act on it. */
  details?: string
  /** HTTP status when the error reaches a caller. */
  status?: number
  /** Path below the documentation root that explains the error. */
  docsPath?: string
  cause?: unknown
}

/** Every error that we throw on purpose: the caller's mistakes and, as `RetryableError`, what may pass by itself. */
export class BaseError extends Error {
  readonly code: string
  readonly shortMessage: string
  readonly details: string | undefined
  readonly status: number
  readonly docsPath: string | undefined
  readonly retryable: boolean = false

  constructor(shortMessage: string, options: ErrorOptions) {
    super(options.details ? `${shortMessage} ${options.details}` : shortMessage, { cause: options.cause })
    this.name = new.target.name
    this.code = options.code
    this.shortMessage = shortMessage
    this.details = options.details
    this.status = options.status ?? 400
    this.docsPath = options.docsPath
  }
}

/** Not the caller's mistake: the same call may succeed later. */
export class RetryableError extends BaseError {
  override readonly retryable = true
  /** What to tell the caller in `retry-after`. */
  readonly retryAfterSec: number

  constructor(shortMessage: string, options: ErrorOptions & { retryAfterSec?: number }) {
    super(shortMessage, { ...options, status: options.status ?? 503 })
    this.retryAfterSec = options.retryAfterSec ?? 1
  }
}

export interface FieldError {
  /** Dotted path of the field, empty for the whole body. */
  field: string
  reason: string
}

/** One or more fields of a request that are not what the interface accepts. */
export class InvalidRequestError extends BaseError {
  readonly fields: readonly FieldError[]

  constructor(fields: readonly FieldError[], cause?: unknown) {
    const details = fields.map(({ field, reason }) => `${field || 'request'}: ${reason}`).join('; ')
    super('The request is not valid.', { code: 'REQUEST_INVALID', details, status: 400, cause })
    this.fields = fields
  }
}

/** The message of anything that was thrown, for logs and check results. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // Node's dual-stack connection errors carry their text only in `errors`.
  if (error instanceof AggregateError && !error.message) return error.errors.map(messageOf).join(', ')
  return error.message
}
