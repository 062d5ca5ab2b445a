import type { Anchor } from '../apply-record.ts'
import { JournalCorruptError } from '../errors.ts'
import { START_UP_CHECK_BYTES } from '../limits.ts'
import { endBefore, nameOf, positionOf, type StoredMessage, type StreamEnd } from './message.ts'
import type { JournalStream } from './open-stream.ts'

/**
 * Where to start reading: at the first message, so that all is checked, unless the stream is long; then at the message that
 * holds the snapshot's record. Undefined means the beginning.
 */
export const findStart = async (
  stream: JournalStream,
  anchor: Anchor | undefined,
  checkBytes = START_UP_CHECK_BYTES,
): Promise<StreamEnd | undefined> => {
  const { state } = await stream.manager.streams.info(stream.name)
  if (state.last_seq > 0 && state.first_seq !== 1) throw missing(stream, 1)
  // What a server finds damaged in its file it drops with all that follows there, and knows only that there was more.
  if (state.messages < state.last_seq) for (let seq = 1; ; seq++) await messageAt(stream, seq)
  if (anchor === undefined || state.bytes <= checkBytes) return undefined
  let [low, high] = [1, state.last_seq]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (positionOf(await messageAt(stream, middle)) <= anchor.position) low = middle
    else high = middle - 1
  }
  return endBefore(await messageAt(stream, low))
}

const messageAt = async (stream: JournalStream, seq: number): Promise<StoredMessage> => {
  const found = await stream.manager.streams.getMessage(stream.name, { seq })
  if (found === null) throw missing(stream, seq)
  return { seq, data: found.data, headers: found.header }
}

const missing = ({ name }: JournalStream, sequence: number): JournalCorruptError =>
  new JournalCorruptError({ segment: nameOf(name, sequence), offset: 0, position: 0, reason: 'the message is missing' })
