import { sha256 } from 'viem'

/** A SHA-256 hash, 32 bytes. */
export type Hash = Uint8Array

const LEAF_PREFIX = 0x00
const NODE_PREFIX = 0x01

/** RFC 9162, 2.1.1: the root of no entries. */
export const EMPTY_ROOT: Hash = sha256(new Uint8Array(), 'bytes')

/** RFC 9162, 2.1.1: the prefixes keep a leaf from passing for a node (second preimage). */
export function leafHash(entry: Uint8Array): Hash {
  const bytes = new Uint8Array(1 + entry.length)
  bytes[0] = LEAF_PREFIX
  bytes.set(entry, 1)
  return sha256(bytes, 'bytes')
}

export function nodeHash(left: Hash, right: Hash): Hash {
  const bytes = new Uint8Array(65)
  bytes[0] = NODE_PREFIX
  bytes.set(left, 1)
  bytes.set(right, 33)
  return sha256(bytes, 'bytes')
}

export function isSameHash(a: Hash, b: Hash): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
