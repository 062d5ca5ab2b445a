import { decodeCommand } from '../engine/command-codec.ts'
import type { SequencerState } from '../engine/sequencer-state.ts'
import type { EngineEvent, Sequenced } from '../engine/types.ts'
import { JournalCorruptError } from './errors.ts'
import type { StoredRecord } from './read-segment.ts'

/** A record the journal must contain, from a snapshot. */
export interface Anchor {
  position: number
  hash: Buffer
}

/** What records are applied to. */
export interface ReplayTarget {
  state: SequencerState
  /** The snapshot the state comes from; undefined for an empty state. */
  anchor: Anchor | undefined
  onReplayed: (sequenced: Sequenced, events: EngineEvent[], state: SequencerState) => void
}

/** Applies a checked record unless the state holds it already; `segment` names where it was read. */
export const applyRecord = (
  { anchor, onReplayed, state }: ReplayTarget,
  segment: string,
  { hash, offset, payload, position, timeMs, type }: StoredRecord,
): void => {
  if (position === anchor?.position && !anchor.hash.equals(hash)) {
    const reason = 'the record is not the one the snapshot was taken at'
    throw new JournalCorruptError({ segment, offset, position, reason })
  }
  if (position <= state.position) return
  try {
    const sequenced = { position, timeMs, command: decodeCommand(type, payload) }
    onReplayed(sequenced, state.apply(sequenced), state)
  } catch (cause) {
    const reason = 'the record cannot be replayed'
    throw new JournalCorruptError({ segment, offset, position, reason }, cause)
  }
}

/** Throws JournalCorruptError when the journal ends, at `end`, before what a snapshot of it holds. */
export const requireAnchor = (
  { anchor, state }: ReplayTarget,
  end: { segment: string; offset: number; position: number },
): void => {
  if (end.position > (anchor?.position ?? 0) && state.position === end.position - 1) return
  const reason = `the journal ends before position ${state.position} of the snapshot`
  throw new JournalCorruptError({ ...end, reason })
}
