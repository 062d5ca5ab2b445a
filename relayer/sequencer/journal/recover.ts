import { mkdir, open, readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { defaultEngineLimits, type EngineLimits } from '../engine/limits.ts'
import { SequencerState } from '../engine/sequencer-state.ts'
import type { EngineEvent, Sequenced } from '../engine/types.ts'
import { Journal, type JournalEnd, type JournalOptions } from './journal.ts'
import { START_UP_CHECK_BYTES } from './limits.ts'
import { type ReplayEnd, replay } from './replay.ts'
import { createSegment, SEGMENT_HEADER_BYTES } from './segments.ts'
import { listSnapshots, readSnapshot, type SnapshotContext } from './snapshots.ts'
import { acquireWriterLock } from './writer-lock.ts'

export type Log = (entry: Record<string, unknown>, message: string) => void

export interface RecoverOptions extends JournalOptions {
  log: Log
  limits?: EngineLimits
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
export const recover = async (options: RecoverOptions): Promise<Recovered> => {
  await mkdir(options.directory, { recursive: true })
  const lock = await acquireWriterLock(options.directory)
  try {
    await removeTemporaryFiles(options.directory)
    const loaded = await loadState(options)
    const { state } = loaded
    if (loaded.context !== undefined) options.onSnapshot?.(state, loaded.context)
    const snapshotPosition = state.position
    const end = await replay({
      directory: options.directory,
      state,
      anchor: loaded.anchor,
      checkBytes: START_UP_CHECK_BYTES,
      onReplayed: (sequenced, events) => options.onReplayed?.(sequenced, events, state),
    })
    const journal = await Journal.open(options, lock, await prepareEnd(options, end))
    const replayed = state.position - snapshotPosition
    return { state, journal, snapshotPosition, context: loaded.context, replayed }
  } catch (error) {
    await lock.release()
    throw error
  }
}

interface Loaded {
  state: SequencerState
  anchor: { position: number; hash: Buffer } | undefined
  context: SnapshotContext | undefined
}

/** The newest snapshot that can be read; a bad one is logged and passed over, the journal holds everything anyway. */
export const loadState = async (options: { directory: string; log: Log; limits?: EngineLimits }): Promise<Loaded> => {
  const limits = options.limits ?? defaultEngineLimits
  for (const name of await listSnapshots(options.directory)) {
    try {
      const { context, journalHash, position, state } = await readSnapshot(options.directory, name)
      return { state: SequencerState.restore(state, limits), anchor: { position, hash: journalHash }, context }
    } catch (error) {
      options.log({ snapshot: name, error }, 'snapshot passed over')
    }
  }
  return { state: new SequencerState(limits), anchor: undefined, context: undefined }
}

/** Cuts a torn record off, or starts the first segment. */
const prepareEnd = async ({ directory, log }: RecoverOptions, end: ReplayEnd): Promise<JournalEnd> => {
  const position = end.nextPosition - 1
  if (end.segment === undefined) {
    const segment = await createSegment(directory, end.nextPosition, end.hash)
    return { segment, segmentBytes: SEGMENT_HEADER_BYTES, position, hash: end.hash }
  }
  if (end.tornBytes > 0) {
    log({ segment: end.segment, offset: end.offset, tornBytes: end.tornBytes, position }, 'torn journal record cut off')
    const file = await open(join(directory, end.segment), 'r+')
    await file.truncate(end.offset)
    await file.sync()
    await file.close()
  }
  return { segment: end.segment, segmentBytes: end.offset, position, hash: end.hash }
}

const removeTemporaryFiles = async (directory: string): Promise<void> => {
  for (const name of await readdir(directory)) {
    if (name.endsWith('.tmp') || name.startsWith('.lock-')) await unlink(join(directory, name))
  }
}
