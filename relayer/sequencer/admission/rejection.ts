import type { SkipCode } from '../../../sdk/src/skip-codes.ts'

/** Refusals that the core has no word for, because only the sequencer needs them. */
type ShellCode =
  | 'WRONG_EPOCH'
  | 'PRICE_OFF_TICK'
  | 'OUTSIDE_PRICE_BAND'
  | 'INSUFFICIENT_UNITS'
  | 'EXIT_REQUESTED'
  | 'CHANGE_PENDING'
  | 'LANE_NOT_ALLOWED'
  | 'OTHER_PARTITION'
  | 'MATCHING_HALTED'
  | 'CHAIN_UNAVAILABLE'
  | 'CLIENT_ID_TAKEN'
  | 'EXPIRES_TOO_SOON'
  | 'NOT_FOUND'
  | 'ENDED'
  | 'REPLACE_LANE'

/** Why an order is refused: the core's skip codes under the prefix ORDER_, and a few of our own. */
type OrderCode = `ORDER_${SkipCode | ShellCode}` | 'ORDER_FILLED' | 'ORDER_EXPIRED' | 'ORDER_REPLACED' | 'ORDER_INVALID'

/** A refusal as a value: the code, and what was wrong with which value and what would be accepted. */
export interface Rejection {
  code: OrderCode
  field: string
  detail: string
}

/** Skip codes that begin with ORDER already keep their one prefix. */
export function reject(code: SkipCode | ShellCode, field: string, detail: string): Rejection {
  return { code: (code.startsWith('ORDER_') ? code : `ORDER_${code}`) as OrderCode, field, detail }
}
