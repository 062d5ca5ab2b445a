import type { Hash } from './hash.ts'
import { completedBy, consistencyRanges, inclusionRanges, rangeRoot, type SubtreePlace } from './subtrees.ts'

/** An append-only Merkle tree (RFC 9162) in memory: every earlier root and every proof in logarithmic time. */
export class MerkleTree {
  readonly #levels: Hash[][] = []

  get size(): number {
    return this.#levels[0]?.length ?? 0
  }

  append(leaf: Hash): void {
    for (const { place, hash } of completedBy(this.size, leaf, this.#read)) {
      const hashes = this.#levels[place.level] ?? []
      this.#levels[place.level] = hashes
      hashes.push(hash)
    }
  }

  /** The root of a complete subtree, if the tree has it. */
  subtree({ level, index }: SubtreePlace): Hash | undefined {
    return this.#levels[level]?.[index]
  }

  /** The root of the first `size` leaves. */
  root(size = this.size): Hash {
    return rangeRoot([0, this.#upTo(size)], this.#read)
  }

  inclusionProof(index: number, size = this.size): Hash[] {
    if (index < 0 || index >= size) throw new RangeError(`leaf ${index} is not in a tree of ${size}`)
    return inclusionRanges(index, this.#upTo(size)).map((range) => rangeRoot(range, this.#read))
  }

  consistencyProof(size1: number, size2 = this.size): Hash[] {
    if (size1 < 0 || size1 > size2) throw new RangeError(`a tree of ${size2} does not begin with ${size1} leaves`)
    return consistencyRanges(size1, this.#upTo(size2)).map((range) => rangeRoot(range, this.#read))
  }

  #upTo(size: number): number {
    if (size >= 0 && size <= this.size) return size
    throw new RangeError(`the tree has ${this.size} leaves, not ${size}`)
  }

  readonly #read = ({ level, index }: SubtreePlace): Hash => {
    const hash = this.#levels[level]?.[index]
    if (hash) return hash
    throw new RangeError(`no subtree ${index} of level ${level}`)
  }
}
