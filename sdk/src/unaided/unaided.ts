import {
  type Address,
  createPublicClient,
  createWalletClient,
  encodeFunctionData,
  type Hex,
  http,
  type LocalAccount,
  type PublicClient,
  type TransactionReceipt,
  BaseError as ViemError,
  type WalletClient,
} from 'viem'
import { settlementAbi } from '../abi/settlement.gen.ts'
import { decodeContractError } from '../errors.ts'

/** How often a transaction is looked for. */
const POLL_MS = 200

/** All that is needed when every service of ours is gone: a node, the core's address, and somebody who pays the gas. */
export interface Unaided {
  chain: PublicClient
  wallet: WalletClient
  caller: LocalAccount
  core: Address
}

/** The core refused; `code` as everywhere: `Settlement_NotSilent` is `SETTLEMENT_NOT_SILENT`. */
export class CoreRefusal extends Error {
  readonly code: string

  constructor(code: string, detail: string, cause: unknown) {
    super(detail, { cause })
    this.name = 'CoreRefusal'
    this.code = code
  }
}

export function unaided(rpcUrl: string, core: Address, caller: LocalAccount): Unaided {
  const transport = http(rpcUrl)
  const chain = createPublicClient({ transport, pollingInterval: POLL_MS, cacheTime: 0 })
  return { chain, wallet: createWalletClient({ account: caller, transport }), caller, core }
}

export async function chainTimeSec({ chain }: Unaided): Promise<number> {
  return Number((await chain.getBlock()).timestamp)
}

/**
 * Calls the core as the caller and waits until it is mined.
 * @throws CoreRefusal when the core reverts, before any gas is spent if a call says so.
 */
export async function send(
  parties: Unaided,
  functionName: string,
  args: readonly unknown[],
): Promise<TransactionReceipt> {
  const { chain, wallet, caller, core } = parties
  const data = encodeFunctionData({ abi: settlementAbi as never, functionName, args } as never)
  try {
    await chain.call({ account: caller.address, to: core, data })
    const hash = await wallet.sendTransaction({ account: caller, chain: null, to: core, data })
    const receipt = await chain.waitForTransactionReceipt({ hash })
    if (receipt.status === 'success') return receipt
  } catch (error) {
    throw refusalOf(error) ?? error
  }
  throw new CoreRefusal('REVERTED_WITHOUT_REASON', `${functionName} was mined and reverted.`, undefined)
}

function refusalOf(error: unknown): CoreRefusal | undefined {
  const data = revertDataOf(error)
  if (!data) return undefined
  const { code, detail } = decodeContractError(settlementAbi, data)
  return new CoreRefusal(code, detail, error)
}

/** Nodes put it at different depths of the error. */
function revertDataOf(error: unknown): Hex | undefined {
  if (!(error instanceof ViemError)) return undefined
  const found = error.walk((cause) => cause instanceof Object && 'data' in cause && typeof cause.data === 'string')
  return found && 'data' in found ? (found.data as Hex) : undefined
}
