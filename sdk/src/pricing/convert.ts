/** Dollar rates have eight decimals: 100_000_000n is one dollar. */
export const RATE_DECIMALS = 8
export const ONE_DOLLAR_RATE = 10n ** BigInt(RATE_DECIMALS)

/**
 * The rate of a pair, eight decimals: what one unit of `pay` is worth in `receive`.
 * Rounded down, so that whoever converts never pays out more than came in.
 */
export function crossRate(payRateE8: bigint, receiveRateE8: bigint): bigint {
  return (payRateE8 * ONE_DOLLAR_RATE) / receiveRateE8
}

/** An amount converted at a rate of eight decimals, in the same number of decimals; rounded down. */
export function convertAmount(amount: bigint, rateE8: bigint): bigint {
  return (amount * rateE8) / ONE_DOLLAR_RATE
}

/** 99_980_000n is "0.99980000". */
export function formatRate(rateE8: bigint): string {
  return `${rateE8 / ONE_DOLLAR_RATE}.${(rateE8 % ONE_DOLLAR_RATE).toString().padStart(RATE_DECIMALS, '0')}`
}
