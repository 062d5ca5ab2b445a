const BPS = 10_000n

export interface PriceBand {
  /** A sell below this looks like a slip of the finger. */
  lowUsdc6: bigint
  /** And so does a buy above this. */
  highUsdc6: bigint
}

/**
 * The prices that nobody is asked about: from the lower of suggested and last price less the width to the higher of them and the width.
 * @param lastUsdc6 Price of the last trade, 0 before the first.
 * @param widthBps At most 10,000. The low end is rounded down, the high end up: in doubt the order is taken.
 */
export function priceBand(suggestedUsdc6: bigint, lastUsdc6: bigint, widthBps: number): PriceBand {
  const last = lastUsdc6 > 0n ? lastUsdc6 : suggestedUsdc6
  const [lower, higher] = last < suggestedUsdc6 ? [last, suggestedUsdc6] : [suggestedUsdc6, last]
  const width = BigInt(widthBps)
  return { lowUsdc6: (lower * (BPS - width)) / BPS, highUsdc6: (higher * (BPS + width) + BPS - 1n) / BPS }
}
