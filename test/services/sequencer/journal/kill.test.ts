import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, it } from 'node:test'
import type { ReplayTarget } from '../../../../relayer/sequencer/journal/apply-record.ts'
import { readSegment } from '../../../../relayer/sequencer/journal/read-segment.ts'
import { replayFiles } from '../../../../relayer/sequencer/journal/replay.ts'
import { listSegments } from '../../../../relayer/sequencer/journal/segments.ts'
import { verifyJournal } from '../../../../relayer/sequencer/journal/verify.ts'
import { randomFrom } from '../../../bench/random.ts'
import { commandCount } from '../engine/actions.ts'
import { makeDirectory, start } from './workspace.ts'

const WRITER = join(import.meta.dirname, 'writer-process.ts')

/** Lets a writer acknowledge some groups, kills it at once, and returns the last line it had printed. */
const writeAndKill = async (directory: string, groups: number): Promise<string> => {
  const child = spawn(process.execPath, [WRITER, directory], { stdio: ['ignore', 'pipe', 'inherit'] })
  let last = ''
  let seen = 0
  for await (const line of createInterface({ input: child.stdout })) {
    last = line
    if (++seen === groups) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  assert.equal(child.signalCode, 'SIGKILL')
  return last
}

/** Head by position of everything the segments hold. */
const readHeads = async (directory: string): Promise<Map<number, string>> => {
  const heads = new Map<number, string>()
  for (const segment of await listSegments(directory)) {
    const content = await readFile(join(directory, segment.name))
    readSegment(segment, content, ({ hash, position }) => heads.set(position, `0x${hash.toString('hex')}`))
  }
  return heads
}

describe('kill -9 of the writer', () => {
  it('loses no acknowledged record, and the next one takes the lock over', async (test) => {
    const directory = await makeDirectory(test)
    const random = randomFrom(11)
    for (let round = 0; round < commandCount(6, 200); round++) {
      const [position, head] = (await writeAndKill(directory, 1 + Math.floor(random() * 60))).split(' ')
      const opened = await start(directory)
      await opened.journal.close()
      assert.equal((await readHeads(directory)).get(Number(position)), head)
    }
    const replay = (target: ReplayTarget & { checkBytes: number }) => replayFiles({ ...target, directory })
    const verification = await verifyJournal({ directory, log: () => {}, replay })
    assert.equal(verification.isEqual, true)
  })
})
