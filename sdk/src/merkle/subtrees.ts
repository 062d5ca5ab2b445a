import { EMPTY_ROOT, type Hash, nodeHash } from './hash.ts'

/** The root of the complete subtree over the leaves [index · 2^level, (index + 1) · 2^level). */
export interface SubtreePlace {
  level: number
  index: number
}

/** Leaves [start, end). */
export type LeafRange = readonly [start: number, end: number]

/** Where hashes of complete subtrees come from: memory, or rows that were read before. */
export type SubtreeReader = (place: SubtreePlace) => Hash

/** The complete subtrees that make up a range, left to right; the range starts where a subtree of its size may start. */
export function subtreesOf([start, end]: LeafRange): SubtreePlace[] {
  const places: SubtreePlace[] = []
  for (let at = start; at < end; ) {
    const size = largestPowerUpTo(end - at)
    places.push({ level: Math.log2(size), index: at / size })
    at += size
  }
  return places
}

/** MTH of a range (RFC 9162, 2.1.1). */
export function rangeRoot(range: LeafRange, read: SubtreeReader): Hash {
  const hashes = subtreesOf(range).map(read)
  if (hashes.length === 0) return EMPTY_ROOT
  return hashes.reduceRight((right, left) => nodeHash(left, right))
}

/** The siblings on the way from a leaf to the root of a tree of `size` leaves, lowest first (RFC 9162, 2.1.3.1). */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  const path: LeafRange[] = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    const split = start + splitOf(end - start)
    if (index < split) {
      path.push([split, end])
      end = split
    } else {
      path.push([start, split])
      start = split
    }
  }
  return path.reverse()
}

/** What shows that the tree of `size1` leaves is the beginning of that of `size2` (RFC 9162, 2.1.4.1). */
export function consistencyRanges(size1: number, size2: number): LeafRange[] {
  if (size1 === 0 || size1 === size2) return []
  const path: LeafRange[] = []
  let [start, end] = [0, size2]
  while (end !== size1) {
    const split = start + splitOf(end - start)
    if (size1 <= split) {
      path.push([split, end])
      end = split
    } else {
      path.push([start, split])
      start = split
    }
  }
  // The old tree itself, unless it is what the verifier has: then start is 0.
  if (start > 0) path.push([start, end])
  return path.reverse()
}

/** The complete subtrees that end with a leaf, itself first: what is to be stored when it is appended. */
export function completedBy(index: number, leaf: Hash, read: SubtreeReader): { place: SubtreePlace; hash: Hash }[] {
  const completed = [{ place: { level: 0, index }, hash: leaf }]
  for (let [level, at, hash] = [0, index, leaf]; at % 2 === 1; ) {
    hash = nodeHash(read({ level, index: at - 1 }), hash)
    level++
    at = (at - 1) / 2
    completed.push({ place: { level, index: at }, hash })
  }
  return completed
}

/** The largest power of two smaller than n, n > 1. */
function splitOf(n: number): number {
  const power = largestPowerUpTo(n)
  return power === n ? n / 2 : power
}

function largestPowerUpTo(n: number): number {
  return 2 ** Math.floor(Math.log2(n))
}
