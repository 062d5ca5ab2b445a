/** Decimals of the money token: amounts everywhere are `bigint` units of 10^-6 dollars. */
export const MONEY_DECIMALS = 6
const UNIT = 10n ** BigInt(MONEY_DECIMALS)
const BPS = 10_000n

/**
 * "45.00" -> 45_000_000n. At most six decimals, no sign, no exponent, no separators.
 * @throws SyntaxError when the text is not such a number.
 */
export function parseUsdc(text: string): bigint {
  const match = /^(0|[1-9]\d{0,12})(?:\.(\d{1,6}))?$/.exec(text)
  if (!match)
    throw new SyntaxError(`not a decimal amount with at most ${MONEY_DECIMALS} decimals: ${JSON.stringify(text)}`)
  return BigInt(match[1] ?? '0') * UNIT + BigInt((match[2] ?? '').padEnd(MONEY_DECIMALS, '0'))
}

/** 45_000_000n -> "45.00": at least two decimals, as many as the amount needs. */
export function formatUsdc(amountUsdc6: bigint): string {
  const sign = amountUsdc6 < 0n ? '-' : ''
  const absolute = amountUsdc6 < 0n ? -amountUsdc6 : amountUsdc6
  const fraction = (absolute % UNIT)
    .toString()
    .padStart(MONEY_DECIMALS, '0')
    .replace(/0{1,4}$/, '')
  return `${sign}${absolute / UNIT}.${fraction}`
}

/** Fee on one unit: floor(price x bps / 10,000), in the user's favour; equal to the core's. */
export function feeOf(priceUsdc6: bigint, feeBps: number): bigint {
  return (priceUsdc6 * BigInt(feeBps)) / BPS
}

/** The money of a fill of `units` at one price: fees are floored per unit, then multiplied. */
export interface FillAmounts {
  /** What the buyer pays: price and fee. */
  buyerPaysUsdc6: bigint
  buyerFeeUsdc6: bigint
  /** What a secondary seller receives, or what is held net of the issuance fee in a primary sale. */
  sellerReceivesUsdc6: bigint
  sellerFeeUsdc6: bigint
  grossUsdc6: bigint
}

/** Amounts of a fill, as the core moves them. */
export function fillAmounts(priceUsdc6: bigint, units: number, buyFeeBps: number, sellFeeBps: number): FillAmounts {
  const count = BigInt(units)
  const grossUsdc6 = priceUsdc6 * count
  const buyerFeeUsdc6 = feeOf(priceUsdc6, buyFeeBps) * count
  const sellerFeeUsdc6 = feeOf(priceUsdc6, sellFeeBps) * count
  return {
    grossUsdc6,
    buyerFeeUsdc6,
    sellerFeeUsdc6,
    buyerPaysUsdc6: grossUsdc6 + buyerFeeUsdc6,
    sellerReceivesUsdc6: grossUsdc6 - sellerFeeUsdc6,
  }
}
