import type { PublicClient } from 'viem'
import type { NotifierConfig } from './config.ts'
import { SAFE_DEPTH } from './limits.ts'

/** The highest block that counts as safe: what it says is told, and never taken back. */
export function createSafeBlockReader(
  chain: PublicClient,
  { GENEX_FINALITY }: Pick<NotifierConfig, 'GENEX_FINALITY'>,
): () => Promise<bigint> {
  return async () => {
    if (GENEX_FINALITY === 'tags') return (await chain.getBlock({ blockTag: 'safe' })).number
    return (await chain.getBlockNumber({ cacheTime: 0 })) - SAFE_DEPTH
  }
}
