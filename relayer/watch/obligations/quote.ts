import type { Side } from '../../sequencer/engine/types.ts'
import type { OpenOrder } from '../market/open-orders.ts'

/** A maker's quote at one moment, as its obligation sees it. */
export interface Quote {
  /** The minimum depth stands on both sides. */
  isTwoSided: boolean
  /** Rounded up; 0 unless two-sided. */
  spreadBps: number
  /** Two-sided, and no wider than promised. */
  isQualified: boolean
}

export const NO_QUOTE: Quote = { isTwoSided: false, spreadBps: 0, isQualified: false }

interface QuoteTerms {
  maxSpreadBps: number
  minDepthUnits: number
}

/**
 * The bid is the highest price at or above which the minimum depth stands, the ask the lowest at or below which it does. The spread is
 * taken of their middle, so (ask − bid) / ((ask + bid) / 2); compared exactly, without division.
 */
export function quoteOf(orders: Iterable<OpenOrder>, { maxSpreadBps, minDepthUnits }: QuoteTerms): Quote {
  const standing = [...orders]
  const bid = depthPrice(standing, 'buy', minDepthUnits)
  const ask = depthPrice(standing, 'sell', minDepthUnits)
  if (bid === undefined || ask === undefined) return NO_QUOTE
  const spread = (ask - bid) * 20_000n
  const sum = ask + bid
  return {
    isTwoSided: true,
    spreadBps: Number((spread + sum - 1n) / sum),
    isQualified: spread <= BigInt(maxSpreadBps) * sum,
  }
}

function depthPrice(orders: readonly OpenOrder[], side: Side, minDepthUnits: number): bigint | undefined {
  const sign = side === 'buy' ? -1n : 1n
  const fromBest = orders.filter((order) => order.side === side).toSorted((a, b) => Number((a.price - b.price) * sign))
  let depth = 0
  for (const { open, price } of fromBest) {
    depth += open
    if (depth >= minDepthUnits) return price
  }
  return undefined
}
