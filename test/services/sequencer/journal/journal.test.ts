import assert from 'node:assert/strict'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { EngineEvent } from '../../../../relayer/sequencer/engine/types.ts'
import { JournalFailedError, JournalLockedError } from '../../../../relayer/sequencer/journal/errors.ts'
import { acquireWriterLock } from '../../../../relayer/sequencer/journal/writer-lock.ts'
import { makeDirectory, start, write } from './workspace.ts'

describe('journal', () => {
  it('starts empty at position 0', async (test) => {
    const { journal, replayed, state } = await start(await makeDirectory(test))
    assert.deepEqual([journal.position, journal.durablePosition, state.position, replayed], [0, 0, 0, 0])
    assert.equal(journal.head, `0x${'00'.repeat(32)}`)
    await journal.close()
  })

  it('gives back state, events, position and head after a restart', async (test) => {
    const directory = await makeDirectory(test)
    const first = await start(directory)
    const events = await write(first, 300)
    await first.journal.close()
    const seen: EngineEvent[][] = []
    const second = await start(directory, { onReplayed: (_, replayed) => void seen.push(replayed) })
    assert.deepEqual(seen, events)
    assert.equal(second.state.hash(), first.state.hash())
    assert.equal(second.journal.head, first.journal.head)
    await second.journal.close()
  })

  it('goes on in the chain after a restart, over many segments', async (test) => {
    const directory = await makeDirectory(test)
    for (let round = 1; round <= 4; round++) {
      const opened = await start(directory, { segmentBytes: 2000 })
      assert.equal(opened.replayed, (round - 1) * 50)
      await write(opened, 20)
      await write(opened, 30)
      await opened.journal.close()
    }
    const names = (await readdir(directory)).filter((name) => name.endsWith('.log'))
    assert.deepEqual(names.slice(0, 2), ['journal-000000000000001.log', 'journal-000000000000021.log'])
    assert.ok(names.length > 5)
  })

  it('acknowledges a group only when it is on disk, and later appends in a later group', async (test) => {
    const directory = await makeDirectory(test)
    const { journal } = await start(directory, { windowMs: 2 })
    const command = { kind: 'FINALIZED', toBatchNo: 0 } as const
    const positions = Array.from({ length: 10 }, () => journal.append(command, 5))
    assert.equal(journal.durablePosition, 0)
    await journal.whenDurable(positions[9] as number)
    assert.equal(journal.durablePosition, 10)
    const content = await readFile(join(directory, 'journal-000000000000001.log'))
    assert.equal(content.length, 64 + 10 * (24 + 6 + 32))
    await journal.close()
  })

  it('appends nothing for a command whose field does not fit', async (test) => {
    const { journal } = await start(await makeDirectory(test))
    assert.throws(() => journal.append({ kind: 'FINALIZED', toBatchNo: -1 }, 5), RangeError)
    assert.equal(journal.position, 0)
    await assert.rejects(journal.whenDurable(1), RangeError)
    await journal.close()
  })

  it('refuses a window above 2 ms', async (test) => {
    await assert.rejects(start(await makeDirectory(test), { windowMs: 3 }), RangeError)
  })

  it('never acknowledges again after the disk failed', async (test) => {
    const directory = await makeDirectory(test)
    const { journal } = await start(directory, { segmentBytes: 1 })
    await rm(directory, { recursive: true })
    const position = journal.append({ kind: 'FINALIZED', toBatchNo: 0 }, 5)
    await assert.rejects(journal.whenDurable(position), JournalFailedError)
    assert.throws(() => journal.append({ kind: 'FINALIZED', toBatchNo: 0 }, 5), JournalFailedError)
    await assert.rejects(journal.whenDurable(position), JournalFailedError)
    await assert.rejects(journal.close(), { code: 'ENOENT' })
  })
})

describe('writer lock', () => {
  it('refuses a second sequencer on the same directory and lets it in after the first closed', async (test) => {
    const directory = await makeDirectory(test)
    const { journal } = await start(directory)
    await assert.rejects(start(directory), JournalLockedError)
    await journal.close()
    const second = await start(directory)
    assert.equal(second.journal.epoch, 2)
    await second.journal.close()
  })

  it('gives the lock to exactly one of many who ask at once', async (test) => {
    const directory = await makeDirectory(test)
    for (let round = 0; round < 10; round++) {
      const asked = await Promise.allSettled(Array.from({ length: 12 }, () => acquireWriterLock(directory)))
      const winners = asked.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
      assert.ok(winners.length <= 1)
      for (const winner of winners) await winner.release()
    }
  })

  it('takes over from a process that is gone, also when its number was given to another', async (test) => {
    const directory = await makeDirectory(test)
    const lock = await acquireWriterLock(directory)
    const path = join(directory, 'lock-000000000001')
    const holder = JSON.parse(await readFile(path, 'utf8'))
    await writeFile(path, JSON.stringify({ ...holder, startedAt: '1' }))
    const next = await acquireWriterLock(directory)
    assert.equal(next.epoch, lock.epoch + 1)
  })

  for (const [name, text] of [
    ['unreadable', 'x'],
    ['another machine’s', '{"pid":1,"startedAt":"1","bootId":"b","host":"elsewhere"}'],
  ]) {
    it(`counts ${name} lock file as held`, async (test) => {
      const directory = await makeDirectory(test)
      await writeFile(join(directory, 'lock-000000000007'), text as string)
      await assert.rejects(acquireWriterLock(directory), JournalLockedError)
    })
  }
})
