import { RetryableError } from '../../kit/errors.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { HEAD_CACHE_MS, SAFE_DEPTH } from '../limits.ts'

/** Reads the highest safe block; while the node is away, the last one that was read: it is still safe. */
export function createSafeBlockReader({ chain, config }: Pick<ApiDependencies, 'chain' | 'config'>) {
  let last: bigint | undefined
  const read = async (): Promise<bigint> => {
    if (config.GENEX_FINALITY === 'tags') return (await chain.getBlock({ blockTag: 'safe' })).number
    return (await chain.getBlockNumber({ cacheTime: HEAD_CACHE_MS })) - SAFE_DEPTH
  }
  return async (): Promise<bigint> => {
    try {
      last = await read()
    } catch (error) {
      if (last === undefined)
        throw new RetryableError('The chain does not answer.', { code: 'CHAIN_UNAVAILABLE', cause: error })
    }
    return last
  }
}
