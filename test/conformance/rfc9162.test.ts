import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Hash } from '../../sdk/src/merkle/hash.ts'
import { verifyConsistency, verifyInclusion } from '../../sdk/src/merkle/verify-proof.ts'

/** Vectors of transparency-dev/merkle (Apache-2.0); `wantErr` says which must be refused. */
interface Vector {
  desc: string
  wantErr: boolean
  proof: readonly string[] | null
}
interface InclusionVector extends Vector {
  leafIdx: number
  treeSize: number
  root: string
  leafHash: string
}
interface ConsistencyVector extends Vector {
  size1: number
  size2: number
  root1: string
  root2: string
}

const root = fileURLToPath(new URL('rfc9162', import.meta.url))
const vectorsOf = <T>(kind: string): (T & { file: string })[] =>
  globSync(`${kind}/*/*.json`, { cwd: root })
    .toSorted()
    .map((file) => ({ file, ...JSON.parse(readFileSync(`${root}/${file}`, 'utf8')) }))
const hash = (text: string): Hash => Uint8Array.from(Buffer.from(text ?? '', 'base64'))
const hashes = (texts: readonly string[] | null): Hash[] => (texts ?? []).map(hash)

describe('published inclusion proofs', () => {
  const vectors = vectorsOf<InclusionVector>('inclusion')
  it('are there', () => assert.equal(vectors.length, 31))
  for (const { file, wantErr, leafIdx, treeSize, root, leafHash, proof } of vectors)
    it(`${file} ${wantErr ? 'is refused' : 'verifies'}`, () => {
      const given = { leaf: hash(leafHash), index: leafIdx, size: treeSize, proof: hashes(proof), root: hash(root) }
      assert.equal(verifyInclusion(given), !wantErr)
    })
})

describe('published consistency proofs', () => {
  const vectors = vectorsOf<ConsistencyVector>('consistency')
  it('are there', () => assert.equal(vectors.length, 42))
  for (const { file, wantErr, size1, size2, root1, root2, proof } of vectors)
    it(`${file} ${wantErr ? 'is refused' : 'verifies'}`, () => {
      const given = { size1, size2, root1: hash(root1), root2: hash(root2), proof: hashes(proof) }
      assert.equal(verifyConsistency(given), !wantErr)
    })
})
