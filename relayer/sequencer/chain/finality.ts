/** How deep a block lies: only on the chain, unlikely to move, never to move. */
export type Finality = 'included' | 'safe' | 'final'

/** Highest blocks that count as safe and as final. */
export interface Depths {
  safe: bigint
  final: bigint
}

/** `tags` on a chain whose node knows `safe` and `finalized` blocks; else the depth below the head decides. */
export const FINALITY_RULES = ['depth', 'tags'] as const
export type FinalityRule = (typeof FINALITY_RULES)[number]

export function finalityOf(block: bigint, { safe, final }: Depths): Finality {
  if (block <= final) return 'final'
  return block <= safe ? 'safe' : 'included'
}
