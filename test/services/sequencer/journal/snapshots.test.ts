import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { SequencerState } from '../../../../relayer/sequencer/engine/sequencer-state.ts'
import type { EngineEvent } from '../../../../relayer/sequencer/engine/types.ts'
import { replayFiles } from '../../../../relayer/sequencer/journal/replay.ts'
import { listSnapshots, readSnapshot, writeSnapshot } from '../../../../relayer/sequencer/journal/snapshots.ts'
import { BLOCK, limits, makeDirectory, start, write } from './workspace.ts'

const VERIFY = join(import.meta.dirname, '../../../../relayer/sequencer/verify.ts')

describe('snapshots', () => {
  it('a start loads the newest one, hands over the mirror’s part and replays the tail only', async (test) => {
    const directory = await makeDirectory(test)
    const opened = await start(directory)
    await write(opened, 200)
    await writeSnapshot({ ...opened, directory }, BLOCK)
    await write(opened, 77)
    await opened.journal.close()
    const again = await start(directory)
    await again.journal.close()
    assert.deepEqual([again.snapshotPosition, again.replayed], [200, 77])
    assert.deepEqual(again.context, BLOCK)
    assert.equal(again.state.hash(), opened.state.hash())
  })

  it('keeps three, and passes over one that is damaged', async (test) => {
    const directory = await makeDirectory(test)
    const opened = await start(directory)
    for (let round = 0; round < 5; round++) {
      await write(opened, 10)
      await writeSnapshot({ ...opened, directory }, BLOCK)
    }
    await opened.journal.close()
    const names = (await readdir(directory)).filter((name) => name.startsWith('snapshot-')).sort()
    assert.deepEqual(
      names.map((name) => Number(name.slice(9, 24))),
      [30, 40, 50],
    )
    const path = join(directory, names[2] as string)
    const content = await readFile(path)
    content.writeUInt8(content.readUInt8(100) ^ 1, 100)
    await writeFile(path, content)
    const again = await start(directory)
    await again.journal.close()
    assert.deepEqual([again.snapshotPosition, again.replayed], [40, 10])
    assert.deepEqual(again.logged, ['snapshot passed over'])
    assert.equal(again.state.hash(), opened.state.hash())
  })

  it('may be written while commands go on, and holds the state of its start', async (test) => {
    const directory = await makeDirectory(test)
    const opened = await start(directory)
    await write(opened, 50)
    const hash = opened.state.hash()
    const writing = writeSnapshot({ ...opened, directory }, BLOCK)
    await Promise.all([writing, write(opened, 50)])
    await opened.journal.close()
    const hashes: string[] = []
    const again = await start(directory, { onSnapshot: (state) => void hashes.push(state.hash()) })
    await again.journal.close()
    assert.deepEqual(hashes, [hash])
  })

  it('keeps the order of the queues, lanes and trades: what follows gives the same events', async (test) => {
    const directory = await makeDirectory(test)
    const opened = await start(directory)
    await write(opened, 400)
    await writeSnapshot({ ...opened, directory }, BLOCK)
    const { state, position } = await readSnapshot(directory, (await listSnapshots(directory))[0] ?? '')
    const restored = SequencerState.restore(state, limits)
    const before = opened.state.position
    const events = await write(opened, 600)
    await opened.journal.close()
    const seen: EngineEvent[][] = []
    const target = { state: restored, anchor: undefined, checkBytes: Number.POSITIVE_INFINITY }
    await replayFiles({ ...target, directory, onReplayed: (_, replayed) => void seen.push(replayed) })
    assert.deepEqual([position, seen], [before, events])
    assert.equal(restored.hash(), opened.state.hash())
  })

  it('is refused while an appended command is not applied', async (test) => {
    const directory = await makeDirectory(test)
    const { journal, state } = await start(directory)
    journal.append({ kind: 'FINALIZED', toBatchNo: 0 }, 5)
    await assert.rejects(writeSnapshot({ journal, state, directory }, BLOCK), RangeError)
    await journal.close()
  })
})

describe('verify', () => {
  it('replays everything, compares with snapshots and tail, and may run beside the writer', async (test) => {
    const directory = await makeDirectory(test)
    const opened = await start(directory)
    for (let round = 0; round < 2; round++) {
      await write(opened, 100)
      await writeSnapshot({ ...opened, directory }, BLOCK)
    }
    await write(opened, 30)
    const { stdout } = await promisify(execFile)(process.execPath, [VERIFY, directory])
    const { fullReplayHash, isEqual, journalHash, position, snapshots } = JSON.parse(stdout)
    assert.deepEqual([position, isEqual, fullReplayHash], [230, true, opened.state.hash()])
    assert.equal(journalHash, opened.journal.head)
    assert.deepEqual(
      snapshots.map((snapshot: { isEqual: boolean }) => snapshot.isEqual),
      [true, true],
    )
    await opened.journal.close()
  })
})
