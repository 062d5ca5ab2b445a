import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { zeroAddress } from 'viem'
import { until } from '../../../local/until.ts'
import { liveSchema } from '../../../ponder/launch/compare.ts'
import { BASE_CONTRACTS, GENEX_CONTRACTS, log } from './support/contracts.ts'
import { Emitters } from './support/emitters.ts'
import { ALICE, BOB } from './support/people.ts'
import { startProcess } from './support/processes.ts'
import { playStory } from './support/story.ts'
import { type Indexer, startIndexer, startWorld, type World } from './support/world.ts'

const REINDEX = fileURLToPath(new URL('../../../ponder/reindex.ts', import.meta.url))

describe('the index after a failure', () => {
  let world: World
  let genex: Emitters
  let indexer: Indexer
  let core = zeroAddress as `0x${string}`

  before(async () => {
    world = await startWorld()
    genex = await Emitters.deploy(world.genex, Object.keys(GENEX_CONTRACTS))
    const base = await Emitters.deploy(world.base, Object.keys(BASE_CONTRACTS))
    world.deployed({ genex: genex.addresses, base: base.addresses })
    core = genex.addresses.Settlement ?? zeroAddress
    await playStory(genex)
    indexer = await startIndexer(world)
  })

  after(async () => {
    await indexer?.process.end('SIGKILL')
    await world?.close()
  })

  const deposit = async (account: `0x${string}`, amount: bigint) => {
    await genex.emit([log('MoneyToken:Transfer', { from: zeroAddress, to: account, value: amount })])
    return genex.emit([
      log('MoneyToken:Transfer', { from: account, to: core, value: amount }),
      log('Settlement:Deposited', { account, amount }),
    ])
  }

  const count = async (table: string) =>
    Number((await world.query<{ n: string }>(`select count(*) as n from live.${table}`))[0]?.n)

  const headNumber = () => world.genex.client.getBlockNumber({ cacheTime: 0 })
  const seenNumber = async () => {
    const [row] = await world.query<{ number: string }>(
      'select number from ponder_launch.seen_block where chain_id = 719719',
    )
    return BigInt(row?.number ?? 0)
  }

  /** Indexes again from the first block, from the nodes alone, and returns what differs. */
  const reindex = async (): Promise<string[]> => {
    const run = startProcess(process.execPath, [REINDEX], { env: { ...world.environment, LOG_LEVEL: 'error' } })
    await until('the re-index being compared', async () => {
      await world.mine()
      return run.child.exitCode !== null
    })
    const text = run.output()
    const report = text.slice(text.indexOf('{\n'))
    assert.ok(report.startsWith('{'), text)
    return JSON.parse(report).differing
  }

  it('equals a re-index from the first block after kills in the middle of indexing', async () => {
    for (let round = 0; round < 3; round++) {
      const stored = await count('deposit')
      for (let i = 0; i < 8; i++) await deposit(i % 2 === 0 ? ALICE : BOB, BigInt(round * 10 + i + 1))
      await until('some of it being indexed', async () => (await count('deposit')) > stored)
      await indexer.process.end('SIGKILL')
      await deposit(ALICE, 1_000n)
      indexer = await startIndexer(world)
    }
    await indexer.caughtUp()
    assert.equal(await count('deposit'), 2 + 3 * 9)
    assert.deepEqual(await reindex(), [])
  })

  it('is back in seconds after a kill: the schema is not locked until its heartbeat is old', async () => {
    await indexer.process.end('SIGKILL')
    const startedAt = performance.now()
    indexer = await startIndexer(world)
    assert.ok(performance.now() - startedAt < 15_000, 'ponder alone would wait for 25 s after its last heartbeat')
  })

  it('undoes what a reorganised chain no longer says', async () => {
    await indexer.caughtUp()
    const before = await count('deposit')
    await deposit(ALICE, 123_456n)
    await indexer.caughtUp()
    assert.equal(await count('deposit'), before + 1)
    await world.genex.client.request({ method: 'anvil_reorg', params: [4, []] } as never)
    // A chain goes on; of one that is as high as before the reorg ponder may hear nothing.
    await until('the deposit being undone', async () => {
      await world.genex.client.mine({ blocks: 1 })
      return (await count('deposit')) === before
    })
    await indexer.caughtUp()
    assert.deepEqual(await world.query('select * from live.unbalanced_entry'), [])
    assert.deepEqual(await reindex(), [])
  })

  it('indexes anew when the chain was replaced by another', async () => {
    const stored = await count('deposit')
    await deposit(BOB, 77n)
    await world.genex.client.mine({ blocks: 70 })
    await indexer.caughtUp()
    const schema = await liveSchema(world.database.url)
    await until('the final block being remembered', async () => (await seenNumber()) >= (await headNumber()) - 30n)
    await indexer.process.end('SIGKILL')
    const head = await headNumber()
    await world.genex.client.request({ method: 'anvil_reorg', params: [75, []] } as never)
    assert.equal(await headNumber(), head)
    indexer = await startIndexer(world)
    await indexer.caughtUp()
    assert.match(indexer.process.output(), /the chain was replaced/)
    assert.equal(await count('deposit'), stored)
    assert.equal(await liveSchema(world.database.url), schema)
    assert.deepEqual(await reindex(), [])
  })
})
