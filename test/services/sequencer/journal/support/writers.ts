import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '../../../../../local/until.ts'
import { SequencerState } from '../../../../../relayer/sequencer/engine/sequencer-state.ts'
import type { ReplayTarget } from '../../../../../relayer/sequencer/journal/apply-record.ts'
import type { JournalStream } from '../../../../../relayer/sequencer/journal/stream/open-stream.ts'
import { replayStream } from '../../../../../relayer/sequencer/journal/stream/replay-stream.ts'
import { Child } from '../../../relayer/support/child.ts'
import { limits } from '../workspace.ts'
import type { Ending, NatsServers } from './nats.ts'

const WRITER = join(import.meta.dirname, '../stream-writer-process.ts')

/** Starts a writer of a stream with a disk of its own; it ends with the test. */
export async function startWriter(
  test: Ending,
  { directory, nats, name }: { directory: string; nats: NatsServers; name: string },
): Promise<Child> {
  mkdirSync(directory, { recursive: true })
  const writer = new Child({
    name: 'writer',
    command: process.execPath,
    args: [WRITER, directory, nats.url, name, String(nats.replicas)],
    env: { PATH: process.env.PATH },
    stopSignal: 'SIGTERM',
    isReady: async () => writer.lines.includes('following'),
  })
  test.after(() => writer.kill())
  await writer.start()
  return writer
}

export const isLeading = (writer: Child): boolean => writer.lines.some((line) => line.startsWith('leading '))

/** What a writer acknowledged: head by position. */
export function acknowledged(writer: Child): Map<number, string> {
  const pairs = writer.lines.map((line) => /^(\d+) (0x[0-9a-f]{64})$/.exec(line))
  return new Map(pairs.flatMap((match) => (match ? [[Number(match[1]), String(match[2])] as const] : [])))
}

/** Waits until a writer has acknowledged more groups. */
export function untilAcknowledged(writer: Child, more: number, timeoutMs = 30_000): Promise<void> {
  const enough = acknowledged(writer).size + more
  return until('acknowledgements', () => acknowledged(writer).size >= enough, { timeoutMs, pollMs: 10 })
}

/** Replays the whole stream: the state it gives and the positions applied, in order. */
export async function replayAll(
  stream: JournalStream,
): Promise<{ state: SequencerState; positions: number[]; hash: string }> {
  const positions: number[] = []
  const state = new SequencerState(limits)
  const onReplayed: ReplayTarget['onReplayed'] = ({ position }) => void positions.push(position)
  const target = { state, anchor: undefined, onReplayed, checkBytes: Number.POSITIVE_INFINITY }
  const { hash } = await replayStream({ ...target, stream, log: () => {} })
  return { state, positions, hash: `0x${hash.toString('hex')}` }
}
