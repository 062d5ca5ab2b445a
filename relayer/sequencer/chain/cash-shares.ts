import type { Address } from 'viem'
import { homeOf } from '../../../kit/partition.ts'

/** An account's cash by partition, in the order of their numbers; the sum is what the core holds. */
export type CashShares = readonly bigint[]

export const noShares = (count: number): CashShares => Array.from({ length: count }, () => 0n)

/** A fill belongs to the partition of its series, and moves no other's share. */
export function shareFill(shares: CashShares, amountUsdc6: bigint, series: number): CashShares {
  const at = series % shares.length
  return shares.with(at, (shares[at] ?? 0n) + amountUsdc6)
}

/**
 * What comes from outside is dealt out evenly, the rest of the division to the home. What leaves is taken from the home, which
 * consented to it; after an exit, which needs no consent and has ended all orders, from the others, too.
 */
export function shareOther(shares: CashShares, amountUsdc6: bigint, account: Address): CashShares {
  const count = BigInt(shares.length)
  const home = homeOf(account, shares.length)
  if (amountUsdc6 >= 0n) {
    const each = amountUsdc6 / count
    return shares.map((share, at) => share + each + (at === home ? amountUsdc6 - each * count : 0n))
  }
  const taken = shares.map(() => 0n)
  let missing = -amountUsdc6
  for (const at of [home, ...shares.keys()]) {
    const free = (shares[at] ?? 0n) - (taken[at] ?? 0n)
    const part = free < missing ? free : missing
    if (part <= 0n) continue
    taken[at] = (taken[at] ?? 0n) + part
    missing -= part
  }
  taken[home] = (taken[home] ?? 0n) + missing
  return shares.map((share, at) => share - (taken[at] ?? 0n))
}
