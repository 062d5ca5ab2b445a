import { strict as assert } from 'node:assert'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { until } from '../../../../local/until.ts'
import { recover } from '../../../../relayer/sequencer/journal/recover.ts'
import { createMarket } from './support/shell-world.ts'
import type { Trader } from './support/trader.ts'

const LOW = 20_000_000n

describe('a market maker that is to be heard from', () => {
  let market: Awaited<ReturnType<typeof createMarket>>
  before(async () => {
    market = await createMarket()
  })
  after(() => market.world.end())

  const maker = async (): Promise<Trader> => {
    const trader = await market.world.trader()
    await trader.identify({ marketMaker: true })
    return trader
  }
  const keepAlive = (trader: Trader, timeoutMs: number, series?: number) =>
    market.world.post('/keep-alives', { account: trader.address, timeoutMs, ...(series ? { series } : {}) })
  const rest = async (trader: Trader, lane = 0): Promise<string> =>
    (await market.world.accept(trader.buy({ price: LOW, lane }))).orderNumber
  const isCancelled = async (orderNumber: string) => (await market.world.order(orderNumber)).state === 'CANCELLED'

  it('has its orders cancelled by silence, with receipts, and nobody else’s', async () => {
    const { world } = market
    const [trader, other] = [await maker(), await world.trader()]
    const [first, second, others] = [await rest(trader), await rest(trader, 1), await rest(other)]
    await keepAlive(trader, 1_000)
    await until('the silence', () => isCancelled(first))
    for (const orderNumber of [first, second]) {
      assert.equal((await world.order(orderNumber)).reason, 'SILENT')
      const { receipt } = await world.get(`/orders/${orderNumber}/fills`)
      assert.equal((receipt as { filled: number }).filled, 0)
    }
    assert.equal((await world.order(others)).state, 'OPEN')
    assert.deepEqual((await world.get(`/accounts/${trader.address}/keep-alives`)).watches, [])
  })

  it('keeps its orders while it renews, and when it ends the watch', async () => {
    const { world } = market
    const trader = await maker()
    const orderNumber = await rest(trader)
    const { watches } = await keepAlive(trader, 3_000)
    const [{ deadlineMs }] = watches as [{ deadlineMs: number }]
    await until('the first deadline passing', async () => {
      const { nowMs } = await keepAlive(trader, 60_000)
      return Number(nowMs) > deadlineMs
    })
    assert.equal((await world.order(orderNumber)).state, 'OPEN')
    assert.deepEqual((await keepAlive(trader, 0)).watches, [])
  })

  it('is told when it asks for too short or too long a time, for too many series, or without the role', async () => {
    const { world } = market
    const trader = await maker()
    for (const timeoutMs of [1, 999, 300_001]) {
      assert.equal((await keepAlive(trader, timeoutMs)).code, 'REQUEST_INVALID')
    }
    assert.equal((await keepAlive(await world.trader(), 1_000)).code, 'MARKET_MAKER_REQUIRED')
    for (let series = 1; series <= 64; series++) await keepAlive(trader, 300_000, series)
    assert.equal((await keepAlive(trader, 300_000, 65)).code, 'KEEP_ALIVE_LIMIT')
    assert.equal((await keepAlive(trader, 300_000, 64)).code, undefined)
  })

  it('finds its orders cancelled when the sequencer was away at the deadline, and a replay agrees', async () => {
    const { world } = market
    const [trader, renewing] = [await maker(), await maker()]
    const [silent, kept] = [await rest(trader), await rest(renewing)]
    const { watches } = await keepAlive(trader, 1_000)
    await keepAlive(renewing, 300_000)
    await world.sequencer.kill('SIGKILL')
    const [{ deadlineMs }] = watches as [{ deadlineMs: number }]
    await until('the deadline', () => Date.now() > deadlineMs)
    await world.sequencer.start()
    await until('the silence', () => isCancelled(silent))
    assert.equal((await world.order(kept)).state, 'OPEN')
    const { bookHash } = await world.get('/state')
    await world.sequencer.kill('SIGKILL')
    const { state, journal } = await recover({ directory: join(world.dataDir, 'sequencer'), log: () => undefined })
    await journal.close()
    assert.equal(state.hash(), bookHash)
    assert.equal(state.keepAlivesOf(renewing.address)[0]?.series, 0)
    await world.sequencer.start()
  })
})
