import { parseArgs } from 'node:util'
import { journalUrlField } from './journal/journal-url.ts'
import { replayFiles } from './journal/replay.ts'
import { openStream } from './journal/stream/open-stream.ts'
import { replayStream } from './journal/stream/replay-stream.ts'
import { verifyJournal } from './journal/verify.ts'

/**
 * `node relayer/sequencer/verify.ts <directory> [--journal nats://host:port --stream sequencer]`: replays the whole journal, of
 * files in `${DATA_DIR}/sequencer` or of a stream, and compares it with every snapshot of the directory and with snapshot + tail.
 * Prints JSON; exit code 1 when anything differs or is damaged.
 */
const options = { journal: { type: 'string' }, stream: { type: 'string', default: 'sequencer' } } as const
const { positionals, values } = parseArgs({ allowPositionals: true, options })
const directory = positionals[0] ?? '.genex/sequencer'
const log = (entry: Record<string, unknown>, message: string): void => console.error(message, entry)
const stream = values.journal
  ? await openStream({ url: journalUrlField.parse(values.journal), name: values.stream, replicas: 1, log })
  : undefined
try {
  const result = await verifyJournal({
    directory,
    log,
    replay: (target) => (stream ? replayStream({ ...target, stream, log }) : replayFiles({ ...target, directory })),
  })
  console.log(JSON.stringify(result, null, 2))
  process.exitCode = result.isEqual ? 0 : 1
} finally {
  await stream?.close()
}
