import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { applyRecord, type ReplayTarget, requireAnchor } from './apply-record.ts'
import { JournalCorruptError } from './errors.ts'
import { readSegment, type SegmentEnd, type StoredRecord } from './read-segment.ts'
import { checkSegmentHeader, GENESIS_HASH, listSegments, type Segment } from './segments.ts'

export interface ReplayOptions extends ReplayTarget {
  directory: string
  /** Check older segments than the anchor's only if the journal is at most this long. */
  checkBytes: number
}

export interface ReplayEnd extends SegmentEnd {
  /** Undefined when there is no journal yet. */
  segment: string | undefined
}

/** Reads the journal, checks it, and applies everything behind the state's position. */
export const replayFiles = async (options: ReplayOptions): Promise<ReplayEnd> => {
  const { directory } = options
  const segments = await segmentsToRead(options)
  let end: ReplayEnd = { segment: undefined, offset: 0, tornBytes: 0, nextPosition: 1, hash: GENESIS_HASH }
  for (const [index, segment] of segments.entries()) {
    const content = await readFile(join(directory, segment.name))
    const isFirst = index === 0
    if (!isFirst && segment.firstPosition !== end.nextPosition) throw gap(segment, end)
    const before = isFirst && segment.firstPosition > 1 ? undefined : end.hash
    checkSegmentHeader(content, segment, before)
    const onRecord = (record: StoredRecord): void => applyRecord(options, segment.name, record)
    end = { segment: segment.name, ...readSegment(segment, content, onRecord) }
    const isLast = index === segments.length - 1
    if (end.tornBytes > 0 && !isLast) throw gap(segment, end)
  }
  const { nextPosition: position, offset } = end
  requireAnchor(options, { segment: end.segment ?? 'none', offset, position })
  return end
}

const segmentsToRead = async ({ anchor, checkBytes, directory }: ReplayOptions): Promise<Segment[]> => {
  const segments = await listSegments(directory)
  const first = segments[0]
  if (first !== undefined && first.firstPosition !== 1) {
    const reason = 'the segments before it are missing'
    throw new JournalCorruptError({ segment: first.name, offset: 0, position: 1, reason })
  }
  const sizes = await Promise.all(segments.map(({ name }) => stat(join(directory, name))))
  const total = sizes.reduce((sum, { size }) => sum + size, 0)
  if (anchor === undefined || total <= checkBytes) return segments
  const start = segments.findLastIndex(({ firstPosition }) => firstPosition <= anchor.position)
  return segments.slice(Math.max(0, start))
}

const gap = (segment: Segment, end: ReplayEnd): JournalCorruptError =>
  new JournalCorruptError({
    segment: end.tornBytes > 0 ? segment.name : (end.segment ?? segment.name),
    offset: end.offset,
    position: end.nextPosition,
    reason: 'records are missing at the end of the segment',
  })
