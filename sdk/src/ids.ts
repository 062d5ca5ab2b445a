import type { Hex } from 'viem'

/** A series: 1..2^32-1. */
export type SeriesId = number & { readonly __brand: 'SeriesId' }
/** A unit: series << 32 | serial, both from 1. */
export type TokenId = bigint & { readonly __brand: 'TokenId' }
/** What a person sees instead of a hash: "GX" and 16 characters of Crockford base32. */
export type OrderNumber = string & { readonly __brand: 'OrderNumber' }

const UINT32_MAX = 0xffff_ffff
const SERIAL_BITS = 32n
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const ORDER_NUMBER_HEX_DIGITS = 20

/** @throws RangeError unless `value` is an integer of 1..2^32-1. */
export function seriesId(value: number | bigint): SeriesId {
  return uint32From1(value, 'series') as SeriesId
}

/** @throws RangeError unless both parts are integers of 1..2^32-1. */
export function tokenId(series: number, serial: number): TokenId {
  return ((BigInt(uint32From1(series, 'series')) << SERIAL_BITS) | BigInt(uint32From1(serial, 'serial'))) as TokenId
}

/** Series and serial of a token id. */
export function splitTokenId(id: bigint): { series: SeriesId; serial: number } {
  return { series: seriesId(id >> SERIAL_BITS), serial: uint32From1(id & BigInt(UINT32_MAX), 'serial') }
}

/** The order number of an order or an intent: the first 80 bits of its EIP-712 digest, 20 bits at a time. */
export function orderNumberOf(digest: Hex): OrderNumber {
  let text = 'GX'
  for (let at = 2; at < 2 + ORDER_NUMBER_HEX_DIGITS; at += 5) {
    const bits = Number.parseInt(digest.slice(at, at + 5), 16)
    for (let shift = 15; shift >= 0; shift -= 5) text += CROCKFORD.charAt((bits >> shift) & 31)
  }
  return text as OrderNumber
}

/** Whether a text is an order number as this system writes them. */
export function isOrderNumber(text: string): text is OrderNumber {
  return /^GX[0-9A-HJKMNP-TV-Z]{16}$/.test(text)
}

/** UTC day of a unix second: the key under which the core holds a sale's money. */
export function dayOf(atSec: number): number {
  return Math.floor(atSec / 86_400)
}

function uint32From1(value: number | bigint, name: string): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1 || number > UINT32_MAX) {
    throw new RangeError(`${name} must be an integer of 1..${UINT32_MAX}, got ${value}`)
  }
  return number
}
