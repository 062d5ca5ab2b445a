import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { JournalCorruptError } from '../../../relayer/sequencer/journal/errors.ts'
import type { JournalStream } from '../../../relayer/sequencer/journal/stream/open-stream.ts'
import { followStream, streamJournal } from '../../../relayer/watch/journal/follow-stream.ts'
import type { JournalRecord } from '../../../relayer/watch/journal/records.ts'
import { createStreamWorld, usurp } from '../sequencer/journal/support/stream-world.ts'
import { write } from '../sequencer/journal/workspace.ts'

const log = () => {}

/** Follows a stream until the test is over. */
function follow(test: TestContext, stream: JournalStream) {
  const live = new AbortController()
  const handfuls = followStream({ stream, log, live: live.signal })
  test.after(() => handfuls.return(undefined))
  return { handfuls, live }
}

/** Reads on until a handful is empty: the end was reached for now. */
async function readToEnd(handfuls: AsyncIterator<readonly JournalRecord[]>): Promise<JournalRecord[]> {
  const records: JournalRecord[] = []
  for (;;) {
    const { value, done } = await handfuls.next()
    if (done || value.length === 0) return records
    records.push(...value)
  }
}

describe('a follower of a journal in a stream', () => {
  it('gives every record once, in a chain that ends in the journal’s head, and goes on', async (test) => {
    const { lead, stream } = await createStreamWorld(test)
    const leader = await lead()
    await write(leader, 300)
    const { handfuls, live } = follow(test, stream)
    const records = await readToEnd(handfuls)
    assert.deepEqual(
      records.map(({ position }) => position),
      Array.from({ length: 300 }, (_, i) => i + 1),
    )
    assert.ok(records.every(({ headBefore }, i) => headBefore === (records[i - 1]?.head ?? `0x${'0'.repeat(64)}`)))
    assert.equal(records.at(-1)?.head, leader.journal.head)

    await write(leader, 20)
    const further = await readToEnd(handfuls)
    assert.deepEqual([further[0]?.position, further.at(-1)?.head], [301, leader.journal.head])
    live.abort()
    assert.equal((await handfuls.next()).done, true)
  })

  it('begins behind the record of a checkpoint, wherever in a message that lies', async (test) => {
    const { lead, stream } = await createStreamWorld(test)
    const leader = await lead()
    await write(leader, 40)
    const { handfuls } = follow(test, stream)
    const all = await readToEnd(handfuls)
    for (const at of [1, 17, 39, 40]) {
      const point = all[at - 1] ?? assert.fail(`record ${at} was not read`)
      const live = new AbortController()
      const journal = streamJournal({ stream, log, live: live.signal })
      assert.equal(await journal.holds(point), true)
      const behind = journal.follow(point)[Symbol.asyncIterator]()
      test.after(() => behind.return?.(undefined))
      assert.deepEqual(await readToEnd(behind), all.slice(at))
      live.abort()
    }
  })

  it('refuses a checkpoint of another history', async (test) => {
    const { lead, stream } = await createStreamWorld(test)
    await write(await lead(), 10)
    const { signal: live } = new AbortController()
    const journal = streamJournal({ stream, log, live })
    for (const point of [
      { position: 5, head: `0x${'ab'.repeat(32)}` },
      { position: 11, head: `0x${'ab'.repeat(32)}` },
    ] as const) {
      assert.equal(await journal.holds(point), false)
      await assert.rejects(readToEnd(journal.follow(point)[Symbol.asyncIterator]()), JournalCorruptError)
    }
  })

  it('follows whoever leads next', async (test) => {
    const { lead, stream } = await createStreamWorld(test)
    await write(await lead(), 10)
    const { handfuls } = follow(test, stream)
    await readToEnd(handfuls)
    const rival = await usurp(stream)
    await rival.whenDurable(rival.append({ kind: 'REVERTED', fromBatchNo: 1 }, 5_000_000_000_000))
    assert.equal((await readToEnd(handfuls)).at(-1)?.head, rival.head)
  })

  it('ends rather than passes over a message that does not continue the chain', async (test) => {
    const { lead, nats, stream } = await createStreamWorld(test)
    await write(await lead(), 10)
    const copy = await nats.look(test, 'copy')
    const last = await stream.lastSequence()
    for (let seq = 1; seq <= last; seq++) {
      const found = await stream.manager.streams.getMessage(stream.name, { seq })
      const data = Buffer.from(found?.data ?? [])
      if (seq === last) data.writeUInt8(data.readUInt8(data.length - 1) ^ 1, data.length - 1)
      const headers = found?.header ?? assert.fail(`message ${seq} is missing`)
      // The server keeps what the writer expected of it; here it is another stream.
      for (const key of headers.keys()) if (key.startsWith('Nats-')) headers.delete(key)
      await copy.publisher.publish(copy.subject, data, { headers })
    }
    const { handfuls } = follow(test, copy)
    await assert.rejects(readToEnd(handfuls), JournalCorruptError)
  })
})
