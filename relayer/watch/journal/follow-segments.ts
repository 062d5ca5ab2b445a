import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { JournalCorruptError } from '../../sequencer/journal/errors.ts'
import { readSegment } from '../../sequencer/journal/read-segment.ts'
import { recordBytes } from '../../sequencer/journal/record.ts'
import {
  checkSegmentHeader,
  GENESIS_HASH,
  listSegments,
  SEGMENT_HEADER_BYTES,
  type Segment,
} from '../../sequencer/journal/segments.ts'
import { FOLLOW_PAUSE_MS, READ_CHUNK_BYTES } from '../limits.ts'
import {
  hexOf,
  type JournalPoint,
  type JournalRecord,
  type RecordSource,
  recordOf,
  type WatchedJournal,
} from './records.ts'

interface FollowOptions {
  directory: string
  /** Given: goes on behind the end until aborted. Absent: ends where the journal ends. */
  live?: AbortSignal
  /** Given: begins after this record. Throws JournalCorruptError when it is not there. */
  behind?: JournalPoint | undefined
}

/** Where the next record is read. */
interface Place {
  segment: Segment
  offset: number
  nextPosition: number
  hash: Buffer
}

/**
 * Reads the journal's files beside the sequencer that writes them: no lock, no write, each record checked against the hash chain.
 * A record that is still being written is waited for. Throws JournalCorruptError where the chain is broken.
 */
export async function* followSegments({ directory, live, behind }: FollowOptions): RecordSource {
  let place: Place | undefined
  while (!live?.aborted) {
    place ??= behind ? await requirePlace(directory, behind) : await firstPlace(directory)
    const read: ReadOn | undefined = place && (await readOn(directory, place))
    place = read?.place ?? place
    if (read && read.records.length > 0) {
      yield read.records
      continue
    }
    const next: Place | undefined = place && (await nextPlace(directory, place))
    if (next) {
      place = next
      continue
    }
    yield []
    if (!live) return
    // An abort ends the pause at once; it is not an error.
    await pause(FOLLOW_PAUSE_MS, undefined, { signal: live }).catch(() => undefined)
  }
}

/** The journal in a directory, followed until aborted. */
export function segmentJournal(directory: string, live: AbortSignal): WatchedJournal {
  return {
    holds: async (point) => (await findPlace(directory, point)) !== undefined,
    follow: (behind) => followSegments({ directory, live, behind }),
  }
}

/** Right behind a record; its segment is checked from its beginning on. Undefined when another record, or none, is there. */
async function findPlace(directory: string, { position, head }: JournalPoint): Promise<Place | undefined> {
  const segments = await listSegments(directory).catch(ignoreMissing)
  const segment = segments.findLast(({ firstPosition }) => firstPosition <= position)
  if (segment === undefined) return undefined
  const content = await readFile(join(directory, segment.name))
  checkSegmentHeader(content, segment, undefined)
  let place: Place | undefined
  readSegment(segment, content, ({ hash, offset, payload, position: found }) => {
    if (found !== position || hexOf(hash) !== head) return
    place = {
      segment,
      offset: offset + recordBytes(payload.length),
      nextPosition: position + 1,
      hash: Buffer.from(hash),
    }
  })
  return place
}

async function requirePlace(directory: string, behind: JournalPoint): Promise<Place> {
  const place = await findPlace(directory, behind)
  if (place) return place
  const { position, head } = behind
  const reason = `there is no record with head ${head}`
  throw new JournalCorruptError({ segment: directory, offset: 0, position, reason })
}

async function firstPlace(directory: string): Promise<Place | undefined> {
  const [segment] = await listSegments(directory).catch(ignoreMissing)
  if (segment === undefined) return undefined
  if (segment.firstPosition !== 1) {
    const reason = 'the segments before it are missing'
    throw new JournalCorruptError({ segment: segment.name, offset: 0, position: 1, reason })
  }
  return placeAt(directory, segment, GENESIS_HASH)
}

/** The segment that goes on where this one ended, once the writer has begun it. */
async function nextPlace(directory: string, place: Place): Promise<Place | undefined> {
  const { segment, nextPosition, hash } = place
  const later = (await listSegments(directory)).filter(({ firstPosition }) => firstPosition > segment.firstPosition)
  const [next] = later
  if (next === undefined) return undefined
  if (next.firstPosition === nextPosition) return placeAt(directory, next, hash)
  // The writer may have filled this segment and begun the next one since it was read.
  if ((await readOn(directory, place)).records.length > 0) return place
  const reason = `the next segment starts at ${next.firstPosition}`
  throw new JournalCorruptError({ segment: segment.name, offset: 0, position: nextPosition, reason })
}

async function placeAt(directory: string, segment: Segment, before: Buffer): Promise<Place> {
  checkSegmentHeader(await readChunk(directory, segment, 0, SEGMENT_HEADER_BYTES), segment, before)
  return { segment, offset: SEGMENT_HEADER_BYTES, nextPosition: segment.firstPosition, hash: before }
}

interface ReadOn {
  records: JournalRecord[]
  place: Place
}

/**
 * `readSegment` expects a header that ends in the hash before the first record; the bytes before any record end in just that, so a
 * chunk that starts a header's length early reads like a segment of its own.
 */
async function readOn(directory: string, place: Place): Promise<ReadOn> {
  const { segment, offset, nextPosition } = place
  const content = await readChunk(directory, segment, offset - SEGMENT_HEADER_BYTES, READ_CHUNK_BYTES)
  const records: JournalRecord[] = []
  let headBefore = hexOf(place.hash)
  const chunk = { name: segment.name, firstPosition: nextPosition }
  const end = readSegment(chunk, content, (stored) => {
    const record = recordOf(stored, headBefore)
    records.push(record)
    headBefore = record.head
  })
  const read = end.offset - SEGMENT_HEADER_BYTES
  return { records, place: { segment, offset: offset + read, nextPosition: end.nextPosition, hash: end.hash } }
}

async function readChunk(directory: string, { name }: Segment, from: number, bytes: number): Promise<Buffer> {
  const file = await open(join(directory, name), 'r')
  try {
    const { size } = await file.stat()
    const wanted = Math.max(0, Math.min(bytes, size - from))
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(wanted), 0, wanted, from)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** The sequencer makes the directory at its first start. */
function ignoreMissing(error: unknown): Segment[] {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
  throw error
}
