import type { SequencerState } from '../engine/sequencer-state.ts'
import type { EngineEvent, Hex, Sequenced } from '../engine/types.ts'
import type { Journal, JournalOptions } from './journal.ts'

/** What the shell stores with a snapshot: the chain mirror's block, and bytes of its own. */
export interface SnapshotContext {
  blockNumber: bigint
  blockHash: Hex
  extra: Uint8Array
}
export interface RecoverOptions extends JournalOptions {
  log: (entry: Record<string, unknown>, message: string) => void
  /** Told of every command replayed after the snapshot, so that the shell rebuilds what it derives. */
  onReplayed?: (sequenced: Sequenced, events: EngineEvent[], state: SequencerState) => void
  /** Told once, before any replay, of the state the snapshot held. */
  onSnapshot?: (state: SequencerState, context: SnapshotContext) => void
}
export interface Recovered {
  state: SequencerState
  journal: Journal
  /** Position of the snapshot used, 0 when none was. */
  snapshotPosition: number
  context: SnapshotContext | undefined
  replayed: number
}

/**
 * Takes the lock, loads the newest valid snapshot, replays the tail and opens the journal for appending.
 * A torn last record is cut off and logged; any other damage throws JournalCorruptError (segment, offset, position).
 */
export const recover = (_options: RecoverOptions): Promise<Recovered> => {
  throw new Error('not built yet')
}
