import { type Address, parseAbiItem } from 'viem'
import { settlementAbi } from '../abi/settlement.gen.ts'
import type { Unaided } from './unaided.ts'

const TRANSFER = parseAbiItem('event Transfer(address indexed from, address indexed to, uint256 indexed tokenId)')
/** Nodes refuse longer ranges of logs. */
const BLOCKS_A_READ = 10_000n

export interface MarketUnit {
  tokenId: bigint
  /** Changes of ownership so far. */
  changes: number
}

/** An account's units that settlement may move, oldest first, from the chain's own logs. */
export async function marketUnitsOf(parties: Unaided, account: Address): Promise<MarketUnit[]> {
  const { chain, core } = parties
  const latest = await chain.getBlockNumber()
  const received = new Set<bigint>()
  for (let from = 0n; from <= latest; from += BLOCKS_A_READ) {
    const toBlock = from + BLOCKS_A_READ - 1n < latest ? from + BLOCKS_A_READ - 1n : latest
    const logs = await chain.getLogs({
      address: core,
      event: TRANSFER,
      args: { to: account },
      fromBlock: from,
      toBlock,
    })
    for (const { args } of logs) if (args.tokenId !== undefined) received.add(args.tokenId)
  }
  const units: MarketUnit[] = []
  for (const tokenId of [...received].sort((a, b) => (a < b ? -1 : 1))) {
    const call = { address: core, abi: settlementAbi, functionName: 'unitOf', args: [tokenId] } as const
    const { owner, status, inMarket, changes } = await chain.readContract(call)
    const isOurs = owner.toLowerCase() === account.toLowerCase() && status === 0
    if (isOurs && inMarket) units.push({ tokenId, changes })
  }
  return units
}
