import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { bytesToHex, stringToBytes } from 'viem'
import { EMPTY_ROOT, type Hash, leafHash, nodeHash } from '../../../../sdk/src/merkle/hash.ts'
import { MerkleTree } from '../../../../sdk/src/merkle/merkle-tree.ts'
import { verifyConsistency, verifyInclusion } from '../../../../sdk/src/merkle/verify-proof.ts'

/** MTH as RFC 9162 writes it, for comparison. */
function rootByDefinition(leaves: readonly Hash[]): Hash {
  const [only] = leaves
  if (!only) return EMPTY_ROOT
  if (leaves.length === 1) return only
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return nodeHash(rootByDefinition(leaves.slice(0, split)), rootByDefinition(leaves.slice(split)))
}

const leaves = Array.from({ length: 70 }, (_, i) => leafHash(stringToBytes(`entry ${i}`)))
const treeOf = (count: number) => {
  const tree = new MerkleTree()
  for (const leaf of leaves.slice(0, count)) tree.append(leaf)
  return tree
}
const tree = treeOf(leaves.length)
const sizes = fc.integer({ min: 0, max: leaves.length })
/** One bit of one hash, or one hash more or less. */
const spoil = (proof: readonly Hash[], at: number): Hash[] => {
  const hashes = proof.map((hash) => hash.slice())
  const hash = hashes[at % Math.max(1, hashes.length)]
  if (!hash) return [EMPTY_ROOT]
  hash[at % 32] = (hash[at % 32] ?? 0) ^ 1
  return hashes
}

describe('a Merkle tree', () => {
  it('of nothing has the hash of nothing as root', () => {
    assert.equal(bytesToHex(treeOf(0).root()), '0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })

  it('has the root of the definition at every size', () => {
    for (let size = 0; size <= leaves.length; size++)
      assert.deepEqual(tree.root(size), rootByDefinition(leaves.slice(0, size)))
  })

  it('proves every leaf at every size, and at no other place', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (size, a, b) => {
        fc.pre(size > 0)
        const [index, other] = [a % size, b % size]
        const [leaf, root] = [leaves[index] ?? EMPTY_ROOT, tree.root(size)]
        const proof = tree.inclusionProof(index, size)
        assert.ok(verifyInclusion({ leaf, index, size, proof, root }))
        assert.equal(verifyInclusion({ leaf, index: other, size, proof, root }), other === index)
        assert.equal(verifyInclusion({ leaf: leaves[other] ?? EMPTY_ROOT, index, size, proof, root }), other === index)
        assert.ok(!verifyInclusion({ leaf, index, size, proof: spoil(proof, a), root }))
      }),
      { numRuns: 500 },
    )
  })

  it('proves that it begins with each of its earlier states, and with no other', () => {
    fc.assert(
      fc.property(sizes, sizes, fc.nat(), (a, b, at) => {
        const [size1, size2] = [Math.min(a, b), Math.max(a, b)]
        const [root1, root2] = [tree.root(size1), tree.root(size2)]
        const proof = tree.consistencyProof(size1, size2)
        assert.ok(verifyConsistency({ size1, size2, root1, root2, proof }))
        assert.ok(!verifyConsistency({ size1, size2, root1, root2, proof: spoil(proof, at) }))
        if (size1 > 0) assert.ok(!verifyConsistency({ size1, size2, root1: leafHash(root1), root2, proof }))
      }),
      { numRuns: 500 },
    )
  })

  it('is not proven by more hashes than it is deep, even where they lead to the root', () => {
    const [leaf, extra] = [leaves[0] ?? EMPTY_ROOT, leaves[1] ?? EMPTY_ROOT]
    const root = nodeHash(extra, leaf)
    assert.ok(!verifyInclusion({ leaf, index: 0, size: 1, proof: [extra], root }))
    const [root1, root2] = [nodeHash(extra, tree.root(2)), nodeHash(extra, tree.root(4))]
    const proof = [...tree.consistencyProof(2, 4), extra]
    assert.ok(!verifyConsistency({ size1: 2, size2: 4, root1, root2, proof }))
  })

  it('refuses what lies outside of it', () => {
    assert.throws(() => tree.root(71), RangeError)
    assert.throws(() => tree.inclusionProof(5, 5), RangeError)
    assert.throws(() => tree.consistencyProof(6, 5), RangeError)
  })
})
