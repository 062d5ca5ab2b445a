import { type Address, type Hex, type Log, parseEventLogs } from 'viem'
import { decodeContractError } from '../../sdk/src/errors.ts'
import { MAX_DETAIL_CHARACTERS } from '../limits.ts'
import type { IntentState } from '../store/schema.ts'
import { intentsAbi } from './abi.ts'
import type { ContractBook } from './contract-book.ts'

export interface Outcome {
  state: Extract<IntentState, 'executed' | 'failed' | 'refused'>
  code: string | null
  detail: string | null
}

/** What every node says of an event, simulated or not. */
export type BareLog = Pick<Log, 'address' | 'topics' | 'data'>

/**
 * What became of each item of a batch, from its events: every item emits exactly one, in order. The transaction's status says nothing,
 * because it succeeds when every item fails.
 */
export function readOutcomes(book: ContractBook, to: Address, logs: readonly BareLog[]): Outcome[] {
  const own = logs.filter((log) => log.address.toLowerCase() === to.toLowerCase())
  return parseEventLogs({ abi: intentsAbi, logs: own as Log[] }).map((log) => {
    if (log.eventName === 'IntentExecuted') return { state: 'executed', code: null, detail: null }
    const state = log.eventName === 'IntentFailed' ? 'failed' : 'refused'
    return { state, ...reasonOf(book, log.args.reason) }
  })
}

function reasonOf(book: ContractBook, reason: Hex): Pick<Outcome, 'code' | 'detail'> {
  const { code, detail } = decodeContractError(book.errors, reason)
  return { code, detail: detail.slice(0, MAX_DETAIL_CHARACTERS) }
}
