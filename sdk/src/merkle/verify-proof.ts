import { type Hash, isSameHash, nodeHash } from './hash.ts'

export interface InclusionProof {
  leaf: Hash
  index: number
  size: number
  proof: readonly Hash[]
  root: Hash
}

export interface ConsistencyProof {
  size1: number
  size2: number
  root1: Hash
  root2: Hash
  proof: readonly Hash[]
}

/** Whether the leaf is the `index`th of the tree with this root (RFC 9162, 2.1.3.2). */
export function verifyInclusion({ leaf, index, size, proof, root }: InclusionProof): boolean {
  if (!isCount(index) || !isCount(size) || index >= size) return false
  let [at, last, hash] = [index, size - 1, leaf]
  for (const sibling of proof) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(sibling, hash)
      // The last leaf of an incomplete tree has no sibling on some levels.
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)]
    } else {
      hash = nodeHash(hash, sibling)
    }
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 && isSameHash(hash, root)
}

/** Whether the second tree begins with exactly the first (RFC 9162, 2.1.4.2). An empty tree is the beginning of any. */
export function verifyConsistency({ size1, size2, root1, root2, proof }: ConsistencyProof): boolean {
  if (!isCount(size1) || !isCount(size2) || size1 > size2) return false
  if (size1 === size2) return proof.length === 0 && isSameHash(root1, root2)
  if (size1 === 0) return proof.length === 0
  // A first tree that is complete is not repeated in the proof.
  const path = Number.isInteger(Math.log2(size1)) ? [root1, ...proof] : proof
  const [first, ...rest] = path
  if (!first || proof.length === 0) return false
  let [at, last] = [size1 - 1, size2 - 1]
  while (at % 2 === 1) [at, last] = [half(at), half(last)]
  let [hash1, hash2] = [first, first]
  for (const sibling of rest) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      hash1 = nodeHash(sibling, hash1)
      hash2 = nodeHash(sibling, hash2)
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)]
    } else {
      hash2 = nodeHash(hash2, sibling)
    }
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 && isSameHash(hash1, root1) && isSameHash(hash2, root2)
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

/** Shifts right by one, also above 2^31. */
function half(value: number): number {
  return Math.floor(value / 2)
}
