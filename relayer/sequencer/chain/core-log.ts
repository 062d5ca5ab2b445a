import { type Address, type ContractEventName, type DecodeEventLogReturnType, decodeEventLog, type Hex } from 'viem'
import { brakeAbi } from '../../../sdk/src/abi/brake.gen.ts'
import { settlementAbi } from '../../../sdk/src/abi/settlement.gen.ts'
import type { MirrorWriter } from './mirror-writer.ts'

const ABI = [...settlementAbi, ...brakeAbi] as const

type EventName = ContractEventName<typeof ABI>

/** Where a log stands on the chain. */
export interface LogPlace {
  blockNumber: bigint
  blockHash: Hex
  transactionIndex: number
  logIndex: number
}

/** A decoded event of one name. */
export type CoreLogOf<Name extends EventName> = { eventName: Name } & LogPlace &
  Pick<DecodeEventLogReturnType<typeof ABI, Name, Hex[], Hex, true>, 'args'>

/** A decoded event of the core or the brake. */
export type CoreLog = { [Name in EventName]: CoreLogOf<Name> }[EventName]

/** What to do with the events of some names. */
export type LogHandlers = {
  [Name in EventName]?: (writer: MirrorWriter, args: CoreLogOf<Name>['args'], log: CoreLogOf<Name>) => void
}

export interface RawLog extends LogPlace {
  address: Address
  topics: [] | [Hex, ...Hex[]]
  data: Hex
}

/** Decodes a log; undefined for an event that neither contract declares (a newer gate, say). */
export function decodeCoreLog(log: RawLog): CoreLog | undefined {
  const { blockNumber, blockHash, transactionIndex, logIndex } = log
  try {
    const decoded = decodeEventLog({ abi: ABI, topics: log.topics, data: log.data })
    return { ...decoded, blockNumber, blockHash, transactionIndex, logIndex } as unknown as CoreLog
  } catch {
    return undefined
  }
}

/** Chain order, but a batch's record comes after its transaction's `Transfer` events: it says which units stay in the market. */
export function compareLogs(a: CoreLog, b: CoreLog): number {
  if (a.blockNumber !== b.blockNumber) return a.blockNumber < b.blockNumber ? -1 : 1
  if (a.transactionIndex !== b.transactionIndex) return a.transactionIndex - b.transactionIndex
  const late = Number(a.eventName === 'BatchSettled') - Number(b.eventName === 'BatchSettled')
  return late || a.logIndex - b.logIndex
}
