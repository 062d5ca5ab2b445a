/** Why nothing is shown. A signer who meets one of these must not sign. */
export type ClearSigningCode =
  | 'CLEAR_SIGNING_AMBIGUOUS'
  | 'CLEAR_SIGNING_CHAIN_UNKNOWN'
  | 'CLEAR_SIGNING_CONTRACT_UNKNOWN'
  | 'CLEAR_SIGNING_DATA_MALFORMED'
  | 'CLEAR_SIGNING_DESCRIPTOR_INVALID'
  | 'CLEAR_SIGNING_DOMAIN_UNKNOWN'
  | 'CLEAR_SIGNING_FUNCTION_UNKNOWN'
  | 'CLEAR_SIGNING_NOT_DEPLOYED'
  | 'CLEAR_SIGNING_TOKEN_UNKNOWN'
  | 'CLEAR_SIGNING_TOO_DEEP'
  | 'CLEAR_SIGNING_TYPE_UNKNOWN'
  | 'CLEAR_SIGNING_VALUE_HIDDEN'
  | 'CLEAR_SIGNING_VALUE_UNKNOWN'

export class ClearSigningError extends Error {
  readonly code: ClearSigningCode
  readonly details: string

  constructor(code: ClearSigningCode, details: string, cause?: unknown) {
    super(`${code}: ${details}`, { cause })
    this.name = 'ClearSigningError'
    this.code = code
    this.details = details
  }
}
