import { strict as assert } from 'node:assert'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it, type TestContext } from 'node:test'
import { until } from '../../../../local/until.ts'
import { SequencerState } from '../../../../relayer/sequencer/engine/sequencer-state.ts'
import type { ReplayTarget } from '../../../../relayer/sequencer/journal/apply-record.ts'
import { replayStream } from '../../../../relayer/sequencer/journal/stream/replay-stream.ts'
import { verifyJournal } from '../../../../relayer/sequencer/journal/verify.ts'
import { temporaryDir } from '../../relayer/support/places.ts'
import { NatsServers } from '../journal/support/nats.ts'
import { coSign } from './support/co-sign.ts'
import { createMarket, type Result, type SequencerProcess } from './support/shell-world.ts'
import type { Trader } from './support/trader.ts'

const ROUNDS = process.env.LONG === '1' ? 12 : 2

describe('a standby', () => {
  const { dir, remove } = temporaryDir()
  const environment: Record<string, string> = {}
  const started: (() => Promise<unknown>)[] = []
  const ending = { after: (run: () => Promise<unknown>) => void started.push(run) }
  let market: Awaited<ReturnType<typeof createMarket>>
  let nats: NatsServers
  let standby: SequencerProcess
  let disks = 0
  before(async () => {
    nats = await NatsServers.start(ending, dir)
    Object.assign(environment, { JOURNAL_URL: nats.url, JOURNAL_REPLICAS: '1', SNAPSHOT_COMMANDS: '20' })
    market = await createMarket(environment)
    await addStandby()
  })
  after(async () => {
    await standby.kill()
    await market.world.end()
    for (const end of started.toReversed()) await end()
    remove()
  })

  it('answers that it stands by, and is not ready', async () => {
    const { status } = await fetch(`${standby.url}/readyz`)
    const answer = await fetch(`${standby.url}/internal/v1/state`, { headers: market.world.headers })
    const { code } = (await answer.json()) as { code: string }
    assert.deepEqual([status, answer.status, code], [503, 503, 'SEQUENCER_STANDBY'])
  })

  it('leads in less than 5 s after a kill -9, with every acknowledged order, and settles each trade once', async (test) => {
    const { world } = market
    const trader = await world.trader(10_000_000_000n)
    await world.seen()
    const acknowledged: Result[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const sending = sendUntilItDies(trader, acknowledged)
      const enough = acknowledged.length + 4 + 3 * round
      await world.mineUntil('some orders', () => acknowledged.length >= enough)
      await takeOver(test)
      await sending
      for (const { orderNumber, position } of acknowledged)
        assert.equal((await world.order(orderNumber)).position, position, orderNumber)
    }
    for (const { orderNumber } of acknowledged) await world.orderIs(orderNumber, 'SAFE')
    await assertBook()
  })

  it('hands over the batch of the one before, byte for byte', async (test) => {
    const { world } = market
    const trader = await world.trader()
    world.relayer.isHolding = true
    const known = world.relayer.batches().length
    const { orderNumber } = await world.accept(trader.buy())
    await until('the batch being handed over', () => world.relayer.batches().length > known)
    const batch = world.relayer.batches().at(-1)
    await takeOver(test)
    world.relayer.isHolding = false
    await world.orderIs(orderNumber, 'SAFE')
    assert.equal(world.relayer.sent.get(batch?.idempotencyKey ?? '')?.submission.data, batch?.data)
    assert.equal(world.relayer.batches().length, known + 1)
  })

  it('knows what was co-signed before it led', async (test) => {
    const { world } = market
    const trader = await world.trader(100_000_000n)
    await coSign(world, trader, 'Withdraw', { amount: 60_000_000n })
    await takeOver(test)
    assert.equal(await world.refuse(trader.buy()), 'ORDER_INSUFFICIENT_CASH')
  })

  it('leaves nothing to say to a leader that slept meanwhile', async () => {
    const { world } = market
    const sleeper = world.sequencer
    sleeper.signal('SIGSTOP')
    await lead()
    // While it cannot ask the stream either, it is awake and answers nobody.
    nats.servers[0]?.signal('SIGSTOP')
    sleeper.signal('SIGCONT')
    const asking = fetch(`${sleeper.url}/internal/v1/books/1`, { headers: world.headers })
    await fetch(`${sleeper.url}/healthz`)
    nats.servers[0]?.signal('SIGCONT')
    await assert.rejects(asking)
    assert.equal(await sleeper.exitCode(), 1)
    assert.match(sleeper.lines.join('\n'), /JOURNAL_FENCED/)
    await addStandby()
  })

  it('takes snapshots after so many commands, as the leader does, and both agree with the stream', async () => {
    const { world } = market
    const trader = await world.trader(10_000_000_000n)
    for (let i = 0; i < 24; i++) await world.accept(trader.buy({ lane: i % 8, price: 44_000_000n }))
    const placed = Number((await world.get('/state')).position)
    for (const { dataDir } of [world.sequencer, standby]) {
      const directory = join(dataDir, 'sequencer')
      const isTaken = async () => (await snapshotsIn(directory)).some((position) => position > placed - 20)
      await until('a snapshot', isTaken, { timeoutMs: 10_000 })
      const replay = (target: ReplayTarget & { checkBytes: number }) =>
        replayStream({ ...target, stream, log: () => {} })
      const stream = await nats.look(ending, 'sequencer')
      assert.equal((await verifyJournal({ directory, log: () => {}, replay })).isEqual, true)
    }
  })

  it('need not wait for one that ends in order', async (test) => {
    const { sequencer } = market.world
    const startedAtMs = performance.now()
    await sequencer.kill('SIGTERM')
    await lead()
    test.diagnostic(`led ${Math.round(performance.now() - startedAtMs)} ms after SIGTERM`)
    assert.doesNotMatch(sequencer.lines.join('\n'), /did not close/)
    await assertBook()
  })

  async function addStandby(): Promise<void> {
    standby = await market.world.anotherSequencer(join(dir, `disk-${++disks}`), environment)
    await standby.launch()
    await until('the standby following', () => standby.messages().includes('chain mirrored'))
  }

  /** Waits until the standby leads, and talks to it from then on. */
  async function lead(): Promise<void> {
    await until('the standby leading', async () => await standby.spec.isReady(), { timeoutMs: 5_000, pollMs: 20 })
    market.world.sequencer = standby
  }

  async function takeOver(test: TestContext): Promise<void> {
    await market.world.sequencer.kill('SIGKILL')
    const killedAtMs = performance.now()
    await lead()
    test.diagnostic(`led ${Math.round(performance.now() - killedAtMs)} ms after the kill`)
    await addStandby()
  }

  async function sendUntilItDies(trader: Trader, acknowledged: Result[]): Promise<void> {
    const { world } = market
    for (let i = 0; ; i++) {
      const order = await trader.buy({ lane: i % 8 })
      const answer = await world.post('/orders', { orders: [order] }).catch(() => undefined)
      if (!answer?.results) return
      const [result] = answer.results as Result[]
      if (result?.status === 'accepted') acknowledged.push(result)
    }
  }

  async function snapshotsIn(directory: string): Promise<number[]> {
    const names = await readdir(directory)
    return names.flatMap((name) => (name.startsWith('snapshot-') ? [Number(name.slice(9, 24))] : []))
  }

  /** The stream replayed from its first record gives the book that is served. */
  async function assertBook(): Promise<void> {
    const stream = await nats.look(ending, 'sequencer')
    const { position, bookHash } = await market.world.get('/state')
    const state = new SequencerState()
    const hashes: string[] = []
    const onReplayed = () => {
      if (state.position === position) hashes.push(state.hash())
    }
    const checkBytes = Number.POSITIVE_INFINITY
    await replayStream({ state, anchor: undefined, onReplayed, checkBytes, stream, log: () => {} })
    assert.deepEqual(hashes, [bookHash])
  }
})
