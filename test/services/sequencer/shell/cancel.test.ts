import { strict as assert } from 'node:assert'
import { after, before, describe, it } from 'node:test'
import { BaseError, ContractFunctionRevertedError } from 'viem'
import { until } from '../../../../local/until.ts'
import { settlementAbi } from '../../../../sdk/src/abi/settlement.gen.ts'
import { createMarket, type ShellWorld } from './support/shell-world.ts'
import type { Trader } from './support/trader.ts'

interface Receipt {
  account: string
  lane: number
  seq: number
  filled: number
  position: string
  signature: string
}

describe('cancels', () => {
  let market: Awaited<ReturnType<typeof createMarket>>
  before(async () => {
    market = await createMarket()
  })
  after(() => market.world.end())

  it('give a receipt that ends the lane on chain', async () => {
    const { world } = market
    const trader = await world.trader()
    const placed = await world.accept(trader.buy({ price: 20_000_000n }))
    const receipt = await cancel(world, trader, placed.orderNumber)
    await trader.call('voidWithReceipt', argumentsOf(receipt))
    const lane = await world.chain.client.readContract({
      address: world.core.settlement,
      abi: settlementAbi,
      functionName: 'laneOf',
      args: [trader.address, 0],
    })
    assert.deepEqual(lane, [1, 0xffff_ffff])
  })

  it('cannot overtake the fill that they count', async () => {
    const { world } = market
    const [seller, buyer] = [await world.trader(), await world.trader()]
    const bought = await world.accept(seller.buy({ quantity: 2 }))
    await world.orderIs(bought.orderNumber, 'SAFE')
    world.relayer.isHolding = true
    await world.accept(seller.sell({ quantity: 2, price: 44_000_000n, lane: 1 }))
    const placed = await world.accept(buyer.buy({ quantity: 5, price: 44_000_000n }))
    const receipt = await cancel(world, buyer, placed.orderNumber)
    assert.equal(receipt.filled, 2)
    assert.equal(await revertOf(world, receipt), 'Orders_FillPending')
    world.relayer.isHolding = false
    await world.mineUntil('the fills being on chain', async () => (await revertOf(world, receipt)) === undefined)
  })

  it('come without a receipt while a replaced order of the lane waits for its fills', async () => {
    const { world } = market
    const [seller, buyer] = [await world.trader(), await world.trader()]
    await world.orderIs((await world.accept(seller.buy())).orderNumber, 'SAFE')
    world.relayer.isHolding = true
    await world.accept(seller.sell({ price: 44_000_000n, lane: 1 }))
    await world.accept(buyer.buy({ quantity: 3, price: 44_000_000n }))
    const replacement = await world.accept(buyer.buy({ quantity: 3, price: 20_000_000n, seq: 2 }))
    const target = { account: buyer.address, cancels: [{ orderNumber: replacement.orderNumber }] }
    const [early] = (await world.post('/cancels', target)).results as { status: string; receipt?: Receipt }[]
    assert.deepEqual(early, { status: 'cancelled', orderNumber: replacement.orderNumber })
    world.relayer.isHolding = false
    const receipt = async () => ((await world.post('/cancels', target)).results as { receipt?: Receipt }[])[0]?.receipt
    await world.mineUntil('the receipt', async () => (await receipt()) !== undefined)
    await buyer.call('voidWithReceipt', argumentsOf(await cancel(world, buyer, replacement.orderNumber)))
  })

  it('are corrected when a fill that they counted is skipped', async () => {
    const { world } = market
    const [seller, buyer] = [await world.trader(), await world.trader()]
    await world.orderIs((await world.accept(seller.buy())).orderNumber, 'SAFE')
    world.relayer.isHolding = true
    const batches = world.relayer.batches().length
    await world.accept(seller.sell({ price: 44_000_000n, lane: 1 }))
    const placed = await world.accept(buyer.buy({ quantity: 3, price: 44_000_000n }))
    assert.equal((await cancel(world, buyer, placed.orderNumber)).filled, 1)
    await until('the batch being handed over', () => world.relayer.batches().length > batches)
    await seller.identify({ state: 2 })
    world.relayer.isHolding = false
    const filled = async () => (await cancel(world, buyer, placed.orderNumber)).filled
    await world.mineUntil('the correction', async () => (await filled()) === 0)
    await buyer.call('voidWithReceipt', argumentsOf(await cancel(world, buyer, placed.orderNumber)))
  })

  it('of everything tell how many there were', async () => {
    const { world } = market
    const trader = await world.trader()
    await world.place(trader.buy({ price: 20_000_000n }), trader.buy({ price: 21_000_000n, lane: 1 }))
    const answer = await world.post('/cancel-all', { account: trader.address })
    assert.equal(answer.cancelled, 2)
    assert.equal((answer.receipts as Receipt[]).length, 2)
  })

  it('of somebody else’s order find nothing', async () => {
    const { world } = market
    const [owner, other] = [await world.trader(), await world.trader()]
    const placed = await world.accept(owner.buy({ price: 20_000_000n }))
    const { results } = await world.post('/cancels', {
      account: other.address,
      cancels: [{ orderNumber: placed.orderNumber }],
    })
    assert.deepEqual(results, [{ status: 'rejected', code: 'ORDER_NOT_FOUND' }])
  })

  it('asked for twice give the same receipt', async () => {
    const { world } = market
    const trader = await world.trader()
    const placed = await world.accept(trader.buy({ price: 20_000_000n }))
    const first = await cancel(world, trader, placed.orderNumber)
    assert.deepEqual(await cancel(world, trader, placed.orderNumber), first)
  })
})

async function cancel(world: ShellWorld, trader: Trader, orderNumber: string): Promise<Receipt> {
  const { results } = await world.post('/cancels', { account: trader.address, cancels: [{ orderNumber }] })
  const [result] = results as { receipt: Receipt }[]
  if (!result?.receipt) throw new Error(JSON.stringify(results))
  return result.receipt
}

function argumentsOf({ account, lane, seq, filled, position, signature }: Receipt) {
  return [account, lane, seq, filled, BigInt(position), signature] as const
}

async function revertOf(world: ShellWorld, receipt: Receipt): Promise<string | undefined> {
  try {
    await world.chain.client.simulateContract({
      address: world.core.settlement,
      abi: settlementAbi,
      functionName: 'voidWithReceipt',
      args: argumentsOf(receipt) as never,
    })
    return undefined
  } catch (error) {
    const revert =
      error instanceof BaseError ? error.walk((cause) => cause instanceof ContractFunctionRevertedError) : null
    return revert instanceof ContractFunctionRevertedError ? revert.data?.errorName : String(error)
  }
}
