import {
  type Address,
  type BlockTag,
  createPublicClient,
  type Hex,
  numberToHex,
  type RpcLog,
  type Transport,
} from 'viem'
import { FINAL_DEPTH, SAFE_DEPTH } from '../limits.ts'
import { type CoreLog, decodeCoreLog } from './core-log.ts'
import type { Depths, FinalityRule } from './finality.ts'

export interface Header {
  number: bigint
  hash: Hex
  parentHash: Hex
  timestampSec: number
}

/** What the mirror asks a node. */
export interface ChainReader {
  latest(): Promise<Header>
  headerAt(number: bigint): Promise<Header | undefined>
  logsBetween(from: bigint, to: bigint): Promise<CoreLog[]>
  /** By block hash, so that the logs are those of exactly this block. */
  logsOf(header: Header): Promise<CoreLog[]>
  depths(head: Header): Promise<Depths>
}

export type ChainClient = ReturnType<typeof createChainClient>

export function createChainClient(transport: Transport) {
  return createPublicClient({ transport, cacheTime: 0 })
}

/** Reads headers and the logs of some contracts over JSON-RPC. */
export function createChainReader(
  client: ChainClient,
  { contracts, finality }: { contracts: readonly Address[]; finality: FinalityRule },
): ChainReader {
  const addresses = [...contracts]
  return {
    latest: async () => {
      const header = await block('latest')
      if (!header) throw new Error('the node has no latest block')
      return header
    },
    headerAt: (number) => block(numberToHex(number)),
    logsBetween: async (from, to) => {
      const range = { address: addresses, fromBlock: numberToHex(from), toBlock: numberToHex(to) }
      return decodeAll(await client.request({ method: 'eth_getLogs', params: [range] }))
    },
    depths: async ({ number }) => {
      if (finality === 'depth') return { safe: number - BigInt(SAFE_DEPTH), final: number - BigInt(FINAL_DEPTH) }
      const [safe, final] = await Promise.all([block('safe'), block('finalized')])
      return { safe: safe?.number ?? -1n, final: final?.number ?? -1n }
    },
    logsOf: async ({ hash }) =>
      decodeAll(await client.request({ method: 'eth_getLogs', params: [{ address: addresses, blockHash: hash }] })),
  }

  async function block(tag: Hex | BlockTag): Promise<Header | undefined> {
    const found = await client.request({ method: 'eth_getBlockByNumber', params: [tag, false] })
    if (!found?.hash || !found.number) return undefined
    const { hash, parentHash } = found
    return { number: BigInt(found.number), hash, parentHash, timestampSec: Number(found.timestamp) }
  }
}

function decodeAll(logs: readonly RpcLog[]): CoreLog[] {
  return logs.flatMap((log) => {
    if (log.blockHash === null || log.blockNumber === null) return []
    const decoded = decodeCoreLog({
      ...log,
      topics: log.topics as [Hex, ...Hex[]],
      blockHash: log.blockHash,
      blockNumber: BigInt(log.blockNumber),
      transactionIndex: Number(log.transactionIndex),
      logIndex: Number(log.logIndex),
    })
    return decoded ? [decoded] : []
  })
}
