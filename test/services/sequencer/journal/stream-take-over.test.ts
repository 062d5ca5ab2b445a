import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { until } from '../../../../local/until.ts'
import { randomFrom } from '../../../bench/random.ts'
import type { Child } from '../../relayer/support/child.ts'
import { commandCount } from '../engine/actions.ts'
import { NatsServers } from './support/nats.ts'
import { assertKept } from './support/stream-heads.ts'
import { acknowledged, isLeading, startWriter, untilAcknowledged } from './support/writers.ts'
import { makeDirectory } from './workspace.ts'

const KILL_POINTS = commandCount(5, 200)

describe('two writers of one stream', () => {
  it('started at once: exactly one leads, the other follows', async (test) => {
    const { start } = await createWorld(test)
    const writers = await Promise.all([start('a'), start('b')])
    await until('one leading', () => writers.some(isLeading))
    const leader = writers.find(isLeading) as Child
    await untilAcknowledged(leader, 50)
    assert.deepEqual(writers.map(isLeading).toSorted(), [false, true])
  })

  it('the standby leads in less than 5 s after the leader was killed, with all that was acknowledged', async (test) => {
    const { start, stream } = await createWorld(test)
    const leader = await start('a')
    await untilAcknowledged(leader, 20)
    const standby = await start('b')
    await leader.kill('SIGKILL')
    const killedAtMs = performance.now()
    await until('the standby leading', () => acknowledged(standby).size > 0, { timeoutMs: 5_000, pollMs: 10 })
    test.diagnostic(`first acknowledgement ${Math.round(performance.now() - killedAtMs)} ms after the kill`)
    await assertKept(stream, [leader, standby])
  })

  it('a leader that was stopped while another took over acknowledges nothing more and ends as fenced', async (test) => {
    const { start, stream } = await createWorld(test)
    const leader = await start('a')
    await untilAcknowledged(leader, 20)
    const standby = await start('b')
    leader.signal('SIGSTOP')
    await until('the standby leading', () => isLeading(standby))
    await untilAcknowledged(standby, 5)
    leader.signal('SIGCONT')
    assert.equal(await leader.exitCode(), 3)
    assert.equal(leader.lines.at(-1), 'JOURNAL_FENCED')
    await untilAcknowledged(standby, 5)
    await assertKept(stream, [leader, standby])
  })

  it(`${KILL_POINTS} kills at random points lose nothing acknowledged and apply nothing twice`, async (test) => {
    const { start, stream } = await createWorld(test)
    const random = randomFrom(17)
    const writers = [await start('0')]
    for (let round = 1; round <= KILL_POINTS; round++) {
      const leader = writers.at(-1) as Child
      await untilAcknowledged(leader, 1)
      writers.push(await start(String(round % 2)))
      await untilAcknowledged(leader, 1 + Math.floor(random() * 60))
      await leader.kill('SIGKILL')
      await until('the next one leading', () => isLeading(writers.at(-1) as Child))
    }
    await assertKept(stream, writers)
  })
})

async function createWorld(test: TestContext) {
  const directory = await makeDirectory(test)
  const nats = await NatsServers.start(test, directory)
  const stream = await nats.look(test, 'journal')
  const start = (disk: string) => startWriter(test, { directory: join(directory, disk), nats, name: 'journal' })
  return { start, stream }
}
