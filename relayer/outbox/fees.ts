import { MAX_FEE_PER_GAS_WEI, MAX_NOOP_FEE_PER_GAS_WEI, MIN_TIP_WEI } from '../limits.ts'
import { maxOf, minOf } from './bigint.ts'

export interface Fees {
  maxFeePerGasWei: bigint
  maxPriorityFeePerGasWei: bigint
}

/** What a transaction should offer now: room for the base fee to double, and the tip the node asks for. */
export function marketFees(baseFeePerGasWei: bigint, suggestedTipWei: bigint): Fees {
  const tip = suggestedTipWei > MIN_TIP_WEI ? suggestedTipWei : MIN_TIP_WEI
  return cappedAt(MAX_FEE_PER_GAS_WEI, {
    maxFeePerGasWei: 2n * baseFeePerGasWei + tip,
    maxPriorityFeePerGasWei: tip,
  })
}

/**
 * Fees that replace `previous` at the same nonce: the market, and at least 12.5 % more on both fields (nodes ask for 10 %).
 * Undefined when the ceiling leaves no room for that.
 */
export function bumpFees(previous: Fees, market: Fees, { isNoop }: { isNoop: boolean }): Fees | undefined {
  const ceiling = isNoop ? MAX_NOOP_FEE_PER_GAS_WEI : MAX_FEE_PER_GAS_WEI
  const least: Fees = {
    maxFeePerGasWei: raise(previous.maxFeePerGasWei),
    maxPriorityFeePerGasWei: raise(previous.maxPriorityFeePerGasWei),
  }
  if (least.maxFeePerGasWei > ceiling) return undefined
  return cappedAt(ceiling, {
    maxFeePerGasWei: maxOf(least.maxFeePerGasWei, market.maxFeePerGasWei),
    maxPriorityFeePerGasWei: maxOf(least.maxPriorityFeePerGasWei, market.maxPriorityFeePerGasWei),
  })
}

/** Rounded up, and by one wei at least, so that a replacement of a tiny fee is a raise too. */
function raise(wei: bigint): bigint {
  return (wei * 9n + 7n) / 8n + (wei === 0n ? 1n : 0n)
}

function cappedAt(ceiling: bigint, fees: Fees): Fees {
  const maxFeePerGasWei = minOf(fees.maxFeePerGasWei, ceiling)
  return { maxFeePerGasWei, maxPriorityFeePerGasWei: minOf(fees.maxPriorityFeePerGasWei, maxFeePerGasWei) }
}
