import { expect } from 'chai'
import { concat, dataLength, dataSlice, toBeHex } from 'ethers'
import type { Hex } from 'viem'
import { deployMarket, type Market, networkHelpers } from '../fixture.ts'

const { loadFixture } = networkHelpers
const HEADER = 47
const ACCOUNTS = HEADER
const SERIES_AT = ACCOUNTS + 2 * 20
const ORDERS = SERIES_AT + 4
const TRADES = ORDERS + 2 * 99
/** Where a field lies in an order and in a trade. */
const ORDER = { form: 0, account: 1, series: 3, lane: 16, seq: 17 } as const
const TRADE = { buy: 0, sell: 2, info: 4, serials: 5 } as const

/** A good batch of one resale: Alice (account 0 or 1) sells unit 1 to Bob. */
async function deployWithBatch() {
  const market = await deployMarket()
  const orders = [market.buy(market.bob), market.sell(market.alice)]
  const batch = await market.encode(orders, [{ buy: 0, sell: 1, taker: 'buy', units: 1, serials: [1] }])
  return { market, batch, settle: (data: string) => market.settlement.connect(market.operator).settle(data) }
}

/** The batch with bytes replaced at an offset. */
function patch(batch: string, offset: number, bytes: string): string {
  return concat([dataSlice(batch, 0, offset), bytes, dataSlice(batch, offset + dataLength(bytes))])
}

function swap(batch: string, first: number, second: number, size: number): string {
  const left = dataSlice(batch, first, first + size)
  return patch(patch(batch, first, dataSlice(batch, second, second + size)), second, left)
}

async function twoSeries(market: Market): Promise<Hex> {
  await market.words.setSeries(2, { issuer: market.issuer.address })
  const orders = [market.buy(market.bob), market.sell(market.alice), market.buy(market.carol, { series: 2 })]
  return market.encode(orders, [{ buy: 0, sell: 1, taker: 'buy', units: 1, serials: [1] }])
}

// settle: malformed batches revert whole
// ├── when the header is cut, or nothing is sent
// ├── when accounts, series, orders or trades are cut
// ├── when bytes follow the last trade
// ├── when an index of an account, a series or an order is out of range
// ├── when an order has an unknown form, a lane above 127 or sequence 0
// ├── when a trade has no units, more than 100, or serials that do not ascend
// ├── when accounts are not strictly ascending, or address zero
// ├── when series are not strictly ascending, or series 0
// └── when orders are not strictly ascending, or one is listed twice (attacks/matching)
describe('Settlement.settle: malformed batches', () => {
  for (const size of [0, 46, ACCOUNTS + 39, SERIES_AT + 3, ORDERS + 98, TRADES - 1, TRADES + 4, TRADES + 8]) {
    it(`reverts when only ${size} bytes arrive`, async () => {
      const { market, batch, settle } = await loadFixture(deployWithBatch)

      await expect(settle(dataSlice(batch, 0, size))).to.be.revertedWithCustomError(
        market.settlement,
        'Settlement_Malformed',
      )
    })
  }

  const flaws: readonly [string, number, string][] = [
    ["an order's account index is out of range", ORDERS + ORDER.account, '0x0002'],
    ["an order's series index is out of range", ORDERS + ORDER.series, '0x01'],
    ['an order has an unknown form', ORDERS + ORDER.form, '0x04'],
    ['an order has lane 128', ORDERS + ORDER.lane, '0x80'],
    ['an order has sequence 0', ORDERS + 99 + ORDER.seq, '0x00000000'],
    ['an order claims a unit id that the rest cannot hold', ORDERS + ORDER.form, '0x01'],
    ["a trade's buy index is out of range", TRADES + TRADE.buy, '0x0002'],
    ["a trade's sell index is out of range", TRADES + TRADE.sell, '0x0002'],
    ['a trade has no units', TRADES + TRADE.info, '0x00'],
    ['a trade has 101 units', TRADES + TRADE.info, toBeHex(101 << 1)],
    ['a serial is 0', TRADES + TRADE.serials, '0x00000000'],
  ]
  for (const [name, offset, bytes] of flaws) {
    it(`reverts when ${name}`, async () => {
      const { market, batch, settle } = await loadFixture(deployWithBatch)

      await expect(settle(patch(batch, offset, bytes))).to.be.revertedWithCustomError(
        market.settlement,
        'Settlement_Malformed',
      )
    })
  }

  it('names the byte that it could not read', async () => {
    const { market, batch, settle } = await loadFixture(deployWithBatch)

    await expect(settle(concat([batch, '0x00'])))
      .to.be.revertedWithCustomError(market.settlement, 'Settlement_Malformed')
      .withArgs(TRADES + 9)
  })

  it('reverts when a trade names the same unit twice', async () => {
    const market = await loadFixture(deployMarket)
    const orders = [market.buy(market.bob, { quantity: 2 }), market.sell(market.alice, { quantity: 2 })]
    const batch = await market.encode(orders, [{ buy: 0, sell: 1, taker: 'buy', units: 2, serials: [2, 2] }])

    await expect(market.send(batch)).to.be.revertedWithCustomError(market.settlement, 'Settlement_Malformed')
  })

  it('reverts when accounts descend', async () => {
    const { market, batch, settle } = await loadFixture(deployWithBatch)

    await expect(settle(swap(batch, ACCOUNTS, ACCOUNTS + 20, 20)))
      .to.be.revertedWithCustomError(market.settlement, 'Settlement_AccountsUnsorted')
      .withArgs(1)
  })

  it('reverts when an account is listed twice', async () => {
    const { market, batch, settle } = await loadFixture(deployWithBatch)

    await expect(settle(patch(batch, ACCOUNTS, dataSlice(batch, ACCOUNTS + 20, ACCOUNTS + 40))))
      .to.be.revertedWithCustomError(market.settlement, 'Settlement_AccountsUnsorted')
      .withArgs(1)
  })

  it('reverts when an account is address zero', async () => {
    const { market, batch, settle } = await loadFixture(deployWithBatch)

    await expect(settle(patch(batch, ACCOUNTS, `0x${'00'.repeat(20)}`)))
      .to.be.revertedWithCustomError(market.settlement, 'Settlement_AccountsUnsorted')
      .withArgs(0)
  })

  it('reverts when series descend', async () => {
    const market = await loadFixture(deployMarket)
    const batch = await twoSeries(market)
    const at = HEADER + 3 * 20

    await expect(market.send(swap(batch, at, at + 4, 4) as Hex))
      .to.be.revertedWithCustomError(market.settlement, 'Settlement_SeriesUnsorted')
      .withArgs(1)
  })

  it('reverts when a series is 0', async () => {
    const { market, batch, settle } = await loadFixture(deployWithBatch)

    await expect(settle(patch(batch, SERIES_AT, '0x00000000')))
      .to.be.revertedWithCustomError(market.settlement, 'Settlement_SeriesUnsorted')
      .withArgs(0)
  })

  it('reverts when orders descend', async () => {
    const { market, batch, settle } = await loadFixture(deployWithBatch)

    await expect(settle(swap(batch, ORDERS, ORDERS + 99, 99)))
      .to.be.revertedWithCustomError(market.settlement, 'Settlement_OrdersUnsorted')
      .withArgs(1)
  })
})
