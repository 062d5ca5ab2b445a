import type { Address, PublicClient } from 'viem'
import { RetryableError } from '../../kit/errors.ts'
import { testStablecoinAbi } from '../../sdk/src/abi/test-stablecoin.gen.ts'
import type { GenexDomain } from '../../sdk/src/typed-data/domain.ts'
import type { ApiDependencies } from '../dependencies.ts'

const known = new WeakMap<PublicClient, Promise<GenexDomain>>()

/** The money token's EIP-712 domain, asked once (ERC-5267): the token is not ours and names itself. */
export async function moneyTokenDomain({
  chain,
  addresses,
}: Pick<ApiDependencies, 'chain' | 'addresses'>): Promise<GenexDomain> {
  const asked = known.get(chain) ?? readDomain(chain, addresses.get('MoneyToken'))
  known.set(chain, asked)
  try {
    return await asked
  } catch (error) {
    known.delete(chain)
    throw new RetryableError('The chain does not answer.', { code: 'CHAIN_UNAVAILABLE', cause: error })
  }
}

async function readDomain(chain: PublicClient, address: Address): Promise<GenexDomain> {
  const [, name, version, chainId, verifyingContract] = await chain.readContract({
    address,
    abi: testStablecoinAbi,
    functionName: 'eip712Domain',
  })
  return { name, version, chainId: Number(chainId), verifyingContract }
}
