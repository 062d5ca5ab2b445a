import { ContractFunctionRevertedError, stringToHex, BaseError as ViemError } from 'viem'
import { RetryableError } from '../../../kit/errors.ts'
import { rateOracleAbi } from '../../../sdk/src/abi/rate-oracle.gen.ts'
import { decodeContractError } from '../../../sdk/src/errors.ts'
import { ONE_DOLLAR_RATE } from '../../../sdk/src/pricing/convert.ts'
import type { ApiDependencies } from '../../dependencies.ts'

/** What people pay with; a dollar is a dollar, the rest is asked of the oracle. */
export const PAY_ASSETS = ['USD', 'USDC', 'USDT'] as const
export type PayAsset = (typeof PAY_ASSETS)[number]

/** Dollars per unit, eight decimals. @throws RetryableError RATE_UNAVAILABLE with the oracle's reason. */
export async function readRate(
  { chain, addresses }: Pick<ApiDependencies, 'chain' | 'addresses'>,
  asset: PayAsset,
): Promise<bigint> {
  if (asset === 'USD') return ONE_DOLLAR_RATE
  try {
    const [rate] = await chain.readContract({
      address: addresses.get('RateOracle'),
      abi: rateOracleAbi,
      functionName: 'rateOf',
      args: [stringToHex(asset, { size: 32 })],
    })
    return rate
  } catch (error) {
    const details = `${asset}: ${reasonOf(error)}`
    throw new RetryableError('There is no rate that can be believed.', {
      code: 'RATE_UNAVAILABLE',
      details,
      cause: error,
    })
  }
}

/** Why the oracle refused, in its own words; nothing of what a node said. */
function reasonOf(error: unknown): string {
  const reverted =
    error instanceof ViemError ? error.walk((each) => each instanceof ContractFunctionRevertedError) : null
  if (!(reverted instanceof ContractFunctionRevertedError)) return 'the chain does not answer.'
  return decodeContractError(rateOracleAbi, reverted.raw).detail
}
