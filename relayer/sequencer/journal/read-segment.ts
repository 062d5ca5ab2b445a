import { JournalCorruptError } from './errors.ts'
import { MAX_PAYLOAD_BYTES } from './limits.ts'
import { chainHash, HASH_BYTES, HEADER_BYTES, type RecordHeader, readHeader, recordBytes } from './record.ts'
import { SEGMENT_HEADER_BYTES, type Segment } from './segments.ts'

export interface StoredRecord extends RecordHeader {
  payload: Buffer
  hash: Buffer
  offset: number
}
export interface SegmentEnd {
  /** Where the last whole record ends. */
  offset: number
  /** Bytes of a torn record behind it. */
  tornBytes: number
  nextPosition: number
  /** Hash of the last record, or of the one before the segment. */
  hash: Buffer
}

/**
 * Reads the records of a segment whose header was checked; the hash that they continue lies right before `start`. A record that the file ends in is torn (a crash while
 * writing; it was never acknowledged); everything else that does not fit the hash chain is damage and throws.
 */
export const readSegment = (
  segment: Segment,
  content: Buffer,
  onRecord: (record: StoredRecord) => void,
  start = SEGMENT_HEADER_BYTES,
): SegmentEnd => {
  let offset = start
  let position = segment.firstPosition
  const end = (): SegmentEnd => ({
    offset,
    tornBytes: content.length - offset,
    nextPosition: position,
    hash: Buffer.from(content.subarray(offset - HASH_BYTES, offset)),
  })
  const refuse = (reason: string): never => {
    throw new JournalCorruptError({ segment: segment.name, offset, position, reason })
  }
  while (offset < content.length) {
    if (content.length - offset < HEADER_BYTES) return end()
    const header = readHeader(content, offset)
    if (header === undefined)
      return isZero(content, offset) ? end() : refuse('record header does not match its checksum')
    if (header.position !== position) return refuse(`record has position ${header.position}`)
    if (header.payloadBytes > MAX_PAYLOAD_BYTES) return refuse('record is too long')
    const bytes = recordBytes(header.payloadBytes)
    if (content.length - offset < bytes) return end()
    const hash = content.subarray(offset + bytes - HASH_BYTES, offset + bytes)
    if (!chainHash(content, offset, header.payloadBytes).equals(hash)) return refuse('record does not match its hash')
    const payload = content.subarray(offset + HEADER_BYTES, offset + HEADER_BYTES + header.payloadBytes)
    onRecord({ ...header, payload, hash, offset })
    offset += bytes
    position++
  }
  return end()
}

/** Some file systems leave zeros behind the last written byte after a power loss. */
const isZero = (content: Buffer, from: number): boolean => content.subarray(from).every((byte) => byte === 0)
