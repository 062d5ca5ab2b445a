import type { Address } from 'viem'
import { settlementAbi } from '../../../sdk/src/abi/settlement.gen.ts'
import type { ChainClient } from '../chain/chain-reader.ts'

/** Asks the core when a series was approved, unix seconds. */
export function createApprovalReader(client: ChainClient, settlement: Address) {
  return async (series: number): Promise<number> => {
    const call = { address: settlement, abi: settlementAbi, functionName: 'seriesOf', args: [series] } as const
    const [, , , approvedAt] = await client.readContract(call)
    return approvedAt
  }
}
