import type { SequencerState } from '../engine/sequencer-state.ts'
import type { Journal } from './journal.ts'
import type { SnapshotContext } from './recover.ts'

/**
 * Waits until the state's position is durable and writes it atomically (tmp, fsync, rename), keeping the last three.
 * The state is copied before the first await, so commands may go on being applied.
 */
export const writeSnapshot = (
  _dependencies: { state: SequencerState; journal: Journal; directory: string },
  _context: SnapshotContext,
): Promise<void> => {
  throw new Error('not built yet')
}
