/** Levels of each side that a checksum covers: what most readers trade on, and little enough to check with every message. */
export const CHECKSUM_LEVELS = 10

/** A price level of a book. */
export interface Level {
  priceUsdc6: bigint
  /** Units for sale or wanted at this price. */
  quantity: number
  orders: number
}

/**
 * CRC-32 (the one of ZIP and PNG: reflected polynomial 0xEDB88320, initial and final value 0xFFFFFFFF) as an unsigned integer of the
 * ASCII bytes of `checksumText`.
 */
export function bookChecksum(bids: readonly Level[], asks: readonly Level[]): number {
  const text = checksumText(bids, asks)
  let crc = 0xffff_ffff
  for (let i = 0; i < text.length; i++) crc = (TABLE[(crc ^ text.charCodeAt(i)) & 0xff] ?? 0) ^ (crc >>> 8)
  return (crc ^ 0xffff_ffff) >>> 0
}

/**
 * The best ten bids, best first, then `|`, then the best ten asks, best first. A level is `price:quantity:orders` with the price in
 * millionths of a dollar ("45.00" is 45000000); levels are joined by `,`. An empty book is `|`.
 */
export function checksumText(bids: readonly Level[], asks: readonly Level[]): string {
  return `${sideText(bids)}|${sideText(asks)}`
}

function sideText(levels: readonly Level[]): string {
  const best = levels.slice(0, CHECKSUM_LEVELS)
  return best.map(({ priceUsdc6, quantity, orders }) => `${priceUsdc6}:${quantity}:${orders}`).join(',')
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1
  return crc
})
