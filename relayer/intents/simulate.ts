import type { Address } from 'viem'
import { type ContractError, decodeContractError } from '../../sdk/src/errors.ts'
import { SIMULATION_CONCURRENCY } from '../limits.ts'
import type { Chain } from '../outbox/chain.ts'
import type { IntentRow } from '../store/schema.ts'
import { batchGas, encodeBatch, singleGas } from './batch.ts'
import type { ContractBook } from './contract-book.ts'
import { readOutcomes } from './outcomes.ts'

export interface SimulateContext {
  chain: Chain
  book: ContractBook
  /** Who will carry it. */
  from: Address
}

/**
 * What each item of a batch would do on the latest state: undefined where it succeeds, else why not. Throws only when the node does not
 * answer. The batch itself is run where the node can tell its events: one call instead of fifty, with the gas and the order of the real one.
 */
export async function simulateItems(
  context: SimulateContext,
  items: readonly IntentRow[],
): Promise<(ContractError | undefined)[]> {
  return (await simulateBatch(context, items)) ?? (await simulateEach(context, items))
}

/** Whether the batch as a whole would get through; its items may still fail alone. */
export async function isBatchCarried(context: SimulateContext, items: readonly IntentRow[]): Promise<boolean> {
  const call = batchCall(context, items)
  return call !== undefined && 'result' in (await context.chain.call(call))
}

/** Undefined where the node cannot tell, or where the batch would fail as a whole. */
async function simulateBatch(
  context: SimulateContext,
  items: readonly IntentRow[],
): Promise<(ContractError | undefined)[] | undefined> {
  const call = batchCall(context, items)
  if (!call) return undefined
  const simulated = await context.chain.simulate(call)
  if (!simulated?.hasSucceeded) return undefined
  const outcomes = readOutcomes(context.book, call.to, simulated.logs)
  if (outcomes.length !== items.length) return undefined
  return outcomes.map(({ state, code, detail }) =>
    state === 'executed' ? undefined : { code: code ?? 'SIMULATION_FAILED', detail: detail ?? '' },
  )
}

async function simulateEach(
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

async function simulate({ chain, book, from }: SimulateContext, item: IntentRow): Promise<ContractError | undefined> {
  const answer = await chain.call({ from, to: item.to, data: item.data, gas: singleGas(item) })
  if ('result' in answer) return undefined
  const { data, message } = answer.revert
  if (data === undefined) return { code: 'SIMULATION_FAILED', detail: message }
  return decodeContractError(book.errors, data)
}

function batchCall({ from }: SimulateContext, items: readonly IntentRow[]) {
  const [first] = items
  return first && { from, to: first.to, data: encodeBatch(items), gas: batchGas(items) }
}
