import { expect } from 'chai'
import { concat, dataLength, dataSlice } from 'ethers'
import type { Hex } from 'viem'
import { CASH, deployMarket, networkHelpers, PRICE, SERIES, tokenIdOf } from '../fixture.ts'

const { loadFixture } = networkHelpers
const TAKER_FEE = 225_000n
const ORDER_BYTES = 99
const [ACCOUNTS_AT, SERIES_BYTES, ACCOUNT_BYTES] = [47, 4, 20]
const ORDERS_AT = ACCOUNTS_AT + 2 * ACCOUNT_BYTES + SERIES_BYTES

/** The batch with bytes replaced at an offset. */
function patch(batch: Hex, offset: number, bytes: string): Hex {
  return concat([dataSlice(batch, 0, offset), bytes, dataSlice(batch, offset + dataLength(bytes))]) as Hex
}

async function deployPair() {
  const market = await deployMarket()
  const orders = [market.buy(market.bob, { quantity: 3 }), market.sell(market.alice, { quantity: 3 })]
  const trade = { buy: 0, sell: 1, taker: 'buy', units: 1, serials: [1] } as const
  return { market, orders, trade, batch: await market.encode(orders, [trade]) }
}

// Audits of Polymarket's exchange (ChainSecurity, V1; Cantina and Quantstamp, V2), and a hole of our own prototype: what is matched with what
// ├── zero-size-fill-finalises-order
// ├── cross-market-pairing: of series, of the open and the final market, and through an account between them
// ├── token-id-zero-alias: series 0, serial 0, unit id 0
// ├── order-type-combinations: an order that contradicts itself
// ├── same-order-twice: in one batch, beyond its quantity, in two batches
// └── phantom-lock: what a skipped trade wanted is free at once
describe('Attack: matching', () => {
  it('zero-size-fill-finalises-order: a trade of no units reverts, and the order fills whole afterwards', async () => {
    const { market, orders, trade, batch } = await loadFixture(deployPair)
    const empty = patch(batch, ORDERS_AT + 2 * ORDER_BYTES + 4, '0x00')

    await expect(market.send(empty)).to.be.revertedWithCustomError(market.settlement, 'Settlement_Malformed')
    const [record] = await market.settle(orders, [{ ...trade, units: 3, serials: [1, 2, 3] }])

    expect(record?.code).to.equal('FILLED')
  })

  it('cross-market-pairing: orders of two series are skipped', async () => {
    const market = await loadFixture(deployMarket)
    await market.words.setSeries(2, { issuer: market.issuer.address })
    await market.expectSkip(market.buy(market.bob, { series: 2 }), market.sell(market.alice), 'SERIES_MISMATCH', 'both')
  })

  it('cross-market-pairing: an order of the final market is no match for one of the open market', async () => {
    const market = await loadFixture(deployMarket)
    const buy = market.buy(market.bob, { flags: { final: true } })
    await market.expectSkip(buy, market.sell(market.alice), 'MARKET_MISMATCH', 'both')
  })

  it('cross-market-pairing: an account with units of one series cannot deliver them for another', async () => {
    const market = await loadFixture(deployMarket)
    await market.words.setSeries(2, { issuer: market.issuer.address })
    const [buy, sell] = [market.buy(market.bob, { series: 2 }), market.sell(market.alice, { series: 2 })]
    await market.expectSkip(buy, sell, 'UNIT_NOT_OWNED', 'sell')
  })

  it('token-id-zero-alias: there is no series 0', async () => {
    const { market, batch } = await loadFixture(deployPair)
    const aliased = patch(batch, ACCOUNTS_AT + 2 * ACCOUNT_BYTES, '0x00000000')
    await expect(market.send(aliased)).to.be.revertedWithCustomError(market.settlement, 'Settlement_SeriesUnsorted')
  })

  it('token-id-zero-alias: there is no serial 0', async () => {
    const { market, batch } = await loadFixture(deployPair)
    const aliased = patch(batch, ORDERS_AT + 2 * ORDER_BYTES + 5, '0x00000000')
    await expect(market.send(aliased)).to.be.revertedWithCustomError(market.settlement, 'Settlement_Malformed')
  })

  it('token-id-zero-alias: unit id 0 names no unit', async () => {
    const market = await loadFixture(deployMarket)
    const named = market.sell(market.alice, { flags: { unitChoice: 'NAMED' } })
    await market.expectSkip(market.buy(market.bob), named, 'ORDER_INVALID', 'sell')
  })

  it('order-type-combinations: a primary order that buys is skipped', async () => {
    const market = await loadFixture(deployMarket)
    const buy = market.buy(market.bob, { flags: { primary: true } })
    await market.expectSkip(buy, market.sell(market.alice), 'ORDER_INVALID', 'buy')
  })

  it('order-type-combinations: a NAMED sell of two units is skipped', async () => {
    const market = await loadFixture(deployMarket)
    const named = { flags: { unitChoice: 'NAMED' }, unitId: tokenIdOf(SERIES, 1), quantity: 2 } as const
    await market.expectSkip(market.buy(market.bob), market.sell(market.alice, named), 'ORDER_INVALID', 'sell')
  })

  it('same-order-twice: a batch that lists it twice reverts', async () => {
    const { market, batch } = await loadFixture(deployPair)
    const twice = patch(batch, ORDERS_AT + ORDER_BYTES, dataSlice(batch, ORDERS_AT, ORDERS_AT + ORDER_BYTES))
    await expect(market.send(twice))
      .to.be.revertedWithCustomError(market.settlement, 'Settlement_OrdersUnsorted')
      .withArgs(1)
  })

  it('same-order-twice: its trades share the signed quantity, in one batch and in the next', async () => {
    const market = await loadFixture(deployMarket)
    const orders = [market.buy(market.bob), market.sell(market.alice, { quantity: 3 })]
    const one = { buy: 0, sell: 1, taker: 'buy', units: 1 } as const

    const [first, second] = await market.settle(orders, [
      { ...one, serials: [1] },
      { ...one, serials: [2] },
    ])
    const [third] = await market.settle(orders, [{ ...one, serials: [2] }])

    const codes = [first, second, third].map((record) => record?.code)
    expect(codes).to.deep.equal(['FILLED', 'ORDER_FILLED', 'ORDER_FILLED'])
    expect((await market.settlement.accountOf(market.bob.address)).cash).to.equal(CASH - PRICE - TAKER_FEE)
  })

  it('phantom-lock: money that a skipped trade wanted buys the next unit of the same batch', async () => {
    const market = await loadFixture(deployMarket)
    const { alice, bob, carol, settlement } = market
    await market.words.setAccount(bob.address, { cash: PRICE + TAKER_FEE })
    const orders = [market.buy(bob, { quantity: 2 }), market.sell(carol), market.sell(alice)]
    const one = { buy: 0, taker: 'buy', units: 1, serials: [1] } as const

    const records = await market.settle(orders, [
      { ...one, sell: 1 },
      { ...one, sell: 2 },
    ])

    expect(records.map(({ code }) => code)).to.deep.equal(['UNIT_NOT_OWNED', 'FILLED'])
    expect((await settlement.accountOf(bob.address)).cash).to.equal(0n)
  })
})
