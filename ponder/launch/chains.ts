import { createPublicClient, fallback, type Hex, http, type PublicClient } from 'viem'
import type { PonderConfig } from '../config.ts'

export interface IndexedChain {
  name: 'genex' | 'base'
  id: number
  startBlock: number
  client: PublicClient
}

/** The chains that are indexed, with a client for each. */
export function indexedChains(config: PonderConfig): IndexedChain[] {
  const client = (urls: readonly string[]): PublicClient =>
    createPublicClient({ transport: fallback(urls.map((url) => http(url))) })
  return [
    {
      name: 'genex',
      id: config.GENEX_CHAIN_ID,
      startBlock: config.GENEX_START_BLOCK,
      client: client(config.GENEX_RPC_URL),
    },
    {
      name: 'base',
      id: config.BASE_CHAIN_ID,
      startBlock: config.BASE_START_BLOCK,
      client: client(config.BASE_RPC_URL),
    },
  ]
}

/** The hash of the block at which indexing starts: another one is another chain. */
export async function firstBlockHash({ client, startBlock }: IndexedChain): Promise<Hex | null> {
  const { hash } = await client.getBlock({ blockNumber: BigInt(startBlock) })
  return hash
}
