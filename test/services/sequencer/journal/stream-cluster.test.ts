import { join } from 'node:path'
import { describe, it } from 'node:test'
import { commandCount } from '../engine/actions.ts'
import { NatsServers } from './support/nats.ts'
import { assertKept } from './support/stream-heads.ts'
import { isLeading, startWriter, untilAcknowledged } from './support/writers.ts'
import { makeDirectory } from './workspace.ts'

const KILLS = commandCount(2, 20)
/** What is promised on a machine that does nothing else; among other tests nobody's clock is asked. */
const BOUND_MS = commandCount(60_000, 12_000)

describe('a stream of three servers', () => {
  it(`goes on after its leader was killed, ${KILLS} times, with all that was acknowledged`, async (test) => {
    const directory = await makeDirectory(test)
    const nats = await NatsServers.start(test, directory, 3)
    const stream = await nats.look(test, 'journal')
    const [leader, standby] = [
      await startWriter(test, { directory: join(directory, 'a'), nats, name: 'journal' }),
      await startWriter(test, { directory: join(directory, 'b'), nats, name: 'journal' }),
    ]
    for (let kill = 0; kill < KILLS; kill++) {
      const active = isLeading(standby) ? standby : leader
      await untilAcknowledged(active, 50)
      const killed = await nats.killLeader(stream)
      const killedAtMs = performance.now()
      await untilAcknowledged(isLeading(standby) ? standby : leader, 20, BOUND_MS)
      test.diagnostic(`acknowledges again ${Math.round(performance.now() - killedAtMs)} ms after the kill`)
      await killed.start()
      await nats.untilCurrent(stream)
    }
    // Following has outlived the elections, too.
    const [active, other] = isLeading(standby) ? [standby, leader] : [leader, standby]
    await active.kill('SIGKILL')
    if (active === leader) await untilAcknowledged(other, 1)
    await assertKept(stream, [leader, standby])
  })
})
