import { type Address, ContractFunctionRevertedError, type Hex, BaseError as ViemError } from 'viem'
import { RetryableError } from '../../../kit/errors.ts'
import { organisationAbi } from '../../../sdk/src/abi/organisation.gen.ts'
import { decodeContractError } from '../../../sdk/src/errors.ts'
import type { ApiDependencies } from '../../dependencies.ts'
import { CONTRACT_ERRORS } from '../../docs/contract-codes.ts'

export interface Action {
  target: Address
  data: Hex
  nonce: bigint
  deadline: number
}

export interface Approval {
  member: Address
  signature: Hex
}

/** What would become of an action now: it would be done, it lacks approvals, or it fails for another reason. */
export type Judgement = { isDone: true } | { isDone: false; code: string; detail: string }

/** Asks the organisation itself, with the approvals that are there. @throws RetryableError CHAIN_UNAVAILABLE. */
export async function judgeAction(
  { chain }: Pick<ApiDependencies, 'chain'>,
  organisation: Address,
  { action, approvals }: { action: Action; approvals: readonly Approval[] },
): Promise<Judgement> {
  const sorted = approvals.toSorted((a, b) => (BigInt(a.member) < BigInt(b.member) ? -1 : 1))
  const contract = { address: organisation, abi: organisationAbi } as const
  try {
    await chain.simulateContract({ ...contract, functionName: 'execute', args: [action, sorted] })
    return { isDone: true }
  } catch (error) {
    const reverted = error instanceof ViemError && error.walk((each) => each instanceof ContractFunctionRevertedError)
    if (reverted instanceof ContractFunctionRevertedError) {
      return { isDone: false, ...decodeContractError(CONTRACT_ERRORS, reverted.raw) }
    }
    throw new RetryableError('The chain does not answer.', { code: 'CHAIN_UNAVAILABLE', cause: error })
  }
}
