import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { localKey } from '../../../local/keys.ts'
import { withClient } from '../../../local/postgres.ts'
import { until } from '../../../local/until.ts'
import { randomFrom } from '../../bench/random.ts'
import type { Child } from './support/child.ts'
import { runLoad, sponsorLoad } from './support/load-run.ts'
import { signLoad } from './support/signed-load.ts'
import { createWorld, type World } from './support/world.ts'

const [COUNT, KILLS] = process.env.LONG === '1' ? [100_000, 40] : [1_000, 3]
const PER_ACCOUNT = 10
/** A machine that others use, too, carries 20 a second. */
const SLOWEST_MS = 50

/** The relayer is killed again and again while intents come in and blocks are made. */
describe('each intent, however often the relayer is killed,', () => {
  let world: World
  let relayer: Child
  before(async () => {
    world = await createWorld({}, 'busy')
    const keys = (['relayer0', 'relayer1', 'relayer2'] as const).map(localKey).join(',')
    relayer = world.relayerWith({ GENEX_RPC_URL: world.chainUrl, RELAYER_KEYS: keys, LOG_LEVEL: 'warn' })
    await relayer.start()
    await sponsorLoad(world)
  })
  after(async () => {
    await relayer.kill()
    await world.end()
  })

  it('is executed exactly once', { timeout: 600_000 + SLOWEST_MS * COUNT }, async () => {
    const intents = signLoad({ redemption: world.market.redemption, count: COUNT, perAccount: PER_ACCOUNT })
    const killer = killAt(KILLS, relayer)
    const { executions, wasted } = await runLoad(world, {
      intents,
      connections: 32,
      maxOpen: Math.floor(COUNT / (KILLS + 1)),
      onBlock: killer.look,
    })
    await killer.done()

    const counts = intents.map(({ key }) => executions.get(key) ?? 0)
    assert.equal(counts.filter((count) => count === 0).length, 0, 'lost')
    assert.equal(counts.filter((count) => count > 1).length, 0, 'doubled')
    assert.equal(wasted, 0, 'carried in vain')
    assert.equal(killer.kills(), KILLS)
    await until('the book saying the same', async () => (await booked(world)) === COUNT, {
      timeoutMs: 60_000 + COUNT,
    })
  })
})

/** Kills and starts it again at random shares of the load. At most one share is open, so that no look at the chain passes two of them. */
function killAt(kills: number, relayer: Child) {
  let done = 0
  let restarting = Promise.resolve()
  const random = randomFrom(1)
  let nextAt = thresholdOf(0)
  function thresholdOf(index: number): number {
    return Math.floor(((index + random()) / (kills + 1)) * COUNT)
  }
  return {
    look: (executed: number) => {
      if (done >= kills || executed < nextAt) return
      nextAt = thresholdOf(++done)
      restarting = restarting.then(() => relayer.kill()).then(() => relayer.start())
    },
    done: () => restarting,
    kills: () => done,
  }
}

async function booked({ databaseUrl }: World): Promise<number> {
  const sql = "select count(*)::int as executed from relayer.intent where state = 'executed'"
  const { rows } = await withClient(databaseUrl, (client) => client.query<{ executed: number }>(sql))
  return rows[0]?.executed ?? 0
}
