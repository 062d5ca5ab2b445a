import { strict as assert } from 'node:assert'
import { after, before, describe, it } from 'node:test'
import { hashTypedData } from 'viem'
import { settlementAbi } from '../../../../sdk/src/abi/settlement.gen.ts'
import { createTradingKey } from '../../../../sdk/src/trading-key.ts'
import { keyPossessionTypedData } from '../../../../sdk/src/typed-data/authorizations.ts'
import { hashOrder } from '../../../../sdk/src/typed-data/order.ts'
import { createMarket } from './support/shell-world.ts'
import type { Trader } from './support/trader.ts'

describe('an order placed, matched and settled', () => {
  let market: Awaited<ReturnType<typeof createMarket>>
  before(async () => {
    market = await createMarket()
  })
  after(() => market.world.end())

  it('is OPEN, MATCHED, then SAFE when its batch lies two blocks deep', async () => {
    const { world, listing } = market
    const buyer = await world.trader()
    const placed = await world.accept(buyer.buy({ quantity: 3 }))
    assert.deepEqual(
      placed.trades.map(({ price, quantity, state }) => [price, quantity, state]),
      [['45000000', 3, 'MATCHED']],
    )
    const order = await world.orderIs(placed.orderNumber, 'SAFE')
    assert.deepEqual([order.openUnits, order.matchedUnits, order.safeUnits], [0, 0, 3])
    assert.equal((await world.order(listing.orderNumber)).state, 'OPEN')
  })

  it('leaves the mirror with the same cash and units as the core', async () => {
    const { world } = market
    const buyer = await world.trader()
    const placed = await world.accept(buyer.buy({ quantity: 2 }))
    await world.orderIs(placed.orderNumber, 'SAFE')
    const account = await world.get(`/accounts/${buyer.address}`)
    const [cash] = await chainAccount(buyer)
    assert.equal(account.cash, String(cash))
    assert.equal((account.units as unknown[]).length, 2)
  })

  it('moves a unit through its resales to the final book and refuses it after the last', async () => {
    const { world } = market
    const [first, second, third, last] = [
      await world.trader(),
      await world.trader(),
      await world.trader(),
      await world.trader(),
    ]
    await world.orderIs((await world.accept(first.buy())).orderNumber, 'SAFE')
    await resell(first, second, false)
    await resell(second, third, false)
    assert.equal(await world.refuse(third.sell({ lane: 5, price: 48_000_000n })), 'ORDER_INSUFFICIENT_UNITS')
    await resell(third, last, true)
    const named = { flags: { unitChoice: 'NAMED' as const, final: true }, unitId: await unitOf(last), lane: 5 }
    assert.equal(await world.refuse(last.sell(named)), 'ORDER_RESALE_LIMIT')
  })

  it('hands a unit to the wallet of a buyer who asks for it', async () => {
    const { world } = market
    const buyer = await world.trader()
    const placed = await world.accept(buyer.buy({ flags: { toWallet: true } }))
    await world.orderIs(placed.orderNumber, 'SAFE')
    assert.deepEqual((await world.get(`/accounts/${buyer.address}`)).units, [])
    assert.equal((await chainAccount(buyer))[1], 1)
  })

  it('settles an order that a key of the platform signed, which nobody can copy', async () => {
    const { world } = market
    const buyer = await world.trader()
    const { key } = await createTradingKey()
    const consent = keyPossessionTypedData(world.core.domain, { account: buyer.address, index: 1, key: key.address })
    const slot = { ...buyer.tradingKey(key.address), index: 1, kind: 1 }
    await buyer.call('registerKey', [slot, await key.sign(hashTypedData(consent))])
    const { order } = await buyer.buy({ flags: { keyIndex: 1 } })
    const signed = { ...order, price: BigInt(order.price), unitId: BigInt(order.unitId) }
    const placed = await world.accept({ order, signature: await key.sign(hashOrder(world.core.domain, signed)) })
    await world.orderIs(placed.orderNumber, 'SAFE')
  })

  async function resell(from: Trader, to: Trader, final: boolean): Promise<void> {
    const { world } = market
    // Below the issuer, who is in the same book.
    const price = 44_000_000n
    await world.accept(from.sell({ flags: { final }, price, lane: 2 }))
    const flags = { final, market: true, orderClass: 'IOC' } as const
    const expiry = (await world.chain.nowSec()) + 50
    await world.orderIs((await world.accept(to.buy({ flags, price, lane: 3, expiry }))).orderNumber, 'SAFE')
  }

  async function unitOf(trader: Trader): Promise<bigint> {
    const { units } = await market.world.get(`/accounts/${trader.address}`)
    return BigInt((units as { tokenId: string }[])[0]?.tokenId ?? 0)
  }

  function chainAccount({ address }: Trader) {
    const { chain, core } = market.world
    return chain.client.readContract({
      address: core.settlement,
      abi: settlementAbi,
      functionName: 'accountOf',
      args: [address],
    })
  }
})

/** A passkey-like trading key. */
