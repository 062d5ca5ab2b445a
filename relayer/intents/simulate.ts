import type { Address } from 'viem'
import { type ContractError, decodeContractError } from '../../sdk/src/errors.ts'
import { SIMULATION_CONCURRENCY } from '../limits.ts'
import type { Chain } from '../outbox/chain.ts'
import type { IntentRow } from '../store/schema.ts'
import { batchGas, encodeBatch, singleGas } from './batch.ts'
import type { ContractBook } from './contract-book.ts'

export interface SimulateContext {
  chain: Chain
  book: ContractBook
  /** Who will carry it. */
  from: Address
}

/** What each intent would do on its own on the latest state: undefined where it succeeds, else why not. Throws only when the node does not answer. */
export async function simulateEach(
  context: SimulateContext,
  items: readonly IntentRow[],
): Promise<(ContractError | undefined)[]> {
  const results: (ContractError | undefined)[] = []
  for (let i = 0; i < items.length; i += SIMULATION_CONCURRENCY) {
    const slice = items.slice(i, i + SIMULATION_CONCURRENCY)
    results.push(...(await Promise.all(slice.map((item) => simulate(context, item)))))
  }
  return results
}

/** Whether the batch as a whole would get through; its items may still fail alone. */
export async function isBatchCarried(context: SimulateContext, items: readonly IntentRow[]): Promise<boolean> {
  const [first] = items
  if (!first) return false
  const call = { from: context.from, to: first.to, data: encodeBatch(items), gas: batchGas(items) }
  return 'result' in (await context.chain.call(call))
}

async function simulate({ chain, book, from }: SimulateContext, item: IntentRow): Promise<ContractError | undefined> {
  const answer = await chain.call({ from, to: item.to, data: item.data, gas: singleGas(item) })
  if ('result' in answer) return undefined
  const { data, message } = answer.revert
  if (data === undefined) return { code: 'SIMULATION_FAILED', detail: message }
  return decodeContractError(book.errors, data)
}
