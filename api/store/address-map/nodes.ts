import { bytesToHex, type Hex, hexToBytes } from 'viem'
import type { Hash } from '../../../sdk/src/merkle/hash.ts'
import type { MerkleTree } from '../../../sdk/src/merkle/merkle-tree.ts'
import {
  completedBy,
  consistencyRanges,
  inclusionRanges,
  type LeafRange,
  rangeRoot,
  type SubtreePlace,
  type SubtreeReader,
  subtreesOf,
} from '../../../sdk/src/merkle/subtrees.ts'
import type { Queries } from '../data-keys.ts'

/** Stores a leaf and the subtrees that it completes. */
export async function insertLeaf(queries: Queries, position: number, leaf: Hash): Promise<void> {
  const read = await readerOf(queries, leftNeighbours(position))
  const nodes = completedBy(position, leaf, read)
  await queries.query(
    'insert into address_map.node (level, index, hash) select * from unnest($1::smallint[], $2::bigint[], $3::text[])',
    [
      nodes.map(({ place }) => place.level),
      nodes.map(({ place }) => place.index),
      nodes.map(({ hash }) => bytesToHex(hash)),
    ],
  )
}

/** The root of the first `size` leaves. */
export async function readRoot(queries: Queries, size: number): Promise<Hash> {
  const [root] = await readRanges(queries, [[0, size]])
  if (!root) throw new Error('a range without a root')
  return root
}

export async function readInclusionProof(queries: Queries, index: number, size: number): Promise<Hash[]> {
  return readRanges(queries, inclusionRanges(index, size))
}

export async function readConsistencyProof(queries: Queries, size1: number, size2: number): Promise<Hash[]> {
  return readRanges(queries, consistencyRanges(size1, size2))
}

/** A stored subtree that is not the records'. */
export interface NodeFinding {
  kind: 'node-differs'
  level: number
  index: number
  detail: string
}

/** Compares every stored subtree with those of the records; a proof of a wrong one is never believed, but nobody could prove anything. */
export async function checkNodes(queries: Queries, tree: MerkleTree): Promise<NodeFinding[]> {
  const findings: NodeFinding[] = []
  const found = (level: number, index: number, detail: string) =>
    findings.push({ kind: 'node-differs', level, index, detail })
  for (let level = 0; 2 ** level <= tree.size; level++) {
    for (let from = 0, count = Math.floor(tree.size / 2 ** level); from < count; from += NODE_PAGE) {
      const { rows } = await queries.query(
        'select index, hash from address_map.node where level = $1 and index >= $2 and index < $3',
        [level, from, from + NODE_PAGE],
      )
      const hashes = new Map(rows.map(({ index, hash }) => [Number(index), hash]))
      for (let index = from; index < Math.min(count, from + NODE_PAGE); index++) {
        const expected = tree.subtree({ level, index })
        if (!hashes.has(index)) found(level, index, 'the subtree is not there')
        else if (expected && hashes.get(index) !== bytesToHex(expected)) found(level, index, 'it is not the records’')
      }
    }
  }
  return findings
}

const NODE_PAGE = 1_000

async function readRanges(queries: Queries, ranges: readonly LeafRange[]): Promise<Hash[]> {
  const read = await readerOf(queries, ranges.flatMap(subtreesOf))
  return ranges.map((range) => rangeRoot(range, read))
}

/** One query for all subtrees; a node that is not there is 32 zero bytes, which no proof verifies with. */
async function readerOf(queries: Queries, places: readonly SubtreePlace[]): Promise<SubtreeReader> {
  const { rows } = await queries.query(
    `select level, index, hash from address_map.node
     where (level, index) in (select * from unnest($1::smallint[], $2::bigint[]))`,
    [places.map(({ level }) => level), places.map(({ index }) => index)],
  )
  const hashes = new Map(rows.map(({ level, index, hash }) => [`${level}:${index}`, hexToBytes(hash as Hex)]))
  return ({ level, index }) => hashes.get(`${level}:${index}`) ?? new Uint8Array(32)
}

/** The complete subtrees that a leaf at this position is joined with. */
function leftNeighbours(position: number): SubtreePlace[] {
  const places: SubtreePlace[] = []
  for (let [level, index] = [0, position]; index % 2 === 1; [level, index] = [level + 1, (index - 1) / 2]) {
    places.push({ level, index: index - 1 })
  }
  return places
}
