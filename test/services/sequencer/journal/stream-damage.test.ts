import assert from 'node:assert/strict'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import type { MsgHdrs } from '@nats-io/transport-node'
import { until } from '../../../../local/until.ts'
import { JournalCorruptError } from '../../../../relayer/sequencer/journal/errors.ts'
import { writeSnapshot } from '../../../../relayer/sequencer/journal/snapshots.ts'
import type { JournalStream } from '../../../../relayer/sequencer/journal/stream/open-stream.ts'
import { commandCount } from '../engine/actions.ts'
import { createStreamWorld, usurp } from './support/stream-world.ts'
import { BLOCK, write } from './workspace.ts'

const EVERY_BYTES = commandCount(37, 1)

describe('a damaged stream', () => {
  it('is refused for a flipped bit in any byte of a message, naming sequence, offset and position', async (test) => {
    const { follow, messages, nats } = await createMessages(test)
    const damaged = 2
    const content = messages[damaged]?.data as Uint8Array
    for (let offset = 0; offset < content.length; offset += EVERY_BYTES) {
      const flipped = Buffer.from(content)
      flipped.writeUInt8(flipped.readUInt8(offset) ^ (1 << (offset % 8)), offset)
      const copy = await nats.look(test, `copy-${offset}`)
      await publish(copy, messages.with(damaged, { ...(messages[damaged] as Message), data: flipped }))
      const { damage } = await corruptionOf(follow(copy))
      assert.equal(damage.segment, `stream copy-${offset}, sequence ${damaged + 1}`)
      assert.equal(damage.offset <= offset && damage.position >= 8 && damage.position <= 14, true, damage.reason)
    }
  })

  it('is refused when a message is taken out, doubled or cut', async (test) => {
    const { follow, messages, nats } = await createMessages(test)
    const second = messages[2] as Message
    const cases = {
      without: [3, messages.toSpliced(2, 1)],
      double: [4, messages.toSpliced(2, 0, second)],
      cut: [3, messages.with(2, { ...second, data: second.data.subarray(0, second.data.length - 5) })],
      short: [3, messages.with(2, { ...second, data: second.data.subarray(0, 20) })],
    } as const
    for (const [name, [sequence, copies]] of Object.entries(cases)) {
      const copy = await nats.look(test, name)
      await publish(copy, copies)
      assert.equal((await corruptionOf(follow(copy))).damage.segment, `stream ${name}, sequence ${sequence}`)
    }
  })

  it('is refused when it ends before a snapshot, or is not the one it was taken of', async (test) => {
    const { directory, follow, leader, messages, nats } = await createMessages(test)
    await writeSnapshot({ ...leader, directory }, BLOCK)
    const shorter = await nats.look(test, 'shorter')
    await publish(shorter, messages.slice(0, 3))
    assert.match((await corruptionOf(follow(shorter))).damage.reason, /ends before position 28/)
    const other = await nats.look(test, 'other')
    const journal = await usurp(other)
    for (let toBatchNo = 1; toBatchNo <= 40; toBatchNo++) journal.append({ kind: 'FINALIZED', toBatchNo }, 5)
    await journal.whenDurable(40)
    assert.equal((await corruptionOf(follow(other))).damage.position, 28)
  })

  it('is refused for a byte flipped in the server’s own file', async (test) => {
    const { follow, nats, stream } = await createMessages(test)
    const [server] = nats.servers
    await server?.kill('SIGKILL')
    const [storeDir = ''] = nats.storeDirs
    const blocks = (await readdir(storeDir, { recursive: true })).filter((name) => name.endsWith('.blk'))
    for (const block of blocks.filter((name) => name.includes('journal'))) {
      const content = await readFile(join(storeDir, block))
      const middle = Math.floor(content.length / 2)
      content.writeUInt8(content.readUInt8(middle) ^ 1, middle)
      await writeFile(join(storeDir, block), content)
    }
    await server?.start()
    await until('the stream answering', async () => (await stream.lastSequence()) > 0, { timeoutMs: 10_000 })
    const { reason, segment } = (await corruptionOf(follow())).damage
    assert.deepEqual([segment, reason], ['stream journal, sequence 3', 'the message is missing'])
  })
})

interface Message {
  data: Uint8Array
  headers: MsgHdrs
}

/** A stream whose messages are a lead, then records 1..7, 8..14, 15..21 and 22..28. */
async function createMessages(test: TestContext) {
  const world = await createStreamWorld(test)
  const { journal, state, ...rest } = await world.lead()
  for (let round = 0; round < 4; round++) await write({ journal, state, ...rest }, 7)
  const messages: Message[] = []
  for (let seq = 1; seq <= 5; seq++) {
    const found = await world.stream.manager.streams.getMessage('journal', { seq })
    if (found === null) throw new Error(`message ${seq} is missing`)
    messages.push({ data: found.data, headers: found.header })
  }
  return { ...world, messages, leader: { journal, state } }
}

async function publish({ publisher, subject }: JournalStream, messages: readonly Message[]): Promise<void> {
  for (const { data, headers } of messages) {
    // The server keeps what the writer expected of it; here it is another stream.
    for (const key of headers.keys()) if (key.startsWith('Nats-')) headers.delete(key)
    await publisher.publish(subject, data, { headers })
  }
}

async function corruptionOf(following: Promise<unknown>): Promise<JournalCorruptError> {
  const error = await following.then(
    () => assert.fail('a damaged stream was followed'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof JournalCorruptError, `${error}`)
  return error
}
