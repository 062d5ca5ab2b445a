import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { deserialize, serialize } from 'node:v8'
import { gunzip, gzip } from 'node:zlib'
import { messageOf } from '../../../kit/errors.ts'
import type { EngineLimits } from '../../sequencer/engine/limits.ts'
import { MAX_STATE_BYTES } from '../limits.ts'
import { currentThresholds } from '../surveillance/thresholds.ts'
import { Watch, type WatchState } from '../watch.ts'
import { CheckpointRefusedError } from './errors.ts'

/** A watch at a point of its journal, as it is stored. */
export interface Checkpoint {
  position: number
  /** sha256 of the content, as hex. */
  checksum: string
  content: Buffer
}

/** Raised with every change of what the state holds or of the rules that made it; an older one is not read. */
const FORMAT = 2

/** What is written: the state, and the rules that it was made with. */
interface Envelope {
  format: number
  thresholdsVersion: number
  state: WatchState
}

/** Copies the state before the first await, so records may go on being applied. Undefined when it is above the limit. */
export async function encodeCheckpoint(watch: Watch): Promise<Checkpoint | undefined> {
  const { position } = watch
  const envelope: Envelope = {
    format: FORMAT,
    thresholdsVersion: currentThresholds.version,
    state: watch.state(),
  }
  const bytes = serialize(envelope)
  if (bytes.length > MAX_STATE_BYTES) return undefined
  const content = await promisify(gzip)(bytes, { level: 1 })
  return { position, checksum: hash('sha256', content, 'hex'), content }
}

/** Throws CheckpointRefusedError for what is damaged, or was made by another version. */
export async function decodeCheckpoint(
  checkpoint: Checkpoint,
  { limits, partition }: { limits?: EngineLimits | undefined; partition?: string | undefined } = {},
): Promise<Watch> {
  const { checksum, content, position } = checkpoint
  if (hash('sha256', content, 'hex') !== checksum)
    throw new CheckpointRefusedError(position, 'it does not match its checksum')
  const { format, thresholdsVersion, state } = await envelopeOf(checkpoint)
  if (format !== FORMAT) throw new CheckpointRefusedError(position, `it has format ${format}`)
  if (thresholdsVersion !== currentThresholds.version)
    throw new CheckpointRefusedError(position, `it was made with thresholds ${thresholdsVersion}`)
  if (state.position !== position) throw new CheckpointRefusedError(position, `it is of position ${state.position}`)
  return new Watch(limits, { partition, state })
}

async function envelopeOf({ content, position }: Checkpoint): Promise<Envelope> {
  try {
    const bytes = await promisify(gunzip)(content, { maxOutputLength: MAX_STATE_BYTES })
    return deserialize(bytes) as Envelope
  } catch (cause) {
    throw new CheckpointRefusedError(position, `it cannot be read: ${messageOf(cause)}`, cause)
  }
}
