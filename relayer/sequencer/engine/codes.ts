import { type EndReason, endReasons, type RejectCode, rejectCodes } from './types.ts'

/** Numbers of the codes inside the engine: their index in the lists of types.ts. */
const numbers = <Name extends string>(names: readonly Name[]): Record<Name, number> =>
  Object.fromEntries(names.map((name, index) => [name, index])) as Record<Name, number>

export const REJECT: Readonly<Record<RejectCode, number>> = numbers(rejectCodes)
export const END: Readonly<Record<EndReason, number>> = numbers(endReasons)

export const BUY = 0
export const SELL = 1

/** "No slot": orders, levels and nodes are array indices from 0. */
export const NONE = -1

export const TRADE_FREE = 0
export const TRADE_MATCHED = 1
export const TRADE_SUBMITTED = 2
export const TRADE_SAFE = 3
export const TRADE_FINAL = 4
export const TRADE_SKIPPED = 5
