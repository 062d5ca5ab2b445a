import type { Abi, Address } from 'viem'
import type { SigningContract } from '../../sdk/src/typed-data/domain.ts'

/** The contracts that intents may be carried to, and every error that a call to them may end in. */
export interface ContractBook {
  chainId: number
  contracts: Readonly<Record<SigningContract, { address: Address; abi: Abi }>>
  errors: Abi
}

/** The errors of several ABIs as one; an error that two contracts share is kept once. */
export function errorsOf(abis: readonly Abi[]): Abi {
  const byName = new Map(abis.flatMap((abi) => abi.filter((item) => item.type === 'error').map((e) => [e.name, e])))
  return [...byName.values()]
}
