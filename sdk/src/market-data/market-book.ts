import { bookChecksum, CHECKSUM_LEVELS, type Level } from './checksum.ts'

/** A whole book at one sequence. */
export interface BookSnapshot {
  sequence: number
  bids: readonly Level[]
  asks: readonly Level[]
}

/** New totals of the levels that changed after `previousSequence` up to `sequence`; quantity 0 removes a level. */
export interface BookDelta extends BookSnapshot {
  previousSequence: number
  /** Of the book after it. */
  checksum: number
}

/**
 * What a delta did. `stale`: it was told before, nothing changed. After `gap` (changes are missing) and `mismatch` (the levels are not
 * the server's) the book is wrong: take a new snapshot.
 */
export type DeltaOutcome = 'applied' | 'stale' | 'gap' | 'mismatch'

/** One book as its reader keeps it: a snapshot, then deltas in order, each checked. */
export class MarketBook {
  #sequence: number
  readonly #bids: Side
  readonly #asks: Side

  /** Compare `checksum` with the snapshot's before relying on it. */
  constructor({ sequence, bids, asks }: BookSnapshot) {
    this.#sequence = sequence
    this.#bids = new Side('descending', bids)
    this.#asks = new Side('ascending', asks)
  }

  get sequence(): number {
    return this.#sequence
  }

  get checksum(): number {
    return bookChecksum(this.bids(CHECKSUM_LEVELS), this.asks(CHECKSUM_LEVELS))
  }

  /** Best first. */
  bids(depth?: number): readonly Level[] {
    return this.#bids.best(depth)
  }

  /** Best first. */
  asks(depth?: number): readonly Level[] {
    return this.#asks.best(depth)
  }

  apply({ previousSequence, sequence, checksum, bids, asks }: BookDelta): DeltaOutcome {
    if (sequence <= this.#sequence) return 'stale'
    // Totals are absolute: a delta that begins before the snapshot may be applied over it.
    if (previousSequence > this.#sequence) return 'gap'
    for (const level of bids) this.#bids.set(level)
    for (const level of asks) this.#asks.set(level)
    this.#sequence = sequence
    return this.checksum === checksum ? 'applied' : 'mismatch'
  }
}

/** One side's levels, best first. */
class Side {
  readonly #direction: 1 | -1
  readonly #levels: Level[]

  constructor(order: 'ascending' | 'descending', levels: readonly Level[]) {
    this.#direction = order === 'ascending' ? 1 : -1
    this.#levels = levels.toSorted((a, b) => this.#compare(a.priceUsdc6, b.priceUsdc6))
  }

  best(depth = this.#levels.length): readonly Level[] {
    return this.#levels.slice(0, depth)
  }

  set(level: Level): void {
    const at = this.#placeOf(level.priceUsdc6)
    const isThere = this.#levels[at]?.priceUsdc6 === level.priceUsdc6
    const replaced = isThere ? 1 : 0
    if (level.quantity === 0) this.#levels.splice(at, replaced)
    else this.#levels.splice(at, replaced, level)
  }

  /** Where a price is or would be. */
  #placeOf(priceUsdc6: bigint): number {
    let [low, high] = [0, this.#levels.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const found = this.#levels[middle]
      if (found && this.#compare(found.priceUsdc6, priceUsdc6) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  #compare(a: bigint, b: bigint): number {
    return a === b ? 0 : a < b ? -this.#direction : this.#direction
  }
}
