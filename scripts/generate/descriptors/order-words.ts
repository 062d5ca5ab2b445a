import { decodeOrderFlags, ORDER_FLAG_BITS, tryDecodeOrderFlags } from '../../../sdk/src/order-flags.ts'
import { byteChoice, type Words } from './words.ts'

const CLASS_WORDS = {
  GTC: 'until cancelled',
  GTD: 'until its expiry',
  IOC: 'at once, the rest lapses',
  FOK: 'at once and whole, or not at all',
} as const
const CHOICE_WORDS = {
  NAMED: 'the named unit',
  RESOLD: 'any unit that was resold before',
  ANY: 'any unit, giving up its refund',
} as const

/**
 * `Order.flags` in words. The bits are too many for one list of words, so each byte has its own; they are counted from the end, where
 * wallets agree whether they take the two bytes or the padded 32. Unused bits and choices have no word, so they are not shown at all.
 */
export const ORDER_FLAGS: Words = [
  ...byteChoice('[-1:]', 'Order', 'orderKind', bytes(kindWords)),
  ...byteChoice('[-2:-1]', 'Units and key', 'orderUnits', bytes(unitWords)),
]

function kindWords(byte: number): string {
  const flags = decodeOrderFlags(byte)
  return [
    flags.side === 'buy' ? 'Buy' : 'Sell',
    flags.primary ? 'first sale' : 'resale',
    CLASS_WORDS[flags.orderClass],
    ...(flags.postOnly ? ['never as taker'] : []),
    ...(flags.final ? ['book of last resales'] : []),
    ...(flags.toWallet ? ['units leave the market at once'] : []),
    ...(flags.openSettle ? ['anyone may settle it when the operator is silent'] : []),
  ].join(', ')
}

function unitWords(byte: number): string | undefined {
  const flags = tryDecodeOrderFlags((byte << 8) | ORDER_FLAG_BITS.sell)
  if (!flags) return undefined
  const price = flags.market ? 'market order' : 'limit order'
  return `${price}, if it resells: ${CHOICE_WORDS[flags.unitChoice]}, signed by trading key ${flags.keyIndex}`
}

function bytes(word: (byte: number) => string | undefined): Record<string, string> {
  const words = Array.from({ length: 256 }, (_, byte) => [String(byte), word(byte)] as const)
  return Object.fromEntries(words.filter((entry): entry is [string, string] => entry[1] !== undefined))
}
