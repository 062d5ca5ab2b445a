import assert from 'node:assert/strict'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { JournalCorruptError } from '../../../../relayer/sequencer/journal/errors.ts'
import { writeSnapshot } from '../../../../relayer/sequencer/journal/snapshots.ts'
import { BLOCK, makeDirectory, start, write } from './workspace.ts'

const SEGMENT = 'journal-000000000000001.log'
const HEADER = 64

interface Written {
  directory: string
  path: string
  content: Buffer
  /** Where each record starts; the last entry is the end. */
  starts: number[]
}

const writeRecords = async (test: TestContext, count: number): Promise<Written> => {
  const directory = await makeDirectory(test)
  const opened = await start(directory)
  await write(opened, count)
  await opened.journal.close()
  const path = join(directory, SEGMENT)
  const content = await readFile(path)
  const starts = [HEADER]
  for (let at = HEADER; at < content.length; starts.push(at)) at += 24 + content.readUInt32LE(at) + 32
  return { directory, path, content, starts }
}

const damageOf = async (directory: string): Promise<JournalCorruptError['damage']> => {
  const error = await start(directory).then(
    () => assert.fail('start-up accepted a damaged journal'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof JournalCorruptError, `${error}`)
  return error.damage
}

describe('a torn journal', () => {
  it('is cut back to the last whole record wherever the crash cut the file, and the cut is logged', async (test) => {
    const { content, directory, path, starts } = await writeRecords(test, 5)
    const lastStart = starts[4] as number
    for (let length = content.length - 1; length > lastStart; length--) {
      await writeFile(path, content.subarray(0, length))
      const { journal, logged, state } = await start(directory)
      await journal.close()
      assert.equal(state.position, 4)
      assert.deepEqual(logged, ['torn journal record cut off'])
      assert.equal((await readFile(path)).length, lastStart)
    }
  })

  it('is cut where a power loss left zeros', async (test) => {
    const { content, directory, path } = await writeRecords(test, 5)
    await writeFile(path, Buffer.concat([content, Buffer.alloc(4096)]))
    const opened = await start(directory)
    assert.equal(opened.state.position, 5)
    await write(opened, 5)
    await opened.journal.close()
    const again = await start(directory)
    assert.equal(again.state.hash(), opened.state.hash())
    await again.journal.close()
  })
})

describe('a damaged journal', () => {
  it('is refused for a flipped bit in any byte, naming segment, offset and position', async (test) => {
    const { content, directory, path, starts } = await writeRecords(test, 5)
    for (let offset = 0; offset < content.length; offset++) {
      const flipped = Buffer.from(content)
      flipped.writeUInt8(flipped.readUInt8(offset) ^ (1 << (offset % 8)), offset)
      await writeFile(path, flipped)
      const index = starts.findLastIndex((at) => at <= offset)
      const expected = { segment: SEGMENT, offset: index < 0 ? 0 : starts[index], position: Math.max(index, 0) + 1 }
      const { reason, ...place } = await damageOf(directory)
      assert.deepEqual(place, expected, reason)
    }
  })

  it('is refused when a record is taken out or doubled', async (test) => {
    const { content, directory, path, starts } = await writeRecords(test, 5)
    const [, second, third] = starts
    await writeFile(path, Buffer.concat([content.subarray(0, second), content.subarray(third)]))
    assert.equal((await damageOf(directory)).position, 2)
    await writeFile(path, Buffer.concat([content.subarray(0, third), content.subarray(second)]))
    assert.equal((await damageOf(directory)).position, 3)
  })

  it('is refused when a segment is missing or torn in the middle', async (test) => {
    const directory = await makeDirectory(test)
    const opened = await start(directory, { segmentBytes: 1 })
    for (let round = 0; round < 3; round++) await write(opened, 4)
    await opened.journal.close()
    const path = join(directory, 'journal-000000000000005.log')
    const content = await readFile(path)
    await writeFile(path, content.subarray(0, content.length - 1))
    assert.equal((await damageOf(directory)).segment, 'journal-000000000000005.log')
    await rm(path)
    assert.equal((await damageOf(directory)).position, 5)
    await rm(join(directory, SEGMENT))
    assert.equal((await damageOf(directory)).position, 1)
  })

  it('is refused when it ends before its snapshot', async (test) => {
    const directory = await makeDirectory(test)
    const opened = await start(directory)
    await write(opened, 20)
    await writeSnapshot({ ...opened, directory }, BLOCK)
    await opened.journal.close()
    const path = join(directory, SEGMENT)
    const content = await readFile(path)
    await writeFile(path, content.subarray(0, content.length - 1))
    assert.equal((await damageOf(directory)).position, 20)
    await rm(path)
    assert.equal((await damageOf(directory)).segment, 'none')
  })

  it('is refused when it is not the one its snapshot was taken of', async (test) => {
    const directory = await makeDirectory(test)
    const opened = await start(directory)
    await write(opened, 20)
    await writeSnapshot({ ...opened, directory }, BLOCK)
    await opened.journal.close()
    const other = await makeDirectory(test)
    const otherOpened = await start(other)
    await write(otherOpened, 25, 99)
    await otherOpened.journal.close()
    await writeFile(join(directory, SEGMENT), await readFile(join(other, SEGMENT)))
    assert.equal((await damageOf(directory)).position, 20)
  })
})
