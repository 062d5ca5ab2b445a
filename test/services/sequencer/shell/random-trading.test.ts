import { strict as assert } from 'node:assert'
import { after, before, describe, it } from 'node:test'
import { settlementAbi } from '../../../../sdk/src/abi/settlement.gen.ts'
import { randomFrom } from '../../../bench/random.ts'
import { createMarket } from './support/shell-world.ts'
import type { PlacementBody, Trader } from './support/trader.ts'

const ROUNDS = 20
const ORDERS_PER_ROUND = 8

describe('random trading', () => {
  let market: Awaited<ReturnType<typeof createMarket>>
  let traders: Trader[]
  before(async () => {
    market = await createMarket()
    traders = []
    for (let i = 0; i < 5; i++) traders.push(await market.world.trader(2_000_000_000n))
  })
  after(() => market.world.end())

  it('never sends a trade that the core skips, and ends with the core’s balances', async () => {
    const { world } = market
    const random = randomFrom(7)
    for (let round = 0; round < ROUNDS; round++) {
      const orders: Promise<PlacementBody>[] = []
      for (let i = 0; i < ORDERS_PER_ROUND; i++) orders.push(randomOrder(random))
      await world.place(...orders)
      await world.chain.mine(2)
    }
    await world.mineUntil('everything being settled', async () => (await world.get('/state')).pendingTrades === 0)
    await world.seen()
    const { events } = await eventCounts()
    assert.ok(events('trade') > 30, `${events('trade')} trades`)
    assert.equal(events('restored'), 0)
    assert.equal(world.sequencer.messages().includes('trades refused by the simulation'), false)
    for (const { address } of [...traders, market.issuer]) {
      const account = await world.get(`/accounts/${address}`)
      const [cash, units] = await world.chain.client.readContract({
        address: world.core.settlement,
        abi: settlementAbi,
        functionName: 'accountOf',
        args: [address],
      })
      assert.deepEqual([account.cash, (account.units as unknown[]).length], [String(cash), units])
    }
  })

  /** What the engine counted, by kind of event. */
  async function eventCounts() {
    const text = await (await fetch(`${market.world.url}/metrics`)).text()
    const events = (kind: string) => Number(new RegExp(`events_total{kind="${kind}".*} (\\d+)`).exec(text)?.[1] ?? 0)
    return { events }
  }

  /** Buys and sells around the issuer's price, in both books, of every class. */
  function randomOrder(random: () => number): Promise<PlacementBody> {
    const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T
    const trader = pick(traders)
    const wish = {
      lane: Math.floor(random() * 6),
      quantity: 1 + Math.floor(random() * 3),
      price: 44_000_000n + BigInt(Math.floor(random() * 6)) * 500_000n,
    }
    const final = random() < 0.2
    if (random() < 0.6) return trader.buy({ ...wish, flags: { final, postOnly: random() < 0.1 } })
    return trader.sell({ ...wish, flags: { final, unitChoice: pick(['RESOLD', 'ANY']) } })
  }
})
