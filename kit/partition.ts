import type { Address } from 'viem'

/** More sequencers than these share no core: each one deals an account's cash out further. */
export const MAX_PARTITIONS = 8

/** Which of `count` sequencers has both books of a series, counted from 0. */
export function partitionOfSeries(series: number, count: number): number {
  return series % count
}

/** Which of them has a lane of every account. */
export function partitionOfLane(lane: number, count: number): number {
  return lane % count
}

/** The partition that consents to what an account takes out. */
export function homeOf(account: Address, count: number): number {
  return Number(BigInt(account) % BigInt(count))
}
