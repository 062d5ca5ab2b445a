import { hash } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** length u32 | type u8 | 0 u8 | position u48 | time u48 | 0 u16 | crc32 of the header so far u32 */
export const HEADER_BYTES = 24
export const HASH_BYTES = 32
const CHECKED_BYTES = HEADER_BYTES - 4

export interface RecordHeader {
  payloadBytes: number
  type: number
  position: number
  timeMs: number
}

export const recordBytes = (payloadBytes: number): number => HEADER_BYTES + payloadBytes + HASH_BYTES

export const writeHeader = (buffer: Buffer, at: number, header: RecordHeader): void => {
  buffer.writeUInt32LE(header.payloadBytes, at)
  buffer.writeUInt8(header.type, at + 4)
  buffer.writeUInt8(0, at + 5)
  buffer.writeUIntLE(header.position, at + 6, 6)
  buffer.writeUIntLE(header.timeMs, at + 12, 6)
  buffer.writeUInt16LE(0, at + 18)
  buffer.writeUInt32LE(crc32(buffer.subarray(at, at + CHECKED_BYTES)), at + CHECKED_BYTES)
}

/** Undefined when the header's own checksum is wrong, so that a damaged length is never taken for a torn record. */
export const readHeader = (buffer: Buffer, at: number): RecordHeader | undefined => {
  if (crc32(buffer.subarray(at, at + CHECKED_BYTES)) !== buffer.readUInt32LE(at + CHECKED_BYTES)) return undefined
  return {
    payloadBytes: buffer.readUInt32LE(at),
    type: buffer.readUInt8(at + 4),
    position: buffer.readUIntLE(at + 6, 6),
    timeMs: buffer.readUIntLE(at + 12, 6),
  }
}

/** sha256 of the previous record's hash, which lies right before `at`, and this record's header and payload. */
export const chainHash = (buffer: Buffer, at: number, payloadBytes: number): Buffer =>
  hash('sha256', buffer.subarray(at - HASH_BYTES, at + HEADER_BYTES + payloadBytes), 'buffer')
