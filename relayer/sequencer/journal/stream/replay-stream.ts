import { type ReplayTarget, requireAnchor } from '../apply-record.ts'
import type { Log } from '../recover.ts'
import { findStart } from './find-start.ts'
import { applyMessage, BEGINNING, nameOf, type StreamEnd } from './message.ts'
import type { JournalStream } from './open-stream.ts'
import { StreamReader } from './stream-reader.ts'

export interface StreamReplayOptions extends ReplayTarget {
  stream: JournalStream
  log: Log
  /** Check what is older than the anchor only if the stream is at most this long. */
  checkBytes: number
}

/**
 * Reads the stream, checks it, and applies everything behind the state's position, up to where its leader says that it ends now:
 * "nothing pending" may come from a replica that lags.
 */
export const replayStream = async (options: StreamReplayOptions): Promise<StreamEnd> => {
  const { anchor, checkBytes, log, stream } = options
  let end = (await findStart(stream, anchor, checkBytes)) ?? BEGINNING
  const last = await stream.lastSequence()
  const { promise: done, resolve } = Promise.withResolvers<void>()
  const reader = new StreamReader({
    stream,
    log,
    onMessage: (message) => {
      end = applyMessage(options, stream.name, { end, message })
      if (end.sequence >= last) resolve()
    },
  })
  if (end.sequence < last) {
    reader.start(end.sequence)
    await Promise.race([reader.failed, done])
    await reader.stop()
  }
  requireAnchor(options, { segment: nameOf(stream.name, end.sequence), offset: 0, position: end.nextPosition })
  return end
}
