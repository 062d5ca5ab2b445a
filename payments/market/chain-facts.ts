import type { Address, PublicClient } from 'viem'
import { stringToHex } from 'viem'
import { RetryableError } from '../../kit/errors.ts'
import { identityRegistryAbi } from '../../sdk/src/abi/identity-registry.gen.ts'
import { rateOracleAbi } from '../../sdk/src/abi/rate-oracle.gen.ts'
import { crossRate, ONE_DOLLAR_RATE } from '../../sdk/src/pricing/convert.ts'

interface ChainReads {
  chain: PublicClient
  identityRegistry: Address
  rateOracle: Address
}

/** Level, standing and the oracle's rate, from the chain itself. */
export function createChainReads({ chain, identityRegistry, rateOracle }: ChainReads) {
  return {
    async identityOf(account: Address) {
      const call = { address: identityRegistry, abi: identityRegistryAbi, functionName: 'identityOf' } as const
      return await answered('CHAIN_UNAVAILABLE', chain.readContract({ ...call, args: [account] }))
    },
    /** USDC for one dollar now, eight decimals. */
    async rateE8(): Promise<bigint> {
      const call = { address: rateOracle, abi: rateOracleAbi, functionName: 'rateOf' } as const
      const args = [stringToHex('USDC', { size: 32 })] as const
      const [rate] = await answered('RATE_UNAVAILABLE', chain.readContract({ ...call, args }))
      return crossRate(ONE_DOLLAR_RATE, rate)
    },
  }
}
export type ChainFacts = ReturnType<typeof createChainReads>

async function answered<T>(code: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    throw new RetryableError('The chain does not say.', { code, cause: error })
  }
}
