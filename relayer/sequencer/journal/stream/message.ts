import { headers, type MsgHdrs } from '@nats-io/transport-node'
import { applyRecord, type ReplayTarget } from '../apply-record.ts'
import { JournalCorruptError } from '../errors.ts'
import { readSegment, type StoredRecord } from '../read-segment.ts'
import { HASH_BYTES } from '../record.ts'
import { GENESIS_HASH } from '../segments.ts'

/** What a message says besides its records: an order to the readers, or nothing. */
export type MessageKind = 'lead' | 'resign' | 'records'

/** The process that wrote it: tells our own message from a rival's with the same bytes. */
const WRITER = 'Genex-Writer'
/** Position of its first record, or of the next one when it holds none: for finding a position without reading all. */
const POSITION = 'Genex-Position'
const KIND = 'Genex-Kind'

export const messageHeaders = (writer: string, position: number, kind: MessageKind): MsgHdrs => {
  const made = headers()
  made.set(WRITER, writer)
  made.set(POSITION, String(position))
  made.set(KIND, kind)
  return made
}

/** A message of the stream: the hash before its first record, then the records, as in a segment file. */
export interface StoredMessage {
  seq: number
  data: Uint8Array
  headers?: MsgHdrs | undefined
}

/** Where reading has come to. */
export interface StreamEnd {
  sequence: number
  nextPosition: number
  hash: Buffer
  /** What the last message was; `undefined` before the first. */
  kind: MessageKind | undefined
}

export const writerOf = (message: StoredMessage): string => message.headers?.get(WRITER) ?? ''

export const positionOf = (message: StoredMessage): number => Number(message.headers?.get(POSITION))

export const kindOf = (message: StoredMessage): MessageKind => {
  const kind = message.headers?.get(KIND)
  return kind === 'lead' || kind === 'resign' ? kind : 'records'
}

/** The end that lies right before a message, taken from the message itself: where reading starts in the middle. */
export const endBefore = (message: StoredMessage): StreamEnd => ({
  sequence: message.seq - 1,
  nextPosition: positionOf(message),
  hash: Buffer.from(message.data.subarray(0, HASH_BYTES)),
  kind: undefined,
})

/** How errors name a message. */
export const nameOf = (stream: string, sequence: number): string => `stream ${stream}, sequence ${sequence}`

/** Where a stream begins. */
export const BEGINNING: StreamEnd = { sequence: 0, nextPosition: 1, hash: GENESIS_HASH, kind: undefined }

/** Checks that a message continues the chain, applies its records, and returns the new end. */
export const applyMessage = (target: ReplayTarget, stream: string, next: { end: StreamEnd; message: StoredMessage }) =>
  readMessage(stream, next, (record) => applyRecord(target, nameOf(stream, next.message.seq), record))

/** Checks that a message continues the chain, tells its records, and returns the new end. */
export const readMessage = (
  stream: string,
  { end, message }: { end: StreamEnd; message: StoredMessage },
  onRecord: (record: StoredRecord) => void,
): StreamEnd => {
  const segment = nameOf(stream, message.seq)
  const content = Buffer.from(message.data.buffer, message.data.byteOffset, message.data.length)
  const refuse = (reason: string, offset = 0, position = end.nextPosition): never => {
    throw new JournalCorruptError({ segment, offset, position, reason })
  }
  if (content.length < HASH_BYTES) refuse('the message is too short')
  if (!end.hash.equals(content.subarray(0, HASH_BYTES))) refuse('the message does not continue the one before it')
  if (positionOf(message) !== end.nextPosition) refuse(`the message says it starts at ${positionOf(message)}`)
  const records = { name: segment, firstPosition: end.nextPosition }
  const { hash, nextPosition, offset, tornBytes } = readSegment(records, content, onRecord, HASH_BYTES)
  if (tornBytes > 0) refuse('the message ends within a record', offset, nextPosition)
  return { sequence: message.seq, nextPosition, hash, kind: kindOf(message) }
}
