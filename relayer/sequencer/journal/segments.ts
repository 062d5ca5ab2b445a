import { hash } from 'node:crypto'
import { open, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { JournalCorruptError } from './errors.ts'
import { HASH_BYTES } from './record.ts'

/** magic 8 | first position u48 | 0 u16 | checksum 16 | hash of the record before the first 32 */
export const SEGMENT_HEADER_BYTES = 64
const MAGIC = 'GENEXJ01'
const CHECKSUM_AT = 16
const CHECKSUM_BYTES = 16
const NAME = /^journal-(\d{15})\.log$/

/** Hash before the very first record. */
export const GENESIS_HASH = Buffer.alloc(HASH_BYTES)

export interface Segment {
  name: string
  firstPosition: number
}

export const segmentName = (firstPosition: number): string => `journal-${String(firstPosition).padStart(15, '0')}.log`

export const listSegments = async (directory: string): Promise<Segment[]> =>
  (await readdir(directory))
    .flatMap((name) => {
      const match = NAME.exec(name)
      return match === null ? [] : [{ name, firstPosition: Number(match[1]) }]
    })
    .sort((a, b) => a.firstPosition - b.firstPosition)

/** Creates a segment that holds its header only; it appears under its name complete or not at all. */
export const createSegment = async (directory: string, firstPosition: number, before: Buffer): Promise<string> => {
  const name = segmentName(firstPosition)
  await writeDurably(directory, name, [segmentHeader(firstPosition, before)])
  return name
}

/** Writes a file so that after a crash it is there with these bytes, or not at all. */
export const writeDurably = async (directory: string, name: string, parts: Uint8Array[]): Promise<void> => {
  const temporary = join(directory, `${name}.tmp`)
  const file = await open(temporary, 'w')
  try {
    for (const part of parts) await file.writeFile(part)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, join(directory, name))
  const parent = await open(directory, 'r')
  await parent.sync()
  await parent.close()
}

/** Throws JournalCorruptError unless the header is intact and says what is expected. */
export const checkSegmentHeader = (content: Buffer, segment: Segment, before: Buffer | undefined): void => {
  const refuse = (reason: string): never => {
    throw new JournalCorruptError({ segment: segment.name, offset: 0, position: segment.firstPosition, reason })
  }
  if (content.length < SEGMENT_HEADER_BYTES) refuse('segment header is incomplete')
  const found = content.subarray(SEGMENT_HEADER_BYTES - HASH_BYTES, SEGMENT_HEADER_BYTES)
  if (!segmentHeader(segment.firstPosition, found).equals(content.subarray(0, SEGMENT_HEADER_BYTES))) {
    refuse('segment header does not match its checksum or file name')
  }
  if (before !== undefined && !before.equals(found)) refuse('segment does not continue the one before it')
}

const segmentHeader = (firstPosition: number, before: Buffer): Buffer => {
  const header = Buffer.alloc(SEGMENT_HEADER_BYTES)
  header.write(MAGIC, 0, 'latin1')
  header.writeUIntLE(firstPosition, 8, 6)
  before.copy(header, SEGMENT_HEADER_BYTES - HASH_BYTES)
  hash('sha256', header, 'buffer').copy(header, CHECKSUM_AT, 0, CHECKSUM_BYTES)
  return header
}
