import { strict as assert } from 'node:assert'
import { after, before, describe, it } from 'node:test'
import { type Abi, encodeFunctionData, type Hex } from 'viem'
import { localKey } from '../../../../local/keys.ts'
import { until } from '../../../../local/until.ts'
import { settlementAbi } from '../../../../sdk/src/abi/settlement.gen.ts'
import { decodeRecords } from '../../../../sdk/src/batch/decode-records.ts'
import { EXIT_DELAY_SEC } from './support/core.ts'
import { createSettledMarket, type SettledMarket } from './support/settled-market.ts'
import type { Result } from './support/shell-world.ts'
import { tradeHistory } from './support/trade-history.ts'
import type { Trader } from './support/trader.ts'

const CASH = 1_000_000_000n
const PRICE = 45_000_000n
/** 0.5 % of 45.00. */
const FEE = 225_000n
const BATCH_DEPTHS = [1, 3, 6, 12]
/** From this depth on the trade is SAFE before its block is taken away. */
const SAFE_BLOCKS = 3

/**
 * given a trade in a batch that lies `depth` blocks deep
 * ├── when the blocks go and nothing takes their place
 * │   ├── it is MATCHED again and settles once, at every depth
 * │   ├── it reserves its price again until the chain shows it
 * │   ├── the buy that the proceeds pay for stays in the book
 * │   ├── the resale of what was bought stays in the book, unless the trade is then skipped
 * │   └── it settles once although the sequencer is killed, or was stopped with a snapshot, meanwhile
 * ├── when the batches of a chain of resales go, they settle in their order
 * └── when other content takes their place
 *     ├── a buyer who left first: skipped, the buyer evicted, the seller's quantity restored, the rest of the batch settled
 *     └── a buyer who was frozen first: the same, with everything running
 */
describe('a reorg', () => {
  let market: SettledMarket
  before(async () => {
    market = await createSettledMarket()
  })
  after(() => market.end())

  for (const depth of BATCH_DEPTHS) {
    it(`of ${depth} blocks takes a trade back to MATCHED and settles it again once`, async () => {
      const { buyer, placed } = await settledAt(depth)
      await market.world.chain.reorganise(depth)
      await settlesAgain(buyer, placed)
      assert.deepEqual(await historyOf(placed), [
        'SUBMITTED',
        ...(depth >= SAFE_BLOCKS ? ['SAFE', 'MATCHED', 'SUBMITTED'] : []),
        'SAFE',
      ])
    })
  }

  it('reserves the price of a trade again until the chain shows it again', async () => {
    const { world, relayer } = market
    const { buyer, placed } = await settledAt(6)
    const settled = await world.get(`/accounts/${buyer.address}`)
    await relayer.kill('SIGKILL')
    await world.chain.reorganise(6)
    await until('the trade being taken back', async () => (await world.order(placed.orderNumber)).state === 'SUBMITTED')
    const account = await world.get(`/accounts/${buyer.address}`)
    assert.deepEqual(
      [account.cash, account.reservedCash, account.availableCash, account.units],
      [String(CASH), String(PRICE + FEE), settled.availableCash, []],
    )
    await relayer.start()
    await settlesAgain(buyer, placed)
    assert.equal((await world.get(`/accounts/${buyer.address}`)).reservedCash, '0')
  })

  it('leaves the resale of what was bought in the book', async () => {
    const { world } = market
    const { buyer, placed } = await settledAt(3)
    const resale = await world.accept(buyer.sell({ price: 49_000_000n, lane: 1 }))
    await world.chain.reorganise(4)
    await settlesAgain(buyer, placed)
    assert.equal((await world.order(resale.orderNumber)).state, 'OPEN')
  })

  it('leaves the buy that the proceeds of a sale pay for in the book', async () => {
    const { world } = market
    const [seller, other] = [await world.trader(46_000_000n), await world.trader()]
    await world.accept(seller.buy())
    await world.mineUntil('the first batch', async () => (await unitsOf(seller)) === 1)
    const sold = await resell(seller, other)
    const paid = await world.accept(seller.buy({ price: 40_000_000n, lane: 4 }))
    await world.chain.reorganise(1)
    await world.mineUntil('the chain showing the sale again', async () => (await unitsOf(other)) === 1)
    await world.orderIs(sold.orderNumber, 'SAFE')
    assert.equal((await world.order(paid.orderNumber)).state, 'OPEN')
  })

  it('evicts the resale of what was bought when its trade is skipped after it', async () => {
    const { world } = market
    const { buyer: owner } = await settledAt(3)
    const buyer = await world.trader()
    const placed = await resell(owner, buyer)
    const resale = await world.accept(buyer.sell({ price: 49_000_000n, lane: 1 }))
    await world.chain.reorganise(1, [await rawCall(localKey('deployer'), 'setProfile', frozen(owner))])
    await world.orderIs(resale.orderNumber, 'EVICTED')
    await world.orderIs(placed.orderNumber, 'OPEN')
    assert.equal(await unitsOf(owner), 1)
    await world.post('/cancel-all', { account: buyer.address })
  })

  it('settles a chain of resales in several batches again in their order', async () => {
    const { world } = market
    const owners = [await world.trader(), await world.trader(), await world.trader()] as const
    const first = await world.accept(owners[0].buy())
    await world.mineUntil('the first batch', async () => (await unitsOf(owners[0])) === 1)
    const placed = [first, await resell(owners[0], owners[1]), await resell(owners[1], owners[2])]
    await mineTo(12, await blockOfBatch(-3))
    await until('all being safe', async () => (await world.order(String(placed[2]?.orderNumber))).state === 'SAFE')
    await world.chain.reorganise(12)
    await world.mineUntil('the last owner having it again', async () => (await unitsOf(owners[2])) === 1)
    for (const { orderNumber } of placed) await world.orderIs(orderNumber, 'SAFE')
    assert.deepEqual(await Promise.all(owners.map(unitsOf)), [0, 0, 1])
    assert.deepEqual(await Promise.all(owners.map(async (owner) => (await fillsOf(owner)).length)), [1, 1, 1])
  })

  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    it(`settles a trade once although the sequencer ends by ${signal} before it`, async () => {
      const { world } = market
      const { buyer, placed } = await settledAt(6)
      await world.sequencer.kill(signal)
      await world.chain.reorganise(6)
      await world.sequencer.start()
      await settlesAgain(buyer, placed)
    })
  }

  it('settles a trade once although the sequencer is killed while it sees it', async () => {
    const { world } = market
    for (const depth of BATCH_DEPTHS) {
      const { buyer, placed } = await settledAt(depth)
      const lines = world.sequencer.lines.length
      await world.chain.reorganise(depth)
      await until('the first block being taken back', () =>
        world.sequencer.lines.slice(lines).some((line) => line.includes('block abandoned')),
      )
      await world.sequencer.kill('SIGKILL')
      await world.sequencer.start()
      await settlesAgain(buyer, placed)
    }
  })

  for (const killed of ['nobody', 'the sequencer'] as const) {
    it(`skips the trade of a buyer who left before it, and settles the rest, with ${killed} killed`, async () => {
      const { world, relayer, listing } = market
      const open = (await world.order(listing.orderNumber)).openUnits
      const { buyer, placed, other, otherPlaced } = await twoSettledAt(6)
      await relayer.kill('SIGKILL')
      if (killed === 'the sequencer') await world.sequencer.kill('SIGKILL')
      await world.chain.reorganise(6, [await rawCall(buyer.key, 'requestExit', [])])
      await world.chain.wait(EXIT_DELAY_SEC + 1)
      await world.chain.send(localKey('deployer'), coreCall('withdraw', [buyer.address, []]))
      await Promise.all([relayer.start(), killed === 'the sequencer' ? world.sequencer.start() : undefined])
      await world.orderIs(placed.orderNumber, 'EVICTED')
      await assertSettledOnce(other, otherPlaced)
      assert.equal(await unitsOf(buyer), 0)
      assert.equal((await historyOf(placed)).at(-1), 'SKIPPED')
      assert.equal((await world.order(listing.orderNumber)).openUnits, Number(open) - 1)
    })
  }

  it('skips the trade of a buyer who was frozen before it, with everything running', async () => {
    const { world } = market
    const { buyer, placed, other, otherPlaced } = await twoSettledAt(12)
    await world.chain.reorganise(12, [await rawCall(localKey('deployer'), 'setProfile', frozen(buyer))])
    await world.orderIs(placed.orderNumber, 'EVICTED')
    await assertSettledOnce(other, otherPlaced)
    assert.equal(await unitsOf(buyer), 0)
    const { trades } = await world.get(`/orders/${placed.orderNumber}/fills`)
    assert.deepEqual(
      (trades as { state: string }[]).map(({ state }) => state),
      ['SKIPPED'],
    )
  })

  /** A bought unit whose batch is in the last of `depth` blocks; deeper ones are SAFE. */
  async function settledAt(depth: number): Promise<{ buyer: Trader; placed: Result }> {
    const { world } = market
    const buyer = await world.trader()
    const placed = await world.accept(buyer.buy())
    await world.mineUntil('the batch', async () => (await unitsOf(buyer)) === 1)
    await world.chain.mine(depth - 1)
    await world.seen()
    if (depth >= SAFE_BLOCKS) {
      await until('the trade being safe', async () => (await world.order(placed.orderNumber)).state === 'SAFE')
    }
    return { buyer, placed }
  }

  /** Two bought units in one batch. */
  async function twoSettledAt(depth: number) {
    const { world } = market
    const [buyer, other] = [await world.trader(), await world.trader()]
    const [placed, otherPlaced] = (await world.place(buyer.buy(), other.buy())) as [Result, Result]
    await world.mineUntil('the batch', async () => (await unitsOf(other)) === 1)
    await world.chain.mine(depth - 1)
    await until('the trade being safe', async () => (await world.order(placed.orderNumber)).state === 'SAFE')
    return { buyer, placed, other, otherPlaced }
  }

  /** Below the issuer, who is in the same book; mined until the batch is in a block. */
  async function resell(from: Trader, to: Trader): Promise<Result> {
    const { world } = market
    const price = 44_000_000n
    await world.accept(from.sell({ price, lane: 2 }))
    const placed = await world.accept(to.buy({ price, lane: 3 }))
    await world.mineUntil('the batch', async () => (await unitsOf(to)) === 1)
    return placed
  }

  async function settlesAgain(buyer: Trader, placed: Result): Promise<void> {
    await market.world.mineUntil('the chain showing the trade again', async () => (await unitsOf(buyer)) === 1)
    await assertSettledOnce(buyer, placed)
  }

  async function assertSettledOnce(buyer: Trader, placed: Result): Promise<void> {
    const { world } = market
    const order = await world.orderIs(placed.orderNumber, 'SAFE')
    assert.equal(Number(order.safeUnits) + Number(order.finalUnits), 1)
    const [cash, units] = await accountOf(buyer)
    assert.deepEqual([cash, units], [CASH - PRICE - FEE, 1])
    assert.equal((await fillsOf(buyer)).length, 1)
    const account = await world.get(`/accounts/${buyer.address}`)
    assert.deepEqual([account.cash, account.reservedCash], [String(cash), '0'])
  }

  function historyOf({ trades }: Result): Promise<string[]> {
    return tradeHistory(market.world.dataDir, trades[0]?.tradeId ?? 0)
  }

  /** The chain's own records of what a buyer bought. */
  async function fillsOf({ address }: Trader) {
    const batches = await batchLogs()
    const records = batches.flatMap(({ args }) => decodeRecords(args.records ?? []))
    return records.filter(({ code, buy }) => code === 'FILLED' && buy.account.toLowerCase() === address.toLowerCase())
  }

  async function blockOfBatch(index: number): Promise<bigint> {
    return (await batchLogs()).at(index)?.blockNumber ?? 0n
  }

  function batchLogs() {
    const { chain, core } = market.world
    return chain.client.getContractEvents({
      address: core.settlement,
      abi: settlementAbi,
      eventName: 'BatchSettled',
      fromBlock: 0n,
    })
  }

  /** Mines until a block is the deepest of the last `depth`. */
  async function mineTo(depth: number, block: bigint): Promise<void> {
    const { chain } = market.world
    await chain.mine(depth - 1 - Number((await chain.client.getBlockNumber()) - block))
    await market.world.seen()
  }

  async function unitsOf(trader: Trader): Promise<number> {
    return (await accountOf(trader))[1]
  }

  function accountOf({ address }: Trader) {
    const { chain, core } = market.world
    return chain.client.readContract({
      address: core.settlement,
      abi: settlementAbi,
      functionName: 'accountOf',
      args: [address],
    })
  }

  /** Arguments that freeze an account. */
  function frozen({ address }: Trader): readonly unknown[] {
    const profile = { level: 2, state: 2, sanctioned: false, kycExpiryDay: 0xffff, jurisdiction: 840 }
    return [address, { ...profile, accredited: false, marketMaker: false }]
  }

  function coreCall(functionName: string, args: readonly unknown[]) {
    return { to: market.world.core.settlement, abi: settlementAbi as Abi, functionName, args }
  }

  function rawCall(key: Hex, functionName: string, args: readonly unknown[]): Promise<Hex> {
    const call = coreCall(functionName, args)
    return market.world.chain.sign(key, { to: call.to, data: encodeFunctionData(call) })
  }
})
