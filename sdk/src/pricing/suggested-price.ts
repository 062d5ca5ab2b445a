/** Fractions are integers in parts per billion: exact enough for any face, and the same on every machine. */
const ONE_PPB = 1_000_000_000n
/** A unit loses up to this much of its face over its life. */
const TIME_PPB = 150_000_000n
/** By how much a book that is all sells, or all buys, moves the price before the bounds. */
const LIQUIDITY_PPB = 100_000_000n
const LIQUIDITY_LOW_PPB = -50_000_000n
const LIQUIDITY_HIGH_PPB = 100_000_000n
/** By rating as the core numbers it: B, BB, BBB, A, AA, AAA. */
const CREDIT_PPB = [200_000_000n, 150_000_000n, 100_000_000n, 60_000_000n, 30_000_000n, 0n] as const

export interface PriceTerms {
  faceUsdc6: bigint
  isSecurity: boolean
  /** 0 (B) to 5 (AAA). */
  rating: number
  /** Unix seconds. */
  approvedAtSec: number
  expirySec: number
}

export interface BookCounts {
  /** Open orders to sell and to buy. */
  sells: number
  buys: number
}

/** What a unit should be worth, and the three factors that say why; factors are parts per billion of the face. */
export interface SuggestedPrice {
  priceUsdc6: bigint
  timePpb: bigint
  creditPpb: bigint
  liquidityPpb: bigint
}

/**
 * PRC-1: P = F x (1 - dt - rc - lp). A suggestion, never a rule of the core. Rounded down to the money unit; at most the face
 * for utility coupons, at least one money unit.
 */
export function suggestPrice(terms: PriceTerms, book: BookCounts, nowSec: number): SuggestedPrice {
  const timePpb = timeFactor(terms, nowSec)
  const creditPpb = CREDIT_PPB[terms.rating] ?? CREDIT_PPB[0]
  const liquidityPpb = liquidityFactor(book)
  const worth = (terms.faceUsdc6 * (ONE_PPB - timePpb - creditPpb - liquidityPpb)) / ONE_PPB
  const capped = !terms.isSecurity && worth > terms.faceUsdc6 ? terms.faceUsdc6 : worth
  return { priceUsdc6: capped > 0n ? capped : 1n, timePpb, creditPpb, liquidityPpb }
}

/** 0.15 x elapsed / total; nothing before the start, all of it from the expiry on. */
function timeFactor({ approvedAtSec, expirySec }: PriceTerms, nowSec: number): bigint {
  const totalSec = BigInt(Math.max(expirySec - approvedAtSec, 1))
  const elapsedSec = BigInt(Math.max(nowSec - approvedAtSec, 0))
  return elapsedSec >= totalSec ? TIME_PPB : (TIME_PPB * elapsedSec) / totalSec
}

/** clamp(0.1 x (sells - buys) / max(orders, 1), -0.05, 0.10). */
function liquidityFactor({ sells, buys }: BookCounts): bigint {
  const orders = BigInt(Math.max(sells + buys, 1))
  const pressure = (LIQUIDITY_PPB * BigInt(sells - buys)) / orders
  if (pressure < LIQUIDITY_LOW_PPB) return LIQUIDITY_LOW_PPB
  return pressure > LIQUIDITY_HIGH_PPB ? LIQUIDITY_HIGH_PPB : pressure
}

/** A factor as people read it: 37_500_000n is "0.0375". */
export function formatFactor(ppb: bigint): string {
  const sign = ppb < 0n ? '-' : ''
  const digits = (ppb < 0n ? -ppb : ppb).toString().padStart(10, '0')
  const text = `${digits.slice(0, -9)}.${digits.slice(-9)}`
  return sign + text.replace(/\.?0+$/, '')
}
