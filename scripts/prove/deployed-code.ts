import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const SETTLEMENT = join(import.meta.dirname, '..', '..', 'contracts', 'settlement')

/** Where the core calls what is proven. */
const CALLS: Record<string, readonly string[]> = {
  'Trades.sol': [
    'TradeMath.costOf(',
    'TradeMath.proceedsOf(',
    'TradeMath.isShortOfCash(',
    'TradeMath.isCashOverflow(',
    'TradeMath.buyerChange(',
    'TradeMath.sellerChange(',
    'TradeMath.earnedOf(',
    'TradeMath.heldFees(',
    'LaneField.jumpOf(',
    'LaneField.totalOf(',
    'LaneField.isTooFar(',
    'LaneField.isOverfilled(',
  ],
}

/** Calls that are no longer there: then something else would be deployed than what is proven. */
export function missingCalls(): string[] {
  return Object.entries(CALLS).flatMap(([file, calls]) => {
    const source = readFileSync(join(SETTLEMENT, file), 'utf8')
    return calls.filter((call) => !source.includes(call)).map((call) => `${file}: ${call.slice(0, -1)}`)
  })
}
