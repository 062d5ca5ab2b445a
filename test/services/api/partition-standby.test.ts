import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Address } from 'viem'
import { createMarketClient } from '../../../api/clients/partitions/market-client.ts'
import { createSequencerClient, type SequencerClient } from '../../../api/clients/sequencer.ts'
import { stringifyJson } from '../../../kit/json.ts'
import { homeOf } from '../../../kit/partition.ts'
import { Secret } from '../../../kit/secret.ts'
import { isAway, SequencerLeader } from '../../../kit/sequencer-leader.ts'
import { until } from '../../../local/until.ts'
import { orderNumberOf } from '../../../sdk/src/ids.ts'
import { hashOrder } from '../../../sdk/src/typed-data/order.ts'
import { hashSelfTradeGroup, statementDomain } from '../../../sdk/src/typed-data/statements.ts'
import { temporaryDir } from '../relayer/support/places.ts'
import { NatsServers } from '../sequencer/journal/support/nats.ts'
import { openSeries } from '../sequencer/shell/support/core.ts'
import {
  createShellWorld,
  type SequencerProcess,
  type ShellWorld,
  TOKEN,
} from '../sequencer/shell/support/shell-world.ts'
import type { PlacementBody, Trader } from '../sequencer/shell/support/trader.ts'

const LOW = 20_000_000n
const PATIENT = { timeoutMs: 60_000 }
const PARTS = [1, 2]

/**
 * The market's client before two partitions, each a leader and a standby: series 2 and the even lanes are the first's, series 1 and the odd
 * lanes the second's.
 * ├── asks the home of an account for the co-signature of cash, and the partition of the series for that of units
 * ├── asks a series' own partition for its price
 * ├── given a leader that is stopped, not killed: goes on with its standby, while the other partition notices nothing; what wakes leads no more
 * └── given a partition without a leader: a group is told to the others, and completed when it is sent again
 */
describe('the market’s client before partitions with standbys', { timeout: 290_000 }, () => {
  const { dir, remove } = temporaryDir()
  const started: (() => Promise<unknown>)[] = []
  const ending = { after: (run: () => Promise<unknown>) => void started.push(run) }
  const leaders: SequencerProcess[] = []
  const standbys: SequencerProcess[] = []
  let world: ShellWorld
  let market: SequencerClient
  let trader: Trader
  let lanes = 0
  before(async () => {
    const nats = await NatsServers.start(ending, dir)
    const environment = (part: number) => ({
      JOURNAL_URL: nats.url,
      JOURNAL_REPLICAS: '1',
      PARTITION: `${part}/${PARTS.length}`,
    })
    world = await createShellWorld(environment(1))
    leaders.push(world.sequencer, await world.anotherSequencer(join(dir, 'leader'), environment(2)))
    await leaders[1]?.start()
    for (const part of PARTS) {
      const standby = await world.anotherSequencer(join(dir, `standby-${part}`), environment(part))
      standbys.push(standby)
      await standby.launch()
      await until('the standby following', () => standby.messages().includes('chain mirrored'), PATIENT)
    }
    for (const process of [leaders[1], ...standbys]) started.push(async () => process?.kill())
    const parts = PARTS.map((_, index) => leaderOf(index))
    market = createMarketClient(parts.map(createSequencerClient), (order) =>
      orderNumberOf(hashOrder(world.core.domain, order)),
    )
    const issuer = await world.trader(0n)
    for (const series of PARTS) await openSeries(world.chain, world.core, issuer.address, { series })
    trader = await world.trader(10_000_000_000n)
    await allSeen()
    await place(await issuer.sellPrimary({ series: 1, lane: 1, quantity: 10 }))
    await place(await issuer.sellPrimary({ series: 2, lane: 2, quantity: 10 }))
  })
  after(async () => {
    for (const end of started.toReversed()) await end()
    await world.end()
    remove()
  })

  it('asks the home of an account for the co-signature of cash', async () => {
    const homes = new Map<number, Trader>()
    while (homes.size < PARTS.length) {
      const newcomer = await world.trader(100_000_000n)
      homes.set(homeOf(newcomer.address, PARTS.length), newcomer)
    }
    await allSeen()
    for (const { address } of homes.values())
      assert.match((await market.coSign('Withdraw', await intent(address, { amount: 1n }))).signature, /^0x/)
  })

  it('asks the partition of the series for the co-signature of units', async () => {
    for (const series of PARTS) {
      const { orderNumber } = await place(await trader.buy({ series, lane: series }))
      const isSafe = async () => ['SAFE', 'FINAL'].includes((await market.order(orderNumber)).state)
      await world.mineUntil('the purchase being safe', isSafe)
      const tokenIds = [(BigInt(series) << 32n) | 1n]
      assert.match((await market.coSign('LeaveMarket', await intent(trader.address, { tokenIds }))).signature, /^0x/)
    }
  })

  it('asks a series’ own partition for its price', async () => {
    for (const series of PARTS) {
      const told = await market.price(series)
      // Only where its orders are does the issuer's sale count.
      assert.ok(told && told.liquidityPpb > 0n, `series ${series}: ${told?.liquidityPpb}`)
    }
  })

  it('goes on with the standby of a leader that is stopped, and the other partition notices nothing', async () => {
    const [stopped, kept] = [leaders[1], standbys[1]] as [SequencerProcess, SequencerProcess]
    const before = await place(await bid(1))
    stopped.signal('SIGSTOP')
    try {
      const [first, second] = await Promise.all([place(await bid(2)), placeWhenLed(await bid(1))])
      assert.deepEqual([first.status, second.status], ['accepted', 'accepted'])
      assert.equal((await market.order(before.orderNumber)).position, before.position)
      assert.ok((second.position ?? 0) > (before.position ?? 0))
      const { partition } = (await world.get('/leader')) as { partition: { index: number } }
      assert.equal(partition.index, 0, 'the first partition has another leader')
    } finally {
      stopped.signal('SIGCONT')
    }
    // What it was asked while it slept it answers with its end, not with a past of its own.
    assert.equal(await stopped.exitCode(), 1)
    await until('the standby leading', () => kept.spec.isReady(), PATIENT)
  })

  it('tells a group to the partitions that have a leader, and completes it when it is sent again', async () => {
    const version = Date.now()
    const hash = hashSelfTradeGroup(statementDomain(world.core.domain), { accounts: [trader.address], version })
    const statement = {
      members: [{ account: trader.address, signature: await trader.account.sign({ hash }) }],
      version,
    }
    const last = standbys[1] as SequencerProcess
    await last.kill('SIGKILL')
    await assert.rejects(market.setGroup(statement), isAway)
    const versions = async () => {
      const answer = await world.get(`/accounts/${trader.address}/group`)
      return answer.version
    }
    assert.equal(await versions(), version, 'the partition that leads was not told')
    await last.start()
    assert.notEqual((await groupWhenLed(trader.address)).version, version, 'told to some is not told to all')
    await market.setGroup(statement)
    assert.equal((await market.group(trader.address)).version, version)
  })

  function leaderOf(index: number): SequencerLeader {
    const urls = [standbys[index], leaders[index]].flatMap((process) => (process ? [process.url] : []))
    const partition = { index, count: PARTS.length }
    const leader = new SequencerLeader({ urls, partition, token: new Secret(TOKEN) }).watch()
    started.push(async () => leader.close())
    return leader
  }

  /** Bids that nobody meets, each in another lane of its partition. */
  function bid(series: number): Promise<PlacementBody> {
    lanes += 2
    return trader.buy({ series, lane: 2 + lanes + (series % 2), price: LOW })
  }

  async function place({ order, signature }: PlacementBody) {
    const sent = { order: { ...order, price: BigInt(order.price), unitId: BigInt(order.unitId) }, signature }
    const [result] = await market.placeOrders([sent])
    assert.equal(result?.status, 'accepted', stringifyJson(result))
    return result
  }

  /** A partition that changes its leader may be away, or not see the chain yet, for a moment. */
  async function placeWhenLed(body: PlacementBody) {
    let result: Awaited<ReturnType<typeof place>> | undefined
    const isPlaced = async () => {
      result = await place(body)
      return true
    }
    await until('an order being taken', isPlaced, PATIENT)
    if (!result) throw new Error('unreachable: until resolved without a result')
    return result
  }

  async function groupWhenLed(account: Address) {
    let group: Awaited<ReturnType<SequencerClient['group']>> | undefined
    const isTold = async () => {
      group = await market.group(account)
      return true
    }
    await until('all partitions telling the group', isTold, PATIENT)
    if (!group) throw new Error('unreachable: until resolved without a group')
    return group
  }

  async function intent(account: Address, fields: Record<string, unknown>) {
    const deadline = Math.max(await world.chain.nowSec(), Math.floor(Date.now() / 1_000)) + 3_600
    return { account, ...fields, nonce: BigInt(Date.now()) << 64n, deadline, gasLimit: 400_000 }
  }

  async function allSeen(): Promise<void> {
    for (const leader of leaders) {
      world.sequencer = leader
      await world.seen()
    }
    world.sequencer = leaders[0] as SequencerProcess
  }
})
