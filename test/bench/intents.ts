import { availableParallelism, loadavg } from 'node:os'
import { localKey } from '../../local/keys.ts'
import { withClient } from '../../local/postgres.ts'
import { runLoad, sponsorLoad } from '../services/relayer/support/load-run.ts'
import { signLoad } from '../services/relayer/support/signed-load.ts'
import { createWorld, type World } from '../services/relayer/support/world.ts'
import { quantile } from './quantile.ts'
import { measureTwoSlotIntent } from './two-slot-intent.ts'

const WARM_UP = 500
const COUNT = 20_000
const PER_ACCOUNT = 20
const CONNECTIONS = 128
const MAX_OPEN = 4_000

export interface IntentFigures {
  /** From the first one handed in to the block of the last one. */
  intentsPerSecond: number
  intents: number
  lost: number
  doubled: number
  /** From handing in to the block that has it. */
  p50ms: number
  p99ms: number
  relayerCpuMsPerIntent: number
  itemsPerBatch: number
  /** Of the measured action (one new slot), an equal share of its batch. */
  gasPerIntent: number
  /** Of an action with two new slots and an event, in batches of 50. */
  gasPerTwoSlotIntent: number
  loadAverage: number
  cores: number
}

/**
 * One relayer process, PostgreSQL, a chain with blocks of a second and the client, all on this machine: intents signed beforehand, handed in
 * one by one over HTTP, counted by the chain's events.
 */
export async function measureIntents(): Promise<IntentFigures> {
  const world = await createWorld({}, 'busy')
  const keys = (['relayer0', 'relayer1', 'relayer2'] as const).map(localKey).join(',')
  const relayer = world.relayerWith({ GENEX_RPC_URL: world.chainUrl, RELAYER_KEYS: keys, LOG_LEVEL: 'warn' })
  try {
    await relayer.start()
    await sponsorLoad(world)
    return {
      ...(await measure(world)),
      gasPerTwoSlotIntent: await measureTwoSlotIntent(world.market),
      loadAverage: loadavg()[0] ?? 0,
      cores: availableParallelism(),
    }
  } finally {
    await relayer.kill('SIGTERM')
    await world.end()
  }
}

async function measure(world: World): Promise<Omit<IntentFigures, 'gasPerTwoSlotIntent' | 'loadAverage' | 'cores'>> {
  const all = signLoad({ redemption: world.market.redemption, count: WARM_UP + COUNT, perAccount: PER_ACCOUNT })
  const load = { connections: CONNECTIONS, maxOpen: MAX_OPEN }
  await runLoad(world, { ...load, intents: all.slice(0, WARM_UP) })
  const cpuBefore = await cpuSeconds(world)
  const intents = all.slice(WARM_UP)
  const outcome = await runLoad(world, { ...load, intents })
  const cpu = (await cpuSeconds(world)) - cpuBefore
  const counts = intents.map(({ key }) => outcome.executions.get(key) ?? 0)
  await assertBooked(world, all.length)
  return {
    intentsPerSecond: Math.round(COUNT / (outcome.elapsedMs / 1_000)),
    intents: COUNT,
    lost: counts.filter((count) => count === 0).length,
    doubled: counts.filter((count) => count > 1).length + outcome.wasted,
    p50ms: Math.round(quantile(outcome.latenciesMs, 0.5)),
    p99ms: Math.round(quantile(outcome.latenciesMs, 0.99)),
    relayerCpuMsPerIntent: Number(((cpu * 1_000) / COUNT).toFixed(3)),
    itemsPerBatch: Math.round(COUNT / outcome.transactions),
    gasPerIntent: Number(outcome.gasUsed / BigInt(COUNT)),
  }
}

/** The relayer's own book says the same as the chain. */
async function assertBooked(world: World, count: number): Promise<void> {
  await withClient(world.databaseUrl, async (client) => {
    const sql = "select count(*)::int as executed from relayer.intent where state = 'executed'"
    for (let tries = 0; tries < 600; tries++) {
      const { rows } = await client.query<{ executed: number }>(sql)
      if (rows[0]?.executed === count) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error('the relayer does not know of all executions')
  })
}

async function cpuSeconds({ url }: World): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  return Number(/^process_cpu_seconds_total\S* (\S+)/m.exec(metrics)?.[1])
}
