import { decodeOrderFlags, type OrderFlags } from '../../../sdk/src/order-flags.ts'

/** At most 16,384 combinations are order flags. */
const known = new Map<number, Readonly<OrderFlags>>()

/**
 * `decodeOrderFlags`, the same object each time: every check of an account looks at the flags of all of its orders.
 * @throws RangeError where they are none.
 */
export function knownFlags(bits: number): Readonly<OrderFlags> {
  const flags = known.get(bits) ?? Object.freeze(decodeOrderFlags(bits))
  known.set(bits, flags)
  return flags
}
