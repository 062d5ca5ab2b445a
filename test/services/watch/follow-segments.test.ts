import assert from 'node:assert/strict'
import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { followSegments } from '../../../relayer/watch/journal/follow-segments.ts'
import type { JournalRecord } from '../../../relayer/watch/journal/records.ts'
import { generateSession } from './support/generated-session.ts'
import { makeDirectory, openJournal, readAll, writeJournal } from './support/journal-writer.ts'

const { session } = generateSession(7)
const written = session.records.slice(0, 1_200)
const plain = (records: readonly JournalRecord[]) =>
  records.map(({ position, timeMs, command }) => ({ position, timeMs, command }))

describe('following the journal’s files', () => {
  it('gives every record of every segment, with the heads of the chain', async (test) => {
    const directory = await makeDirectory(test)
    const head = await writeJournal(directory, written)
    assert.ok((await readdir(directory)).filter((name) => name.endsWith('.log')).length > 3)
    const records = await readAll(followSegments({ directory }))
    assert.deepEqual(plain(records), plain(written))
    assert.equal(records.at(-1)?.head, head)
    for (const [index, record] of records.slice(1).entries()) assert.equal(record.headBefore, records[index]?.head)
  })

  it('goes on while the writer writes, over segments that begin meanwhile', async (test) => {
    const directory = await makeDirectory(test)
    const stop = new AbortController()
    const journal = await openJournal(directory)
    const seen: JournalRecord[] = []
    let next = 0
    for await (const records of followSegments({ directory, live: stop.signal })) {
      seen.push(...records)
      if (seen.length === written.length) stop.abort()
      else if (seen.length === next) {
        await journal.write(written.slice(next, next + 100))
        next += 100
      }
    }
    await journal.close()
    assert.deepEqual(plain(seen), plain(written))
  })

  it('waits for a directory that is not there yet', async () => {
    assert.deepEqual(await readAll(followSegments({ directory: '/nowhere/genex' })), [])
  })

  it('stops before a record that is not whole', async (test) => {
    const directory = await makeDirectory(test)
    await writeJournal(directory, written)
    await appendFile(await lastSegment(directory), Buffer.from('torn'))
    assert.equal((await readAll(followSegments({ directory }))).length, written.length)
  })

  it('refuses a changed byte and names its place', async (test) => {
    const directory = await makeDirectory(test)
    await writeJournal(directory, written)
    const [first = ''] = (await readdir(directory)).filter((name) => name.endsWith('.log')).toSorted()
    const content = await readFile(join(directory, first))
    content[400] = (content[400] ?? 0) ^ 1
    await writeFile(join(directory, first), content)
    await assert.rejects(readAll(followSegments({ directory })), { code: 'JOURNAL_CORRUPT', message: /offset/ })
  })

  it('refuses to pass over a segment that is missing, in the middle or at the beginning', async (test) => {
    const directory = await makeDirectory(test)
    await writeJournal(directory, written)
    const [first = '', second = ''] = (await readdir(directory)).filter((name) => name.endsWith('.log')).toSorted()
    await rm(join(directory, second))
    await assert.rejects(readAll(followSegments({ directory })), { details: /^the next segment starts at/ })
    await rm(join(directory, first))
    await assert.rejects(readAll(followSegments({ directory })), { details: /^the segments before it are missing/ })
  })
})

async function lastSegment(directory: string): Promise<string> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.log')).toSorted()
  return join(directory, names.at(-1) ?? '')
}
