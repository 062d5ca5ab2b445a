import { strict as assert } from 'node:assert'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { recover } from '../../../../relayer/sequencer/journal/recover.ts'
import { settlementAbi } from '../../../../sdk/src/abi/settlement.gen.ts'
import { type OrderNumber, orderNumberOf } from '../../../../sdk/src/ids.ts'
import { hashOrder } from '../../../../sdk/src/typed-data/order.ts'
import { createMarket, type Result } from './support/shell-world.ts'
import type { PlacementBody, Trader } from './support/trader.ts'

const ROUNDS = 4
const ORDERS_PER_ROUND = 24

describe('kill -9', () => {
  let market: Awaited<ReturnType<typeof createMarket>>
  let traders: Trader[]
  before(async () => {
    market = await createMarket()
    traders = []
    for (let i = 0; i < 4; i++) traders.push(await market.world.trader(10_000_000_000n))
  })
  after(() => market.world.end())

  it('loses no acknowledged order and settles no trade twice', async () => {
    const { world } = market
    const acknowledged: Result[] = []
    const sent: OrderNumber[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const sending = sendUntilItDies(sent, acknowledged)
      // Somewhere between the first order and the last batch, another place in every round.
      const enough = acknowledged.length + 3 + 5 * round
      await world.mineUntil('some orders', () => acknowledged.length >= enough)
      await world.sequencer.kill('SIGKILL')
      await sending
      await world.sequencer.start()
      await assertKnown(acknowledged)
    }
    await allSettled(acknowledged)
    await assertSoldOnce(sent)
  })

  it('leaves a journal whose replay from the first record gives the same book', async () => {
    const { world } = market
    const { bookHash } = await world.get('/state')
    await world.sequencer.kill('SIGKILL')
    const directory = join(world.dataDir, 'sequencer')
    const { state, journal } = await recover({ directory, log: () => undefined })
    const replayed = state.hash()
    await journal.close()
    assert.equal(replayed, bookHash)
    await world.sequencer.start()
  })

  function numberOf({ order }: PlacementBody): OrderNumber {
    const signed = { ...order, price: BigInt(order.price), unitId: BigInt(order.unitId) }
    return orderNumberOf(hashOrder(market.world.core.domain, signed))
  }

  async function sendUntilItDies(sent: OrderNumber[], acknowledged: Result[]): Promise<void> {
    const { world } = market
    for (let i = 0; i < ORDERS_PER_ROUND; i++) {
      const trader = traders[i % traders.length] as Trader
      const lane = Math.floor(i / traders.length) % 8
      const order = await trader.buy({ lane, price: i % 3 === 0 ? 44_000_000n : 45_000_000n })
      sent.push(numberOf(order))
      const answer = await world.post('/orders', { orders: [order] }).catch(() => undefined)
      if (!answer) return
      const [result] = answer.results as Result[]
      if (result?.status === 'accepted') acknowledged.push(result)
    }
  }

  async function assertKnown(acknowledged: readonly Result[]): Promise<void> {
    for (const { orderNumber, position } of acknowledged) {
      assert.equal((await market.world.order(orderNumber)).position, position, orderNumber)
    }
  }

  async function allSettled(acknowledged: readonly Result[]): Promise<void> {
    for (const { orderNumber, trades } of acknowledged) {
      if (trades.length > 0) await market.world.orderIs(orderNumber, 'SAFE')
    }
  }

  /** Units on chain are those of the orders' trades, also of orders whose acknowledgement was lost: no more, no fewer. */
  async function assertSoldOnce(sent: readonly OrderNumber[]): Promise<void> {
    const { chain, core } = market.world
    const orders = (await Promise.all(sent.map((number) => market.world.order(number)))).filter(({ state }) => state)
    for (const { address } of traders) {
      const own = orders.filter((order) => order.account === address)
      const settled = own.reduce((sum, order) => sum + Number(order.safeUnits) + Number(order.finalUnits), 0)
      const call = { address: core.settlement, abi: settlementAbi, functionName: 'accountOf', args: [address] } as const
      const [, units] = await chain.client.readContract(call)
      assert.equal(units, settled)
    }
  }
})
