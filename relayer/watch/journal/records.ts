import { decodeCommand } from '../../sequencer/engine/command-codec.ts'
import type { Hex, Sequenced } from '../../sequencer/engine/types.ts'
import type { StoredRecord } from '../../sequencer/journal/read-segment.ts'

/** A command of the journal with the heads of the hash chain before and after it. */
export interface JournalRecord extends Sequenced {
  headBefore: Hex
  head: Hex
}

/** A record of the journal by its position and the chain's head after it. */
export interface JournalPoint {
  position: number
  head: Hex
}

/** A journal that can be read from a known point on. */
export interface WatchedJournal {
  /** Whether this very record is in the journal. */
  holds: (point: JournalPoint) => Promise<boolean>
  /** Everything behind the point, without one from the first record on. */
  follow: (behind?: JournalPoint) => RecordSource
}

/**
 * Records from the first one (or from a point) on, without a gap, in handfuls; an empty handful says that the end was reached for now.
 * Of files: `follow-segments.ts`, of a replicated stream: `follow-stream.ts`.
 */
export type RecordSource = AsyncIterable<readonly JournalRecord[]>

/** What was stored, with the head before it. */
export function recordOf({ type, payload, position, timeMs, hash }: StoredRecord, headBefore: Hex): JournalRecord {
  return { position, timeMs, command: decodeCommand(type, payload), headBefore, head: hexOf(hash) }
}

export function hexOf(hash: Buffer): Hex {
  return `0x${hash.toString('hex')}`
}
