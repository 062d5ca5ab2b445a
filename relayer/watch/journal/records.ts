import type { Hex, Sequenced } from '../../sequencer/engine/types.ts'

/** A command of the journal with the heads of the hash chain before and after it. */
export interface JournalRecord extends Sequenced {
  headBefore: Hex
  head: Hex
}

/**
 * Records from the first one on, without a gap, in handfuls; an empty handful says that the end was reached for now. Files give them
 * today (`follow-segments.ts`); a replicated stream that checks the chain on the way can give them just as well.
 */
export type RecordSource = AsyncIterable<readonly JournalRecord[]>
