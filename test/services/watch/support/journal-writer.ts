import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { recover } from '../../../../relayer/sequencer/journal/recover.ts'
import type { JournalRecord, RecordSource } from '../../../../relayer/watch/journal/records.ts'
import { sessionLimits } from './session.ts'

/** Small segments, so that a test passes from file to file. */
const SEGMENT_BYTES = 20_000

/** A directory that goes with the test. */
export async function makeDirectory(test: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'genex-watch-'))
  // Its hook is the first to run: what the test started may still write, and a hook that fails keeps the others from running.
  test.after(() => rm(directory, { recursive: true, force: true, maxRetries: 20 }))
  return directory
}

/** The sequencer's own journal, written from the commands of a session. */
export async function openJournal(directory: string) {
  const { journal } = await recover({ directory, limits: sessionLimits, log: () => {}, segmentBytes: SEGMENT_BYTES })
  return {
    async write(records: readonly Pick<JournalRecord, 'command' | 'timeMs'>[]): Promise<void> {
      for (const { command, timeMs } of records) journal.append(command, timeMs)
      await journal.whenDurable(journal.position)
    },
    head: () => journal.head,
    close: () => journal.close(),
  }
}

export async function writeJournal(directory: string, records: readonly JournalRecord[]): Promise<string> {
  const journal = await openJournal(directory)
  // Groups of a few records each, as in a busy minute.
  for (let at = 0; at < records.length; at += 50) await journal.write(records.slice(at, at + 50))
  const head = journal.head()
  await journal.close()
  return head
}

export async function readAll(source: RecordSource): Promise<JournalRecord[]> {
  const all: JournalRecord[] = []
  for await (const records of source) all.push(...records)
  return all
}
