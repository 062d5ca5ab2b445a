import { type Address, BaseError, ContractFunctionRevertedError, decodeErrorResult, type Hex, zeroHash } from 'viem'
import { settlementAbi } from '../../sdk/src/abi/settlement.gen.ts'
import { decodeRecords, type TradeRecord } from '../../sdk/src/batch/decode-records.ts'
import { type BatchOrder, type BatchTrade, encodeBatch } from '../../sdk/src/batch/encode-batch.ts'
import { type Order, orderTypedData } from '../../sdk/src/typed-data/order.ts'
import type { Persona } from '../play/persona.ts'
import type { World } from '../play/world.ts'

/** What an operator, or somebody who plays one, could try: simulated on the chain, so that nothing changes. */
export async function simulateSettle(world: World, from: Address, batch: Hex): Promise<TradeRecord[]> {
  const address = world.addresses.get('Settlement')
  const call = { address, abi: settlementAbi, functionName: 'settle', args: [batch], account: from } as const
  const { result } = await world.chain.simulateContract(call)
  return decodeRecords(result)
}

/** Name of the error with which the core refuses a batch. */
export async function refusalOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt
  } catch (error) {
    const revert =
      error instanceof BaseError ? error.walk((cause) => cause instanceof ContractFunctionRevertedError) : undefined
    if (revert instanceof ContractFunctionRevertedError && revert.data) return revert.data.errorName
    throw error
  }
  throw new Error('the core did not refuse the batch')
}

/** The next batch with these orders and trades, as the operator would send it. */
export async function nextBatch(
  world: World,
  orders: readonly BatchOrder[],
  trades: readonly BatchTrade[],
): Promise<Hex> {
  const address = world.addresses.get('Settlement')
  const [batchNo] = await world.chain.readContract({ address, abi: settlementAbi, functionName: 'batchState' })
  return encodeBatch({ batchNo: batchNo + 1n, journalHead: zeroHash, orders, trades })
}

export async function operatorOf({ chain, addresses }: World): Promise<Address> {
  return await chain.readContract({
    address: addresses.get('Settlement'),
    abi: settlementAbi,
    functionName: 'operator',
  })
}

/** An order with its signature, as a batch carries it. */
export async function sign({ account, session }: Persona, order: Order): Promise<BatchOrder> {
  const typedData = orderTypedData(session.protocol.domains.settlement, order)
  return { order, signature: await account.signTypedData(typedData), position: 1n }
}

/** The bytes inside the calldata of `settle(bytes)`, sent again as they are. */
export async function replayOf(world: World, from: Address, input: Hex): Promise<string> {
  try {
    await world.chain.call({ account: from, to: world.addresses.get('Settlement'), data: input })
  } catch (error) {
    const data = revertDataIn(error)
    if (data) return decodeErrorResult({ abi: settlementAbi, data }).errorName
    throw error
  }
  throw new Error('the core took the same batch twice')
}

function revertDataIn(error: unknown): Hex | undefined {
  if (!(error instanceof BaseError)) return undefined
  const holder = error.walk((cause) => typeof cause === 'object' && cause !== null && 'data' in cause)
  const data = holder && 'data' in holder ? holder.data : undefined
  return typeof data === 'string' && data.startsWith('0x') ? (data as Hex) : undefined
}
