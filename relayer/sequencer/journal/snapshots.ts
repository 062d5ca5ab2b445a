import { hash } from 'node:crypto'
import { readdir, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { ByteReader, ByteWriter } from '../engine/bytes.ts'
import type { SequencerState } from '../engine/sequencer-state.ts'
import type { Hex } from '../engine/types.ts'
import type { Journal } from './journal.ts'
import { SNAPSHOTS_KEPT } from './limits.ts'
import { HASH_BYTES } from './record.ts'
import { writeDurably } from './segments.ts'

/** What the shell stores with a snapshot: the chain mirror's block, and bytes of its own. */
export interface SnapshotContext {
  blockNumber: bigint
  blockHash: Hex
  extra: Uint8Array
}

/** Of the journal only where it is: a standby that only follows one takes snapshots, too. */
export type SnapshotJournal = Pick<Journal, 'position' | 'head' | 'whenDurable'>

export interface Snapshot {
  position: number
  journalHash: Buffer
  context: SnapshotContext
  /** Bytes of `SequencerState.serialize`. */
  state: Buffer
}

/** The last byte is the format; the one before kept batches and co-signatures in files of their own. */
const MAGIC = 0x3230_5853_4e47n
const NAME = /^snapshot-(\d{15})\.bin$/

/**
 * Waits until the state's position is durable and writes it atomically (tmp, fsync, rename), keeping the last three.
 * The state is copied before the first await, so commands may go on being applied.
 */
export const writeSnapshot = async (
  dependencies: { state: SequencerState; journal: SnapshotJournal; directory: string },
  context: SnapshotContext,
): Promise<void> => {
  const { directory, journal, state } = dependencies
  if (state.position !== journal.position) {
    throw new RangeError(`state is at ${state.position}, journal at ${journal.position}: apply what was appended first`)
  }
  const { position } = state
  const content = encode({ position, journalHash: journal.head, context, state: state.serialize() })
  await journal.whenDurable(position)
  await writeDurably(directory, `snapshot-${String(position).padStart(15, '0')}.bin`, [
    content,
    hash('sha256', content, 'buffer'),
  ])
  const names = await listSnapshots(directory)
  for (const name of names.slice(SNAPSHOTS_KEPT)) await unlink(join(directory, name))
}

/** Names of the snapshots, newest first. */
export const listSnapshots = async (directory: string): Promise<string[]> =>
  (await readdir(directory))
    .filter((name) => NAME.test(name))
    .sort()
    .reverse()

/** Throws a RangeError when the file is not a whole snapshot. */
export const readSnapshot = async (directory: string, name: string): Promise<Snapshot> => {
  const file = await readFile(join(directory, name))
  const content = file.subarray(0, file.length - HASH_BYTES)
  if (file.length < HASH_BYTES || !hash('sha256', content, 'buffer').equals(file.subarray(content.length))) {
    throw new RangeError(`${name} does not match its checksum`)
  }
  const reader = new ByteReader(content)
  if (reader.u64() !== MAGIC) throw new RangeError(`${name} is not a snapshot`)
  const position = reader.u48()
  const journalHash = reader.raw(HASH_BYTES)
  const blockNumber = reader.u64()
  const blockHash = reader.hex(32)
  const extra = reader.raw(reader.u48())
  return { position, journalHash, context: { blockNumber, blockHash, extra }, state: reader.raw(reader.u48()) }
}

interface Content {
  position: number
  journalHash: Hex
  context: SnapshotContext
  state: Uint8Array
}

const encode = ({ context, journalHash, position, state }: Content): Buffer => {
  const writer = new ByteWriter(state.length + context.extra.length + 256)
  writer.u64(MAGIC)
  writer.u48(position)
  writer.hex(journalHash, HASH_BYTES)
  writer.u64(context.blockNumber)
  writer.hex(context.blockHash, 32)
  writer.u48(context.extra.length)
  writer.raw(context.extra)
  writer.u48(state.length)
  writer.raw(state)
  return writer.bytes()
}
