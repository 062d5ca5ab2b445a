import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { homeOf } from '../../../../kit/partition.ts'
import { until } from '../../../../local/until.ts'
import { settlementAbi } from '../../../../sdk/src/abi/settlement.gen.ts'
import { coSign } from './support/co-sign.ts'
import { openSeries } from './support/core.ts'
import { createShellWorld, type Result, type SequencerProcess, type ShellWorld } from './support/shell-world.ts'
import type { PlacementBody, Trader } from './support/trader.ts'

const ORDERS = process.env.LONG === '1' ? 2_000 : 200

/** Series 2 and the even lanes are the first part's, series 1 and the odd lanes the second's. */
describe('two partitions of one market', () => {
  let world: ShellWorld
  let parts: SequencerProcess[]
  let issuer: Trader
  const part = (series: number) => parts[series % 2] as SequencerProcess
  const at = (series: number) => {
    world.sequencer = part(series)
    return world
  }
  before(async () => {
    world = await createShellWorld({ PARTITION: '1/2' })
    const second = await world.anotherSequencer(world.dataDir, { PARTITION: '2/2' })
    await second.start()
    parts = [world.sequencer, second]
    issuer = await world.trader(0n)
    for (const series of [1, 2]) {
      await openSeries(world.chain, world.core, issuer.address, { series })
      await at(series).accept(issuer.sellPrimary({ series, lane: series % 2, quantity: 50_000 }))
    }
  })
  after(async () => {
    await parts[1]?.kill('SIGTERM')
    world.sequencer = parts[0] as SequencerProcess
    await world.end()
  })

  it('refuse each other’s series and lanes', async () => {
    const trader = await world.trader()
    assert.equal(await at(1).refuse(trader.buy({ series: 2, lane: 0 })), 'ORDER_OTHER_PARTITION')
    assert.equal(await at(1).refuse(trader.buy({ series: 1, lane: 0 })), 'ORDER_OTHER_PARTITION')
  })

  it('share an account’s cash out, so that both together never promise more than there is', async () => {
    const trader = await world.trader(100_000_001n)
    const shares = [(await accountAt(1, trader)).availableCash, (await accountAt(2, trader)).availableCash]
    assert.deepEqual(shares.toSorted(), ['50000000', '50000001'])
    await at(1).accept(trader.buy({ series: 1, lane: 1 }))
    assert.equal(await at(1).refuse(trader.buy({ series: 1, lane: 3 })), 'ORDER_INSUFFICIENT_CASH')
    await at(2).accept(trader.buy({ series: 2, lane: 0 }))
    await settled(trader, 2)
  })

  it('consent to a withdrawal at the account’s home only, and to the end of all orders nowhere', async () => {
    const trader = await world.trader(100_000_000n)
    const home = homeOf(trader.address, 2)
    await assert.rejects(coSign(at(home + 1), trader, 'Withdraw', { amount: 1n }), /CO_SIGNATURE_OTHER_PARTITION/)
    await assert.rejects(coSign(at(home), trader, 'RequestCancelAll', {}), /CO_SIGNATURE_OTHER_PARTITION/)
    await assert.rejects(coSign(at(home), trader, 'Withdraw', { amount: 50_000_001n }), /CO_SIGNATURE_CASH_RESERVED/)
    const { auth, consent } = await coSign(at(home), trader, 'Withdraw', { amount: 30_000_000n })
    await trader.call('withdrawBySig', [30_000_000n, auth, consent])
    const cash = [(await accountAt(home, trader)).cash, (await accountAt(home + 1, trader)).cash]
    assert.deepEqual(cash, ['20000000', '50000000'])
  })

  it('settle under one row of batch numbers', async () => {
    const trader = await world.trader(10_000_000_000n)
    for (let round = 0; round < 4; round++) {
      for (const series of [1, 2]) await at(series).accept(trader.buy({ series, lane: 2 * round + (series % 2) }))
    }
    await settled(trader, 8)
  })

  it('go on alone when the other is killed, whose trades are settled once after its return', async () => {
    const trader = await world.trader(10_000_000_000n)
    await at(1).accept(trader.buy({ series: 1, lane: 1 }))
    await part(1).kill('SIGKILL')
    for (let round = 0; round < 3; round++) {
      const { orderNumber } = await at(2).accept(trader.buy({ series: 2, lane: 0 }))
      await world.orderIs(orderNumber, 'SAFE')
    }
    await part(1).start()
    await settled(trader, 4)
  })

  it('both batch under one number when a turn was missed: one lands, the other’s trades go into the next', async () => {
    const trader = await world.trader(10_000_000_000n)
    world.relayer.isHolding = true
    const known = world.relayer.batches().length
    for (const series of [1, 2]) await at(series).accept(trader.buy({ series, lane: series % 2 }))
    await until('both handing a batch over', () => world.relayer.batches().length === known + 2, { timeoutMs: 60_000 })
    world.relayer.isHolding = false
    await settled(trader, 2)
    assert.match(parts.flatMap((process) => process.messages()).join(), /another batch took this number/)
  })

  it('admit more together than one alone', async (test) => {
    const traders = [await world.trader(10n ** 12n), await world.trader(10n ** 12n)]
    await at(1).seen()
    await at(2).seen()
    const sign = () => Promise.all(traders.map(async (trader, at) => [at + 1, await resting(trader, at + 1)] as const))
    // The first run only warms both up.
    await rateOf(await sign())
    const alone = await rateOf((await sign()).slice(0, 1))
    const together = await rateOf(await sign())
    const ratio = (together.rate / alone.rate).toFixed(2)
    const capacity = (together.capacity / alone.capacity).toFixed(2)
    test.diagnostic(`orders a second: one ${Math.round(alone.rate)}, two ${Math.round(together.rate)}, ratio ${ratio}`)
    test.diagnostic(`orders per CPU-second of each, added up: two ${capacity} times one`)
  })

  async function accountAt(series: number, trader: Trader): Promise<Record<string, unknown>> {
    await at(series).seen()
    return world.get(`/accounts/${trader.address}`)
  }

  /** Waits until the trader has so many units on chain, and no more come. */
  async function settled(trader: Trader, units: number): Promise<void> {
    const { chain, core } = world
    const call = {
      address: core.settlement,
      abi: settlementAbi,
      functionName: 'accountOf',
      args: [trader.address],
    } as const
    const held = async () => (await chain.client.readContract(call))[1]
    await world.mineUntil('the trades being settled', async () => (await held()) >= units)
    const isDone = async () => (await Promise.all(parts.map(pendingTrades))).every((pending) => pending === 0)
    await world.mineUntil('nothing being on its way', isDone)
    assert.equal(await held(), units)
  }

  async function pendingTrades(process: SequencerProcess): Promise<number> {
    world.sequencer = process
    return Number((await world.get('/state')).pendingTrades)
  }

  /** Orders too low to trade, over all lanes of a user that are the series' own. */
  async function resting(trader: Trader, series: number): Promise<PlacementBody[]> {
    const orders: PlacementBody[] = []
    for (let i = 0; i < ORDERS; i++) {
      orders.push(await trader.buy({ series, lane: (i % 8) * 2 + (series % 2), price: 20_000_000n }))
    }
    return orders
  }

  /**
   * Orders a second that were accepted, in requests of 20, all parts at once; and, because a busy machine has no processor to
   * spare, what each part makes of a second of processor, added up.
   */
  async function rateOf(work: (readonly [series: number, orders: PlacementBody[]])[]) {
    const before = work.map(([series]) => cpuSecOf(part(series)))
    const startedAtMs = performance.now()
    await Promise.all(
      work.map(async ([series, orders]) => {
        const { url } = part(series)
        for (let from = 0; from < orders.length; from += 20) {
          const body = JSON.stringify({ orders: orders.slice(from, from + 20) })
          const response = await fetch(`${url}/internal/v1/orders`, { method: 'POST', headers: world.headers, body })
          const { results } = (await response.json()) as { results: Result[] }
          for (const { status, code } of results) assert.equal(status, 'accepted', code)
        }
      }),
    )
    const orders = work.reduce((sum, [, placed]) => sum + placed.length, 0)
    const rate = orders / ((performance.now() - startedAtMs) / 1_000)
    const capacities = work.map(([series, { length }], at) => length / (cpuSecOf(part(series)) - (before[at] ?? 0)))
    return { rate, capacity: capacities.reduce((sum, capacity) => sum + capacity, 0) }
  }
})

/** Processor time of a process so far: user and system ticks, a hundredth of a second each. */
function cpuSecOf({ pid }: SequencerProcess): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}
