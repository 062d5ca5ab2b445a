import type { TestContext } from 'node:test'
import { SequencerState } from '../../../../../relayer/sequencer/engine/sequencer-state.ts'
import { Journal } from '../../../../../relayer/sequencer/journal/journal.ts'
import type { Recovered } from '../../../../../relayer/sequencer/journal/recover.ts'
import type { JournalStream } from '../../../../../relayer/sequencer/journal/stream/open-stream.ts'
import { replayStream } from '../../../../../relayer/sequencer/journal/stream/replay-stream.ts'
import { Standby } from '../../../../../relayer/sequencer/journal/stream/standby.ts'
import { StreamLog } from '../../../../../relayer/sequencer/journal/stream/stream-log.ts'
import { limits, makeDirectory } from '../workspace.ts'
import { NatsServers } from './nats.ts'

export interface StreamWorld {
  /** Disk of snapshots. */
  directory: string
  nats: NatsServers
  stream: JournalStream
  /** Reads a stream up to its end, by default the world's, and goes on following it. */
  follow: (stream?: JournalStream) => Promise<Standby>
  /** Follows and waits until it leads. */
  lead: (stream?: JournalStream) => Promise<Recovered>
}

/** One server and one stream on it; both end with the test. */
export async function createStreamWorld(test: TestContext): Promise<StreamWorld> {
  const directory = await makeDirectory(test)
  const nats = await NatsServers.start(test, directory)
  const stream = await nats.look(test, 'journal')
  const follow: StreamWorld['follow'] = async (of) =>
    Standby.open({ ...quiet, directory, limits, stream: of ?? (await nats.look(test, 'journal')) })
  const lead: StreamWorld['lead'] = async (of) => {
    const standby = await follow(of)
    const { snapshotPosition, state } = standby
    return { journal: await standby.lead(), state, snapshotPosition, context: undefined, replayed: 0 }
  }
  return { directory, nats, stream, follow, lead }
}

/** The journal of one who has read the end and takes the lead, while another still believes to have it. */
export async function usurp(stream: JournalStream): Promise<Journal> {
  const state = new SequencerState(limits)
  const end = await replayStream({ ...quiet, state, anchor: undefined, checkBytes: 0, stream })
  return new Journal({}, await StreamLog.claim(stream, end), { position: state.position, hash: end.hash })
}

const quiet = { log: () => {}, onReplayed: () => {} }
