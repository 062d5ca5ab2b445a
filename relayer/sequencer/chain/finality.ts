import { FINAL_DEPTH, SAFE_DEPTH } from '../limits.ts'

/** How deep a block lies: only on the chain, unlikely to move, never to move. */
export type Finality = 'included' | 'safe' | 'final'

/** Depth of a block below the head decides where the node's `safe` and `finalized` tags mean nothing. */
export function finalityOf(block: bigint, head: bigint): Finality {
  const depth = head - block
  if (depth >= BigInt(FINAL_DEPTH)) return 'final'
  return depth >= BigInt(SAFE_DEPTH) ? 'safe' : 'included'
}
