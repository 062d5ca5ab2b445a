import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { RetentionPolicy, StorageType } from '@nats-io/jetstream'
import { JournalFencedError, JournalStreamUnsafeError } from '../../../../relayer/sequencer/journal/errors.ts'
import { writeSnapshot } from '../../../../relayer/sequencer/journal/snapshots.ts'
import { findStart } from '../../../../relayer/sequencer/journal/stream/find-start.ts'
import { NatsServers } from './support/nats.ts'
import { readHeads } from './support/stream-heads.ts'
import { createStreamWorld, usurp } from './support/stream-world.ts'
import { replayAll } from './support/writers.ts'
import { BLOCK, makeDirectory, write } from './workspace.ts'

const VERIFY = join(import.meta.dirname, '../../../../relayer/sequencer/verify.ts')

describe('a journal in a stream', () => {
  it('starts empty at position 0 and leads at once', async (test) => {
    const { lead } = await createStreamWorld(test)
    const { journal, state } = await lead()
    assert.deepEqual([journal.position, journal.durablePosition, state.position, journal.epoch], [0, 0, 0, 1])
    assert.equal(journal.head, `0x${'00'.repeat(32)}`)
  })

  it('gives back state and head to the next leader, at once after an orderly end', async (test) => {
    const { lead } = await createStreamWorld(test)
    const first = await lead()
    await write(first, 300)
    await first.journal.close()
    const second = await lead()
    assert.equal(second.state.hash(), first.state.hash())
    assert.equal(second.journal.head, first.journal.head)
    assert.ok(second.journal.epoch > first.journal.epoch)
  })

  it('keeps a follower’s state the same as the leader’s', async (test) => {
    const { follow, lead } = await createStreamWorld(test)
    const leader = await lead()
    const follower = await follow()
    await write(leader, 300)
    await leader.journal.close()
    await follower.lead()
    assert.equal(follower.state.hash(), leader.state.hash())
  })

  it('lets nobody write who has not read the end', async (test) => {
    const { lead, stream } = await createStreamWorld(test)
    const { journal } = await lead()
    const rival = await usurp(stream)
    await rival.whenDurable(rival.append({ kind: 'REVERTED', fromBatchNo: 1 }, 5))
    const position = journal.append({ kind: 'FINALIZED', toBatchNo: 0 }, 5)
    await assert.rejects(journal.whenDurable(position), JournalFencedError)
    assert.throws(() => journal.append({ kind: 'FINALIZED', toBatchNo: 0 }, 5), JournalFencedError)
    await assert.rejects(journal.confirm(0), JournalFencedError)
  })

  it('splits what waits into messages that the server takes', async (test) => {
    const { lead, stream } = await createStreamWorld(test)
    const { journal } = await lead()
    const tradeIds = Array.from({ length: 60_000 }, (_, id) => id)
    for (let batchNo = 1; batchNo <= 8; batchNo++) journal.append({ kind: 'SUBMITTED', batchNo, tradeIds }, 5)
    await journal.whenDurable(8)
    assert.deepEqual([...(await readHeads(stream)).keys()], [1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('resolves a write whose outcome it does not know, over the death of the only server', async (test) => {
    const { lead, nats, stream } = await createStreamWorld(test)
    const leader = await lead()
    const [server] = nats.servers
    for (let round = 0; round < 3; round++) {
      const writing = write(leader, 400)
      await server?.kill('SIGKILL')
      await server?.start()
      await writing
    }
    const { positions, state } = await replayAll(stream)
    assert.equal(state.hash(), leader.state.hash())
    assert.equal(positions.length, 1_200)
  })

  it('is read from the message that holds the snapshot’s record when it is long', async (test) => {
    const { directory, lead, stream } = await createStreamWorld(test)
    const leader = await lead()
    for (let round = 0; round < 20; round++) {
      await write(leader, 9)
      if (round === 12) await writeSnapshot({ ...leader, directory }, BLOCK)
      await leader.journal.confirm(0)
    }
    for (const position of [1, 9, 10, 117, 180]) {
      const start = await findStart(stream, { position, hash: Buffer.alloc(32) }, 0)
      assert.ok(start !== undefined && start.nextPosition <= position && position < start.nextPosition + 9)
    }
    await leader.journal.close()
    const { snapshotPosition, state } = await lead()
    assert.deepEqual([snapshotPosition, state.hash()], [117, leader.state.hash()])
  })
})

describe('verify', () => {
  it('replays a stream and compares it with the snapshots of a disk, beside the writer', async (test) => {
    const { directory, lead, nats } = await createStreamWorld(test)
    const leader = await lead()
    await write(leader, 100)
    await writeSnapshot({ ...leader, directory }, BLOCK)
    await write(leader, 30)
    const args = [VERIFY, directory, '--journal', nats.url, '--stream', 'journal']
    const { stdout } = await promisify(execFile)(process.execPath, args)
    const { fullReplayHash, isEqual, journalHash, position } = JSON.parse(stdout)
    assert.deepEqual([position, isEqual, fullReplayHash], [130, true, leader.state.hash()])
    assert.equal(journalHash, leader.journal.head)
  })
})

describe('a stream that is not safe for a journal', () => {
  const settings = {
    name: 'loose',
    subjects: ['genex.journal.loose'],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
  }
  for (const [name, changes] of Object.entries({
    'may be purged': { deny_delete: true },
    'is kept in memory': { deny_delete: true, deny_purge: true, storage: StorageType.Memory },
    'drops what is old': { deny_delete: true, deny_purge: true, max_age: 1_000_000_000_000 },
  })) {
    it(`is refused when it ${name}`, async (test) => {
      const nats = await NatsServers.start(test, await makeDirectory(test))
      const { manager } = await nats.look(test, 'other')
      await manager.streams.add({ ...settings, ...changes })
      await assert.rejects(nats.look(test, 'loose'), JournalStreamUnsafeError)
    })
  }

  it('is not made by us: ours can be neither purged nor thinned out', async (test) => {
    const { lead, stream } = await createStreamWorld(test)
    await write(await lead(), 10)
    await assert.rejects(stream.manager.streams.purge(stream.name))
    await assert.rejects(stream.manager.streams.deleteMessage(stream.name, 1))
  })
})
