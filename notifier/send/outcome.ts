/** What became of one attempt. `error` is a code of ours or of the protocol, never a text that may repeat a contact. */
export type Outcome =
  | { kind: 'sent' }
  /** May pass by itself. */
  | { kind: 'retry'; error: string; afterMs?: number | undefined }
  /** This message will never be taken. */
  | { kind: 'dead'; error: string }
  /** Nothing will ever be taken there: channel, subscription or endpoint is given up. */
  | { kind: 'gone'; error: string }
  /** Not sent on purpose. */
  | { kind: 'dropped'; error: string }

/** The code of a failed connection, such as ECONNREFUSED. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,40}$/.test(code)) return code
  return error instanceof Error && error.name === 'TimeoutError' ? 'TIMEOUT' : 'FAILED'
}
