import {
  type Address,
  decodeFunctionResult,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  parseAbi,
  size,
} from 'viem'
import { BaseError, RetryableError } from '../../kit/errors.ts'
import { decodeContractError } from '../../sdk/src/errors.ts'
import { MAX_FEE_PER_GAS_WEI, MAX_OPERATION_GAS, MAX_PAYMASTER_GAS, PAYMASTER_VERIFICATION_GAS } from '../limits.ts'
import type { Chain } from '../outbox/chain.ts'
import { gasOf, type Operation } from './operation.ts'

/** EntryPoint v0.9, at the same address on every chain. */
export const ENTRY_POINT: Address = '0x433709009B8330FDa32311DF1C2AFA402eD8D009'
/** An entry point asks factories through its SenderCreator, so that they do not act in its name. */
const SENDER_CREATOR = getContractAddress({ from: ENTRY_POINT, nonce: 1n })
/** In the place of a factory: the sender delegates by EIP-7702. */
const DELEGATION_MARKER: Address = '0x7702000000000000000000000000000000000000'
/** `executeUserOp`: such an account is called with the whole operation, whose signature nobody has yet. */
const EXECUTE_USER_OP = '0x8dd7712f'

const entryPointAbi = parseAbi([
  'function getNonce(address sender, uint192 key) view returns (uint256)',
  'function balanceOf(address account) view returns (uint256)',
])

interface Context {
  chain: Chain
  paymaster: Address
}

/** Refuses what is too large, too dear, or not the next of its sender; @throws BaseError. */
export function checkTerms(operation: Operation): void {
  const gas = gasOf(operation)
  if (gas > MAX_OPERATION_GAS) throw refused('OPERATION_TOO_LARGE', `It may cost ${gas} gas of ${MAX_OPERATION_GAS}.`)
  const { paymasterVerificationGasLimit, paymasterPostOpGasLimit, maxFeePerGas } = operation
  if (paymasterVerificationGasLimit < PAYMASTER_VERIFICATION_GAS) {
    throw refused('OPERATION_UNPAYABLE', `The paymaster needs ${PAYMASTER_VERIFICATION_GAS} gas for its check.`)
  }
  if (paymasterVerificationGasLimit + paymasterPostOpGasLimit > MAX_PAYMASTER_GAS) {
    throw refused('OPERATION_TOO_LARGE', `The paymaster takes at most ${MAX_PAYMASTER_GAS} gas itself.`)
  }
  if (maxFeePerGas === 0n || maxFeePerGas > MAX_FEE_PER_GAS_WEI) {
    throw refused('OPERATION_TOO_DEAR', `Between 1 and ${MAX_FEE_PER_GAS_WEI} wei a gas are paid, not ${maxFeePerGas}.`)
  }
  if (operation.callData.startsWith(EXECUTE_USER_OP)) {
    throw refused('OPERATION_UNSUPPORTED', 'executeUserOp cannot be simulated before the account has signed.')
  }
  if (operation.factory === DELEGATION_MARKER) {
    throw refused('OPERATION_UNSUPPORTED', 'Delegate (EIP-7702) first, then send the operation without factory.')
  }
}

/**
 * Runs the operation's action as the entry point will, on the latest state: its nonce is next, its account stands or comes to be, the
 * deposit covers it and nothing reverts. What only the account's signature decides is the bundler's to see; who fails there pays nothing.
 */
export async function simulateOperation({ chain, paymaster }: Context, operation: Operation): Promise<void> {
  const { sender, nonce } = operation
  const [next, deposit, code] = await Promise.all([
    ask(chain, { functionName: 'getNonce', args: [sender, nonce >> 64n] }),
    ask(chain, { functionName: 'balanceOf', args: [paymaster] }),
    chain.codeOf(sender),
  ])
  if (next !== nonce) throw refused('OPERATION_NONCE', `The next nonce of its key is ${next}, not ${nonce}.`)
  if (deposit < gasOf(operation) * operation.maxFeePerGas) {
    throw new RetryableError('The paymaster’s deposit is too low.', { code: 'PAYMASTER_EMPTY', details: paymaster })
  }
  const isDeployed = size(code) > 0
  if (isDeployed === Boolean(operation.factory)) {
    throw refused(
      'OPERATION_WOULD_FAIL',
      isDeployed ? 'The account stands already.' : 'There is no account, and no factory.',
    )
  }
  const creation = operation.factory
    ? [
        {
          from: SENDER_CREATOR,
          to: operation.factory,
          data: operation.factoryData ?? '0x',
          gas: operation.verificationGasLimit,
        },
      ]
    : []
  const action = { from: ENTRY_POINT, to: sender, data: operation.callData, gas: operation.callGasLimit }
  const results = await chain.simulateAll([...creation, action])
  if (!results) {
    throw new RetryableError('The node cannot simulate.', { code: 'SIMULATION_UNAVAILABLE', details: 'eth_simulateV1' })
  }
  const failed = results.find(({ hasSucceeded }) => !hasSucceeded)
  if (failed) throw refused('OPERATION_WOULD_FAIL', reasonOf(failed.returnData))
}

async function ask(
  chain: Chain,
  question: { functionName: 'getNonce'; args: [Address, bigint] } | { functionName: 'balanceOf'; args: [Address] },
): Promise<bigint> {
  const data = encodeFunctionData({ abi: entryPointAbi, ...question })
  const answer = await chain.call({ from: ENTRY_POINT, to: ENTRY_POINT, data, gas: 100_000n })
  if ('revert' in answer || answer.result === '0x') {
    throw new RetryableError('The entry point does not answer.', { code: 'ENTRY_POINT_MISSING', details: ENTRY_POINT })
  }
  return decodeFunctionResult({ abi: entryPointAbi, functionName: question.functionName, data: answer.result })
}

function reasonOf(data: Hex): string {
  const { code, detail } = decodeContractError([], data)
  return `The action reverts: ${code} ${detail}`.trim()
}

function refused(code: string, details: string): BaseError {
  return new BaseError('The operation is not paid for.', { code, details, status: 422 })
}
