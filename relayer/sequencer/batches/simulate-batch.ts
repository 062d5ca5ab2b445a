import { type Address, ContractFunctionRevertedError, type Hex, BaseError as ViemError } from 'viem'
import { RetryableError } from '../../../kit/errors.ts'
import { settlementAbi } from '../../../sdk/src/abi/settlement.gen.ts'
import { decodeRecords, type TradeRecord } from '../../../sdk/src/batch/decode-records.ts'
import { SKIP_CODES } from '../../../sdk/src/skip-codes.ts'
import type { ChainClient } from '../chain/chain-reader.ts'
import type { Guilty, TradeOutcome } from '../engine/types.ts'

/** Runs a batch on the newest block as the operator; every outcome comes back without anything being sent. */
export async function simulateBatch(
  client: ChainClient,
  { settlement, operator, data, gas }: { settlement: Address; operator: Address; data: Hex; gas: number },
): Promise<TradeRecord[]> {
  try {
    const { result } = await client.simulateContract({
      address: settlement,
      abi: settlementAbi,
      functionName: 'settle',
      args: [data],
      account: operator,
      gas: BigInt(gas),
    })
    return decodeRecords(result)
  } catch (error) {
    throw new RetryableError('The batch cannot be simulated now.', {
      code: revertName(error) ?? 'CHAIN_UNAVAILABLE',
      cause: error,
    })
  }
}

/** Outcome of one trade as the engine takes it: nobody is guilty of a skip that an earlier skip caused. */
export function outcomeOf(tradeId: number, record: TradeRecord): TradeOutcome {
  if (record.code === 'FILLED') return { tradeId, outcome: 'filled', skipCode: 0 }
  const guilty: Guilty = record.causedBySkip ? 'none' : (record.failingSide ?? 'both')
  return { tradeId, outcome: 'skipped', guilty, skipCode: SKIP_CODES.indexOf(record.code) }
}

function revertName(error: unknown): string | undefined {
  const revert =
    error instanceof ViemError ? error.walk((cause) => cause instanceof ContractFunctionRevertedError) : null
  return revert instanceof ContractFunctionRevertedError ? revert.data?.errorName : undefined
}
