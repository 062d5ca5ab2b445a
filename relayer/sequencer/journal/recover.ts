import { mkdir, open, readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { defaultEngineLimits, type EngineLimits } from '../engine/limits.ts'
import { SequencerState } from '../engine/sequencer-state.ts'
import type { EngineEvent, Sequenced } from '../engine/types.ts'
import type { Anchor } from './apply-record.ts'
import { FileLog } from './file-log.ts'
import { Journal, type JournalOptions } from './journal.ts'
import { START_UP_CHECK_BYTES } from './limits.ts'
import { type ReplayEnd, replayFiles } from './replay.ts'
import { createSegment, SEGMENT_HEADER_BYTES } from './segments.ts'
import { listSnapshots, readSnapshot, type SnapshotContext } from './snapshots.ts'
import { acquireWriterLock } from './writer-lock.ts'

export type Log = (entry: Record<string, unknown>, message: string) => void

export interface LoadOptions {
  /** Directory of snapshots, and of segments and lock where the journal is files: `${DATA_DIR}/sequencer`. */
  directory: string
  log: Log
  limits?: EngineLimits | undefined
  /** Told once, before any replay, of the state the snapshot held; a snapshot that it throws at is passed over. */
  onSnapshot?: ((state: SequencerState, context: SnapshotContext) => void) | undefined
}

export interface RecoverOptions extends JournalOptions, LoadOptions {
  segmentBytes?: number
  /** Told of every command replayed after the snapshot, so that the shell rebuilds what it derives. */
  onReplayed?: (sequenced: Sequenced, events: EngineEvent[], state: SequencerState) => void
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
  let log: FileLog | undefined
  try {
    await removeTemporaryFiles(options.directory)
    const loaded = await loadState(options)
    const { state } = loaded
    const snapshotPosition = state.position
    const end = await replayFiles({
      directory: options.directory,
      state,
      anchor: loaded.anchor,
      checkBytes: START_UP_CHECK_BYTES,
      onReplayed: (sequenced, events) => options.onReplayed?.(sequenced, events, state),
    })
    log = await FileLog.open(options, lock, await prepareEnd(options, end))
    const journal = new Journal(options, log, { position: state.position, hash: end.hash })
    const replayed = state.position - snapshotPosition
    return { state, journal, snapshotPosition, context: loaded.context, replayed }
  } catch (error) {
    await (log ?? { close: lock.release }).close()
    throw error
  }
}

export interface Loaded {
  state: SequencerState
  anchor: Anchor | undefined
  context: SnapshotContext | undefined
}

/** The newest snapshot that can be read; a bad one is logged and passed over, the journal holds everything anyway. */
export const loadState = async (options: LoadOptions): Promise<Loaded> => {
  const limits = options.limits ?? defaultEngineLimits
  for (const name of await listSnapshots(options.directory)) {
    try {
      const { context, journalHash, position, state: bytes } = await readSnapshot(options.directory, name)
      const state = SequencerState.restore(bytes, limits)
      options.onSnapshot?.(state, context)
      return { state, anchor: { position, hash: journalHash }, context }
    } catch (error) {
      options.log({ snapshot: name, error }, 'snapshot passed over')
    }
  }
  return { state: new SequencerState(limits), anchor: undefined, context: undefined }
}

/** Cuts a torn record off, or starts the first segment. */
const prepareEnd = async (
  { directory, log }: RecoverOptions,
  end: ReplayEnd,
): Promise<{ segment: string; bytes: number }> => {
  const position = end.nextPosition - 1
  if (end.segment === undefined) {
    const segment = await createSegment(directory, end.nextPosition, end.hash)
    return { segment, bytes: SEGMENT_HEADER_BYTES }
  }
  if (end.tornBytes > 0) {
    log({ segment: end.segment, offset: end.offset, tornBytes: end.tornBytes, position }, 'torn journal record cut off')
    const file = await open(join(directory, end.segment), 'r+')
    await file.truncate(end.offset)
    await file.sync()
    await file.close()
  }
  return { segment: end.segment, bytes: end.offset }
}

const removeTemporaryFiles = async (directory: string): Promise<void> => {
  for (const name of await readdir(directory)) {
    if (name.endsWith('.tmp') || name.startsWith('.lock-')) await unlink(join(directory, name))
  }
}
