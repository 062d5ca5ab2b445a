import { strict as assert } from 'node:assert'
import { after, before, describe, it } from 'node:test'
import { until } from '../../../../local/until.ts'
import { settlementAbi } from '../../../../sdk/src/abi/settlement.gen.ts'
import { createMarket } from './support/shell-world.ts'

describe('what happens on chain', () => {
  let market: Awaited<ReturnType<typeof createMarket>>
  before(async () => {
    market = await createMarket()
  })
  after(() => market.world.end())

  it('an exit asked for evicts every order at once and refuses new ones', async () => {
    const { world } = market
    const trader = await world.trader()
    const placed = await world.accept(trader.buy({ price: 20_000_000n }))
    await trader.call('requestExit', [])
    await until('the eviction', async () => (await world.order(placed.orderNumber)).state === 'EVICTED')
    assert.equal(await world.refuse(trader.buy({ price: 20_000_000n })), 'ORDER_EXIT_REQUESTED')
  })

  it('a cancel asked for evicts that lane only', async () => {
    const { world } = market
    const trader = await world.trader()
    const [first, second] = await world.place(
      trader.buy({ price: 20_000_000n }),
      trader.buy({ price: 21_000_000n, lane: 1 }),
    )
    await trader.call('requestCancel', [0, 1])
    await until('the eviction', async () => (await world.order(String(first?.orderNumber))).state === 'EVICTED')
    assert.equal((await world.order(String(second?.orderNumber))).state, 'OPEN')
  })

  it('a frozen account is evicted', async () => {
    const { world } = market
    const trader = await world.trader()
    const placed = await world.accept(trader.buy({ price: 20_000_000n }))
    await trader.identify({ state: 2 })
    await until('the eviction', async () => (await world.order(placed.orderNumber)).state === 'EVICTED')
  })

  it('a skipped trade evicts the guilty side and gives the other its place back', async () => {
    const { world } = market
    const [seller, first, second] = [await world.trader(), await world.trader(), await world.trader()]
    await world.orderIs((await world.accept(seller.buy())).orderNumber, 'SAFE')
    const resting = await world.accept(first.buy({ price: 44_000_000n }))
    await world.accept(second.buy({ price: 44_000_000n }))
    world.relayer.isHolding = true
    const batches = world.relayer.batches().length
    const sold = await world.accept(seller.sell({ price: 44_000_000n, lane: 1 }))
    await until('the batch being handed over', () => world.relayer.batches().length > batches)
    await seller.identify({ state: 2 })
    world.relayer.isHolding = false
    await world.orderIs(sold.orderNumber, 'EVICTED')
    assert.equal((await world.order(resting.orderNumber)).state, 'OPEN')
    const { trades } = await world.get(`/orders/${resting.orderNumber}/fills`)
    assert.deepEqual(
      (trades as { state: string }[]).map(({ state }) => state),
      ['SKIPPED'],
    )
    const other = await world.trader()
    await world.orderIs((await world.accept(other.buy())).orderNumber, 'SAFE')
    const again = await world.accept(other.sell({ price: 44_000_000n, lane: 1 }))
    await world.orderIs(again.orderNumber, 'SAFE')
    assert.equal((await world.order(resting.orderNumber)).state, 'SAFE')
  })

  it('a reorg sends the same batch again and settles it once', async () => {
    const { world } = market
    const trader = await world.trader()
    const batches = world.relayer.batches().length
    const placed = await world.accept(trader.buy({ quantity: 2 }))
    await world.orderIs(placed.orderNumber, 'SAFE')
    const included = await world.chain.client.getBlockNumber()
    const settled = await world.chain.client.getContractEvents({
      address: world.core.settlement,
      abi: settlementAbi,
      eventName: 'BatchSettled',
      fromBlock: 0n,
    })
    await world.chain.reorganise(Number(included - (settled.at(-1)?.blockNumber ?? 0n)) + 1)
    await world.chain.mine()
    await until('the trade being taken back', async () =>
      ['MATCHED', 'SUBMITTED'].includes(String((await world.order(placed.orderNumber)).state)),
    )
    await world.relayer.resend()
    await world.orderIs(placed.orderNumber, 'SAFE')
    assert.ok((await world.chain.client.getBlockNumber()) >= included)
    assert.equal(
      new Set(
        world.relayer
          .batches()
          .slice(batches)
          .map(({ data }) => data),
      ).size,
      1,
    )
    const [, units] = await world.chain.client.readContract({
      address: world.core.settlement,
      abi: settlementAbi,
      functionName: 'accountOf',
      args: [trader.address],
    })
    assert.equal(units, 2)
  })

  it('a relayer that is down only delays', async () => {
    const { world } = market
    const trader = await world.trader()
    world.relayer.isDown = true
    const placed = await world.accept(trader.buy())
    await until('the batch waiting', async () => (await world.order(placed.orderNumber)).state === 'SUBMITTED')
    world.relayer.isDown = false
    await world.orderIs(placed.orderNumber, 'SAFE')
  })
})
