import { byteChoice, type Words } from './words.ts'

const SIDES = ['neither buys nor sells', 'buys only', 'sells only', 'buys and sells']
const CLASSES = ['no series', 'utility series only', 'security series only', 'utility and security series']
/** Exponent that sets no limit. */
const NO_LIMIT = 31

/**
 * `TradingKey.scope` in words, byte by byte as `ORDER_FLAGS`. The limit of an order, 2^n dollars, lies across both bytes: the high one names the
 * two it can be, the low one which of them it is.
 */
export const KEY_SCOPE: Words = [
  ...byteChoice('[-2:-1]', 'What the key may do', 'keyRights', bytes(rightWords)),
  ...byteChoice('[-1:]', 'Limit and lowest price', 'keyLimits', bytes(limitWords)),
]

function rightWords(byte: number): string {
  const lower = (byte & 15) << 1
  return `${SIDES[byte >> 6]}, ${CLASSES[(byte >> 4) & 3]}, orders up to ${limit(lower)} or ${limit(lower + 1)}`
}

function limitWords(byte: number): string {
  const floor = byte & 127
  const price = floor === 0 ? 'sells at any price' : `sells at ${floor} % of face or more`
  return `${byte >> 7 === 0 ? 'the first' : 'the second'} of the two limits, ${price}`
}

function limit(exponent: number): string {
  return exponent === NO_LIMIT ? 'any amount' : `${(2 ** exponent).toLocaleString('en-US')} dollars`
}

function bytes(word: (byte: number) => string): Record<string, string> {
  return Object.fromEntries(Array.from({ length: 256 }, (_, byte) => [String(byte), word(byte)]))
}
