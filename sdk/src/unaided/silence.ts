import type { Hex } from 'viem'
import { settlementAbi } from '../abi/settlement.gen.ts'
import { chainTimeSec, send, type Unaided } from './unaided.ts'

/** Without a heartbeat of the operator for so long, anyone may declare it silent. */
const SILENCE_SEC = 86_400

export interface Silence {
  /** `working`: only the operator settles; `due`: anyone may declare it silent; `silent`: anyone settles. */
  state: 'working' | 'due' | 'silent'
  /** When it may be declared, or by its notice ends; 0 for no end. */
  changesAtSec: number
}

/** Whether the operator is there, by the core's own word and the chain's clock. */
export async function silenceOf(parties: Unaided): Promise<Silence> {
  const call = { address: parties.core, abi: settlementAbi, functionName: 'batchState' } as const
  const [, heartbeatAt, silentSince, normalFrom] = await parties.chain.readContract(call)
  const now = await chainTimeSec(parties)
  if (silentSince !== 0 && (normalFrom === 0 || now < normalFrom)) return { state: 'silent', changesAtSec: normalFrom }
  const dueAt = heartbeatAt + SILENCE_SEC
  return { state: now >= dueAt ? 'due' : 'working', changesAtSec: dueAt }
}

export async function declareSilent(parties: Unaided): Promise<Hex> {
  return (await send(parties, 'declareSilent', [])).transactionHash
}
