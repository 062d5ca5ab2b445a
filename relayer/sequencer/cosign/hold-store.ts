import type { Address } from 'viem'
import type { Hold } from '../balances/commitments.ts'
import { intentKey, type MirrorState } from '../chain/mirror-state.ts'
import type { Sequenced } from '../engine/types.ts'

/** Co-signatures in force, as the journal tells of them, so that neither a crash nor a successor forgets what may still leave. */
export class HoldStore {
  #holds = new Map<string, Hold>()

  holdsOf(account: Address): readonly Hold[] {
    return this.all().filter((hold) => hold.account === account)
  }

  all(): Hold[] {
    return [...this.#holds.values()]
  }

  /** One intent has one hold, however often it is asked for. */
  apply({ command }: Sequenced): void {
    if (command.kind !== 'HELD') return
    const { kind: _, ...hold } = command
    this.#holds.set(intentKey(hold.account, hold.nonce), hold)
  }

  /** Drops what can no longer be used: its deadline has passed on chain, or its intent is spent. */
  prune(mirror: MirrorState, chainTimeSec: number): void {
    for (const [key, { deadlineSec }] of this.#holds) {
      if (deadlineSec < chainTimeSec || mirror.spentIntents.has(key)) this.#holds.delete(key)
    }
  }

  restore(holds: readonly Hold[]): void {
    this.#holds = new Map(holds.map((hold) => [intentKey(hold.account, hold.nonce), hold]))
  }
}
