import { strict as assert } from 'node:assert'
import { after, before, describe, it } from 'node:test'
import { type Abi, encodeFunctionData, zeroAddress } from 'viem'
import { until } from '../../../../local/until.ts'
import { settlementAbi } from '../../../../sdk/src/abi/settlement.gen.ts'
import { coSign } from './support/co-sign.ts'
import { createMarket, type ShellWorld } from './support/shell-world.ts'
import type { Trader } from './support/trader.ts'

describe('co-signatures', () => {
  let market: Awaited<ReturnType<typeof createMarket>>
  before(async () => {
    market = await createMarket()
  })
  after(() => market.world.end())

  it('let free cash leave at once', async () => {
    const { world } = market
    const trader = await world.trader(100_000_000n)
    const { auth, consent } = await coSign(world, trader, 'Withdraw', { amount: 60_000_000n })
    await trader.call('withdrawBySig', [60_000_000n, auth, consent])
    await until('the cash being gone', async () => (await cashOf(world, trader)).cash === '40000000')
  })

  it('reserve the cash, so that no order spends it', async () => {
    const { world } = market
    const trader = await world.trader(100_000_000n)
    await coSign(world, trader, 'Withdraw', { amount: 60_000_000n })
    assert.equal(await world.refuse(trader.buy()), 'ORDER_INSUFFICIENT_CASH')
    assert.equal((await cashOf(world, trader)).availableCash, '40000000')
  })

  it('are refused for cash that an order has reserved', async () => {
    const { world } = market
    const trader = await world.trader(100_000_000n)
    await world.accept(trader.buy({ price: 45_000_000n, quantity: 2, flags: { final: true } }))
    await assert.rejects(coSign(world, trader, 'Withdraw', { amount: 60_000_000n }), /CO_SIGNATURE_CASH_RESERVED/)
  })

  it('let a free unit leave the market and keep an offered one in', async () => {
    const { world } = market
    const trader = await world.trader()
    await world.orderIs((await world.accept(trader.buy({ quantity: 2 }))).orderNumber, 'SAFE')
    const { units } = await world.get(`/accounts/${trader.address}`)
    const [first, second] = (units as { tokenId: string }[]).map(({ tokenId }) => BigInt(tokenId))
    await world.accept(
      trader.sell({ flags: { unitChoice: 'NAMED' }, unitId: first ?? 0n, price: 49_000_000n, lane: 1 }),
    )
    await assert.rejects(coSign(world, trader, 'LeaveMarket', { tokenIds: [first] }), /CO_SIGNATURE_UNIT_RESERVED/)
    const { auth, consent } = await coSign(world, trader, 'LeaveMarket', { tokenIds: [second] })
    await trader.call('leaveMarketBySig', [[second], auth, consent])
    await until('the unit being out', async () => {
      const account = await world.get(`/accounts/${trader.address}`)
      return (account.units as unknown[]).length === 1
    })
  })

  it('cancel everything at once and make older orders worthless', async () => {
    const { world } = market
    const trader = await world.trader()
    const placed = await world.accept(trader.buy({ price: 20_000_000n }))
    const { auth, consent } = await coSign(world, trader, 'RequestCancelAll', {})
    assert.equal((await world.order(placed.orderNumber)).state, 'CANCELLED')
    await carry(trader, 'cancelAllBySig', [auth, consent])
    assert.equal(await world.refuse(trader.buy({ price: 20_000_000n })), 'ORDER_WRONG_EPOCH')
    assert.equal(await world.refuse(trader.buy({ price: 20_000_000n, epoch: 1 })), 'ORDER_WRONG_EPOCH')
    const { keys } = await world.get(`/accounts/${trader.address}`)
    const [key] = keys as { key: string; epoch: number }[]
    const onChain = await trader.epochOf(0)
    assert.deepEqual([key?.key, key?.epoch], [trader.address, onChain])
    await world.accept(trader.buy({ price: 20_000_000n, epoch: onChain }))
  })

  it('change a key at once: the old one is refused, the new one accepted', async () => {
    const { world } = market
    const trader = await world.trader()
    const placed = await world.accept(trader.buy({ price: 20_000_000n }))
    const revoked = { ...trader.tradingKey(zeroAddress), index: 0 }
    const { auth, consent } = await coSign(world, trader, 'RequestKeyChange', revoked)
    await carry(trader, 'changeKeyBySig', [revoked, '0x', auth, consent])
    await until('the eviction', async () => (await world.order(placed.orderNumber)).state !== 'OPEN')
    const inBetween = await trader.epochOf(0)
    assert.equal(await world.refuse(trader.buy({ price: 20_000_000n, epoch: inBetween })), 'ORDER_NO_KEY')
    await trader.call('registerKey', [trader.tradingKey(trader.address), '0x'])
    assert.equal(await world.refuse(trader.buy({ price: 20_000_000n, epoch: inBetween })), 'ORDER_WRONG_EPOCH')
    await world.accept(trader.buy({ price: 20_000_000n, epoch: await trader.epochOf(0) }))
  })
})

/** As the relayer carries it: the batch of intents tells the sequencer that the co-signature is spent. */
async function carry(trader: Trader, functionName: string, args: readonly unknown[]): Promise<void> {
  const item = encodeFunctionData({ abi: settlementAbi as Abi, functionName, args })
  await trader.call('executeIntents', [[item]])
}

async function cashOf(world: ShellWorld, trader: Trader) {
  return world.get(`/accounts/${trader.address}`)
}
