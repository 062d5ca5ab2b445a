/** SQLSTATE classes and codes, and Node's, that mean that the server is away rather than that a statement is wrong. */
const AWAY_CODES = /^(08|57P0[123]|53300|ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EPIPE)/
/** pg throws these two without a code. */
const AWAY_MESSAGES = /^(Connection terminated|timeout exceeded when trying to connect)/

/** Whether the database did not answer: the same call may succeed later. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return AWAY_CODES.test(code) || AWAY_MESSAGES.test(error.message) || isDatabaseAway(error.cause)
}
