/** One leg: positive when the account receives. */
export interface Leg {
  account: string
  asset: string
  amount: bigint
}

/** An amount of an asset that leaves one account and arrives at another. */
export interface Move {
  from: string
  to: string
  asset: string
  amount: bigint
}

/** A double entry before it is posted: what one event moves. */
export type Entry = readonly Move[]

/** The code made an entry that does not balance: nothing of the block may be stored. */
export class UnbalancedEntryError extends Error {
  readonly code = 'LEDGER_UNBALANCED'

  constructor(entryId: string, asset: string, sum: bigint) {
    super(`Entry ${entryId} sums to ${sum} in ${asset}; every entry sums to zero in each asset.`)
    this.name = 'UnbalancedEntryError'
  }
}

/** The legs of an entry, one per account and asset, without the empty ones. */
export function legsOf(entry: Entry): Leg[] {
  const legByKey = new Map<string, Leg>()
  const add = (account: string, asset: string, amount: bigint) => {
    const key = `${account} ${asset}`
    const leg = legByKey.get(key)
    if (leg) leg.amount += amount
    else legByKey.set(key, { account, asset, amount })
  }
  for (const { from, to, asset, amount } of entry) {
    add(from, asset, -amount)
    add(to, asset, amount)
  }
  return [...legByKey.values()].filter(({ amount }) => amount !== 0n)
}

/** @throws UnbalancedEntryError unless the legs sum to zero in every asset. */
export function assertBalanced(entryId: string, legs: readonly Leg[]): void {
  const sumByAsset = new Map<string, bigint>()
  for (const { asset, amount } of legs) sumByAsset.set(asset, (sumByAsset.get(asset) ?? 0n) + amount)
  for (const [asset, sum] of sumByAsset) if (sum !== 0n) throw new UnbalancedEntryError(entryId, asset, sum)
}
