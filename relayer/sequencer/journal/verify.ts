import { SequencerState } from '../engine/sequencer-state.ts'
import type { Hex } from '../engine/types.ts'
import type { ReplayTarget } from './apply-record.ts'
import { type Log, loadState } from './recover.ts'
import { listSnapshots, readSnapshot } from './snapshots.ts'

export interface Verification {
  position: number
  journalHash: Hex
  /** State hash after a replay from the very first record. */
  fullReplayHash: Hex
  /** State hash from the newest snapshot and the tail; equal, or the engine is not deterministic. */
  snapshotReplayHash: Hex
  isEqual: boolean
  /** Each snapshot's position and whether the full replay passed through the same state. */
  snapshots: { name: string; position: number; isEqual: boolean }[]
  tornBytes: number
}

interface VerifyOptions {
  /** Where the snapshots are. */
  directory: string
  log: Log
  /** Reads the journal and checks it, all of it or only from the anchor on. */
  replay: (target: ReplayTarget & { checkBytes: number }) => Promise<{ hash: Buffer; tornBytes?: number }>
}

/** Replays the whole journal and compares; reads only, takes no lock, may run beside the sequencer. */
export const verifyJournal = async ({ directory, log, replay }: VerifyOptions): Promise<Verification> => {
  const loaded = await loadState({ directory, log })
  const wanted = new Map<number, { name: string; state: Buffer }>()
  for (const name of await listSnapshots(directory)) {
    const { position, state } = await readSnapshot(directory, name)
    wanted.set(position, { name, state })
  }
  const snapshots: Verification['snapshots'] = []
  const state = new SequencerState()
  const compare = (): void => {
    const snapshot = wanted.get(state.position)
    if (snapshot === undefined) return
    const { position } = state
    snapshots.push({ name: snapshot.name, position, isEqual: snapshot.state.equals(state.serialize()) })
  }
  const checkBytes = Number.POSITIVE_INFINITY
  const end = await replay({ state, anchor: undefined, checkBytes, onReplayed: compare })
  const tail = { checkBytes: 0, anchor: loaded.anchor, state: loaded.state, onReplayed: () => {} }
  await replay(tail)
  const fullReplayHash = state.hash()
  const snapshotReplayHash = loaded.state.hash()
  const isEqual = fullReplayHash === snapshotReplayHash && snapshots.every((snapshot) => snapshot.isEqual)
  const journalHash: Hex = `0x${end.hash.toString('hex')}`
  const { position } = state
  return {
    position,
    journalHash,
    fullReplayHash,
    snapshotReplayHash,
    isEqual,
    snapshots,
    tornBytes: end.tornBytes ?? 0,
  }
}
