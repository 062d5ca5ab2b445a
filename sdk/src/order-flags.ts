/** Time in force, in the order of the two class bits. */
export const ORDER_CLASSES = ['GTC', 'GTD', 'IOC', 'FOK'] as const
export type OrderClass = (typeof ORDER_CLASSES)[number]

/** How a secondary sell names its units, in the order of the two choice bits. */
export const UNIT_CHOICES = ['NAMED', 'RESOLD', 'ANY'] as const
export type UnitChoice = (typeof UNIT_CHOICES)[number]

/** `Order.flags` in words; see contracts/settlement/types/Order.sol for the bits. */
export interface OrderFlags {
  side: 'buy' | 'sell'
  /** The book of units that cannot be resold after this sale. */
  final: boolean
  postOnly: boolean
  orderClass: OrderClass
  /** The issuer's sale of units that do not exist yet. */
  primary: boolean
  /** The buyer takes the units out of the market at once. */
  toWallet: boolean
  /** May be settled by anyone once the operator has been declared silent. */
  openSettle: boolean
  unitChoice: UnitChoice
  /** Which of the account's trading keys signs, 0..7. */
  keyIndex: number
  market: boolean
}

/** The single bits; also of flags that `decodeOrderFlags` refuses. */
export const ORDER_FLAG_BITS = {
  sell: 1,
  final: 2,
  postOnly: 4,
  primary: 32,
  toWallet: 64,
  openSettle: 128,
  market: 1 << 13,
} as const
const BIT = ORDER_FLAG_BITS
const CLASS_SHIFT = 3
const CHOICE_SHIFT = 8
const KEY_INDEX_SHIFT = 10
const UNUSED_MASK = 3 << 14

/** Flags of a plain GTC buy in the open book; spread over it to make others. */
export const DEFAULT_ORDER_FLAGS: OrderFlags = {
  side: 'buy',
  final: false,
  postOnly: false,
  orderClass: 'GTC',
  primary: false,
  toWallet: false,
  openSettle: false,
  unitChoice: 'NAMED',
  keyIndex: 0,
  market: false,
}

/** @throws RangeError when the key index is not 0..7. */
export function encodeOrderFlags(flags: OrderFlags): number {
  if (!Number.isInteger(flags.keyIndex) || flags.keyIndex < 0 || flags.keyIndex > 7) {
    throw new RangeError(`keyIndex must be 0..7, got ${flags.keyIndex}`)
  }
  return (
    (flags.side === 'sell' ? BIT.sell : 0) |
    (flags.final ? BIT.final : 0) |
    (flags.postOnly ? BIT.postOnly : 0) |
    (ORDER_CLASSES.indexOf(flags.orderClass) << CLASS_SHIFT) |
    (flags.primary ? BIT.primary : 0) |
    (flags.toWallet ? BIT.toWallet : 0) |
    (flags.openSettle ? BIT.openSettle : 0) |
    (UNIT_CHOICES.indexOf(flags.unitChoice) << CHOICE_SHIFT) |
    (flags.keyIndex << KEY_INDEX_SHIFT) |
    (flags.market ? BIT.market : 0)
  )
}

/** @throws RangeError when unused bits are set or the unit choice is unknown. */
export function decodeOrderFlags(bits: number): OrderFlags {
  const flags = tryDecodeOrderFlags(bits)
  if (!flags) throw new RangeError(`not order flags: ${bits}`)
  return flags
}

/** The flags, or undefined where `decodeOrderFlags` throws. */
export function tryDecodeOrderFlags(bits: number): OrderFlags | undefined {
  const orderClass = ORDER_CLASSES[(bits >> CLASS_SHIFT) & 3]
  const unitChoice = UNIT_CHOICES[(bits >> CHOICE_SHIFT) & 3]
  const isKnown = Number.isInteger(bits) && bits >= 0 && bits <= 0xffff && (bits & UNUSED_MASK) === 0
  if (!isKnown || !orderClass || !unitChoice) return undefined
  return {
    side: (bits & BIT.sell) === 0 ? 'buy' : 'sell',
    final: (bits & BIT.final) !== 0,
    postOnly: (bits & BIT.postOnly) !== 0,
    orderClass,
    primary: (bits & BIT.primary) !== 0,
    toWallet: (bits & BIT.toWallet) !== 0,
    openSettle: (bits & BIT.openSettle) !== 0,
    unitChoice,
    keyIndex: (bits >> KEY_INDEX_SHIFT) & 7,
    market: (bits & BIT.market) !== 0,
  }
}
