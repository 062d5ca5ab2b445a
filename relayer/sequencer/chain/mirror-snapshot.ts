import { createHash } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { deserialize, serialize } from 'node:v8'
import type { MirrorCheckpoint } from './chain-mirror.ts'

const HASH_BYTES = 32
/** Raised with every change of the mirror's shape: an older file is then not read but replayed. */
const FORMAT = 3

/** Writes the mirror beside its hash, then renames: a crash leaves the old file or the new one, never half of one. */
export async function writeMirrorSnapshot(file: string, checkpoint: MirrorCheckpoint): Promise<void> {
  const payload = serialize({ format: FORMAT, checkpoint })
  await writeFile(`${file}.new`, Buffer.concat([createHash('sha256').update(payload).digest(), payload]))
  await rename(`${file}.new`, file)
}

/** The last checkpoint, or undefined when there is none that can be trusted. */
export async function readMirrorSnapshot(file: string): Promise<MirrorCheckpoint | undefined> {
  const bytes = await readFile(file).catch(() => undefined)
  if (!bytes || bytes.length <= HASH_BYTES) return undefined
  const payload = bytes.subarray(HASH_BYTES)
  if (!createHash('sha256').update(payload).digest().equals(bytes.subarray(0, HASH_BYTES))) return undefined
  const { format, checkpoint } = deserialize(payload) as { format: number; checkpoint: MirrorCheckpoint }
  return format === FORMAT ? checkpoint : undefined
}
