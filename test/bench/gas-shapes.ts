import type { Wallet } from 'ethers'
import type { BatchTrade } from '../../sdk/src/batch/encode-batch.ts'
import {
  CASH,
  deployMarket,
  FACE,
  PRICE,
  RESERVE,
  type SignedOrder,
  traderOf,
} from '../contracts/settlement/fixture.ts'

/** Orders and trades of one batch, and what its accounts own before. */
export interface Shape {
  orders: SignedOrder[]
  trades: BatchTrade[]
}
type Market = Awaited<ReturnType<typeof deployMarket>>

const SERIES_COUNT = 5
/** Words of further lanes that the largest batch's orders of one issuer lie in. */
const LANE_WORDS = 5
/** Words, lanes and held money have been written before, as in every batch but an account's first. */
const WARM = { seq0: 1, filled0: 1, cash: CASH }

/** Five series, an issuer and what every batch but the first finds written; the brake has said that nothing is set. */
export async function warmMarket(): Promise<Market> {
  const market = await deployMarket()
  await market.connectBrake()
  for (let series = 1; series <= SERIES_COUNT; series++) {
    await market.words.setSeries(series, { issuer: market.issuer.address, minted: 1_000 })
  }
  await market.words.setAccount(market.issuer.address, WARM)
  await settleWarmUp(market)
  return market
}

/** One primary sale per series, so that the day's held money and the fee accumulator are not first writes. */
async function settleWarmUp(market: Market): Promise<void> {
  const orders: SignedOrder[] = []
  const trades: BatchTrade[] = []
  for (let series = 1; series <= SERIES_COUNT; series++) {
    orders.push(
      market.buy(market.bob, { series, lane: 10 + series }),
      market.sellPrimary({ series, lane: 10 + series }),
    )
    trades.push({ buy: orders.length - 2, sell: orders.length - 1, taker: 'buy', units: 1 })
  }
  orders.push(market.buy(market.bob, { lane: 30 }), market.sell(market.alice, { lane: 30 }))
  trades.push({ buy: orders.length - 2, sell: orders.length - 1, taker: 'buy', units: 1, serials: [1] })
  const records = await market.settle(orders, trades)
  if (records.some(({ code }) => code !== 'FILLED')) throw new Error(`warm-up: ${records.map(({ code }) => code)}`)
}

async function newTrader(market: Market, number: number, fields: object = WARM): Promise<Wallet> {
  const trader = traderOf(1_000 + number)
  await market.words.setProfile(trader.address, { key: trader.address })
  await market.words.setAccount(trader.address, fields)
  return trader
}

async function independent(market: Market, size: number): Promise<Shape> {
  const shape: Shape = { orders: [], trades: [] }
  for (let i = 0; i < size; i++) {
    const series = 1 + (i % SERIES_COUNT)
    const seller = await newTrader(market, 2 * i)
    const buyer = await newTrader(market, 2 * i + 1, { ...WARM, units: 1 })
    await market.words.giveUnits(seller.address, series, [10 + i, 500 + i])
    shape.orders.push(market.buy(buyer, { series, seq: 2 }), market.sell(seller, { series, seq: 2 }))
    shape.trades.push({ buy: 2 * i, sell: 2 * i + 1, taker: 'buy', units: 1, serials: [10 + i] })
  }
  return shape
}

async function oneMaker(market: Market, size: number): Promise<Shape> {
  const maker = await newTrader(market, 0)
  const serials = Array.from({ length: size + 1 }, (_, i) => 10 + i)
  await market.words.giveUnits(maker.address, 1, serials)
  const shape: Shape = { orders: [market.sell(maker, { quantity: size, seq: 2 })], trades: [] }
  for (let i = 0; i < size; i++) {
    const buyer = await newTrader(market, 1 + i, { ...WARM, units: 1 })
    shape.orders.push(market.buy(buyer, { seq: 2 }))
    shape.trades.push({ buy: 1 + i, sell: 0, taker: 'buy', units: 1, serials: [10 + i] })
  }
  return shape
}

async function primaryOneIssuer(market: Market, size: number): Promise<Shape> {
  const shape: Shape = { orders: [market.sellPrimary({ quantity: size, seq: 2 })], trades: [] }
  for (let i = 0; i < size; i++) {
    const buyer = await newTrader(market, i, { ...WARM, units: 1 })
    shape.orders.push(market.buy(buyer, { seq: 2 }))
    shape.trades.push({ buy: 1 + i, sell: 0, taker: 'buy', units: 1 })
  }
  return shape
}

/** Every trade has its own order of an issuer: five issuers, a series each, a lane per order. */
async function primaryIndependent(market: Market, size: number): Promise<Shape> {
  const shape: Shape = { orders: [], trades: [] }
  const issuers: Wallet[] = []
  for (let i = 0; i < SERIES_COUNT; i++) {
    const issuer = await newTrader(market, 10_000 + i)
    const series = 100 + i
    await market.words.setIssuer(issuer.address, { status: 2, quota: FACE * 1_000n })
    await market.words.setSeries(series, { issuer: issuer.address, reservePerUnit: RESERVE })
    await market.words.setHeld(series, market.now, { gross: PRICE, units: 1 })
    for (let word = 0; word < LANE_WORDS; word++)
      await market.words.setLanes(issuer.address, word, { seq0: 1, filled0: 1 })
    issuers.push(issuer)
  }
  for (let i = 0; i < size; i++) {
    const series = 100 + (i % SERIES_COUNT)
    const buyer = await newTrader(market, i, { ...WARM, units: 1 })
    const flags = { unitChoice: 'NAMED', primary: true } as const
    const issuer = issuers[i % SERIES_COUNT]
    if (!issuer) throw new Error(`no issuer for trade ${i}`)
    const sell = market.sell(issuer, { series, flags, lane: Math.floor(i / SERIES_COUNT), seq: 2 })
    shape.orders.push(market.buy(buyer, { series, seq: 2 }), sell)
    shape.trades.push({ buy: 2 * i, sell: 2 * i + 1, taker: 'buy', units: 1 })
  }
  return shape
}

export const shapes = { independent, oneMaker, primaryOneIssuer, primaryIndependent }
