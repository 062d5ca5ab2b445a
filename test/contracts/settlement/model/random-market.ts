import type { BatchTrade } from '../../../../sdk/src/batch/encode-batch.ts'
import { ORDER_CLASSES, UNIT_CHOICES } from '../../../../sdk/src/order-flags.ts'
import { DAY, FACE, FULL_SCOPE, type Market, PRICE, RESERVE, type SignedOrder, type Trader } from '../fixture.ts'
import { type Account, type ModelOrder, type Series, tokenOf, type World } from './reference.ts'

/** A number in [0, 1). */
export type Random = () => number
export interface RandomBatch {
  signed: SignedOrder[]
  modelled: ModelOrder[]
  trades: BatchTrade[]
}

const PRICES = [...Array<bigint>(30).fill(PRICE), PRICE + 500_000n, PRICE - 500_000n, FACE, FACE + 1n]
const LANES = [0, 0, 1, 2, 3, 6]
const SERIES_COUNT = 3
const UNITS_PER_OWNER = 6
/** The fixture's own units, 1 to 3, stay outside the model. */
const FIRST_SERIAL = 4
const KYC_NEVER = 65_535

const chance = (random: Random, probability: number) => random() < probability
const integer = (random: Random, below: number) => Math.floor(random() * below)
function oneOf<T>(random: Random, values: readonly T[]): T {
  const value = values[integer(random, values.length)]
  if (value === undefined) throw new Error('nothing to choose from')
  return value
}

/** Random people, series and units, in the core and in the model. */
export async function createWorld(market: Market, random: Random): Promise<World> {
  const world: World = { accounts: new Map(), series: new Map(), units: new Map(), earned: 0n }
  const traders = tradersOf(market)
  for (const trader of traders) world.accounts.set(trader.address, await createAccount(market, trader, random))
  for (let series = 1; series <= SERIES_COUNT; series++)
    world.series.set(series, await createSeries(market, series, random))
  let serial = FIRST_SERIAL
  for (const trader of traders) {
    for (let i = 0; i < UNITS_PER_OWNER; i++) await createUnit(market, world, trader, serial++, random)
  }
  return world
}

async function createAccount(market: Market, trader: Trader, random: Random): Promise<Account> {
  const rare = () => chance(random, 0.012)
  const account: Account = {
    cash: chance(random, 0.15) ? PRICE * 2n : PRICE * 100n,
    units: 0,
    lanes: new Map(),
    missedCash: false,
    missedUnits: false,
    level: rare() ? integer(random, 2) : 2,
    state: rare() ? 1 + integer(random, 3) : 0,
    sanctioned: rare(),
    kycExpired: rare(),
    accredited: chance(random, 0.7),
    keyExpired: rare(),
    hasKey: !rare(),
    mayBuy: !rare(),
    maySell: !rare(),
  }
  await market.words.setAccount(trader.address, { cash: account.cash })
  await market.words.setProfile(trader.address, {
    key: account.hasKey ? trader.address : 0,
    keyExpiryDay: account.keyExpired ? 1 : 0,
    level: account.level,
    state: account.state,
    isSanctioned: account.sanctioned,
    kycExpiryDay: account.kycExpired ? 1 : KYC_NEVER,
    isAccredited: account.accredited,
    scope: FULL_SCOPE & ~((account.mayBuy ? 0 : 1 << 14) | (account.maySell ? 0 : 1 << 15)),
  })
  return account
}

async function createSeries(market: Market, series: number, random: Random): Promise<Series> {
  const isTransferable = !chance(random, 0.04)
  const resaleLimit = chance(random, 0.8) ? 3 : integer(random, 4)
  const model: Series = {
    issuer: market.issuer.address,
    issuerActive: true,
    live: !chance(random, 0.03),
    security: series === 2,
    face: FACE,
    resaleLimit: isTransferable ? resaleLimit : 0,
    supply: 1_000 + integer(random, 24),
    minted: 1_000,
    issuanceFeeBps: BigInt(oneOf(random, [0, 80, 120])),
    reserve: RESERVE,
    gross: 0n,
    buyerFees: 0n,
    issuanceFees: 0n,
  }
  await market.words.setSeries(series, {
    issuer: model.issuer,
    flags: (model.security ? 1 : 0) | (isTransferable ? 2 : 0) | (model.live ? 0 : 4),
    supply: model.supply,
    minted: model.minted,
    resaleLimit,
    issuanceFeeBps: model.issuanceFeeBps,
  })
  return model
}

async function createUnit(market: Market, world: World, owner: Trader, serial: number, random: Random): Promise<void> {
  const series = 1 + integer(random, SERIES_COUNT)
  const unit = {
    owner: owner.address,
    status: chance(random, 0.05) ? 1 + integer(random, 3) : 0,
    changes: chance(random, 0.7) ? integer(random, 2) : integer(random, 4),
    inMarket: !chance(random, 0.08),
  }
  world.units.set(tokenOf({ series }, serial), unit)
  const account = world.accounts.get(owner.address)
  if (account) account.units += 1
  await market.words.giveUnits(owner.address, series, [serial], unit)
}

/** Orders and trades that are mostly, but not wholly, what an honest sequencer would send. */
export function createBatch(market: Market, world: World, nowSec: number, random: Random): RandomBatch {
  const batch: RandomBatch = { signed: [], modelled: [], trades: [] }
  const taken = new Set<string>()
  for (let i = 0; i < 14; i++) {
    const order = createOrder(market, world, nowSec, random)
    const key = `${order.signed.order.account}:${order.signed.order.lane}:${order.signed.order.seq}`
    if (taken.has(key)) continue
    taken.add(key)
    batch.signed.push(order.signed)
    batch.modelled.push({ order: order.signed.order, isSigned: order.isSigned })
  }
  for (let i = 0; i < 16; i++) batch.trades.push(createTrade(world, batch, random))
  return batch
}

function createOrder(market: Market, world: World, nowSec: number, random: Random) {
  const rare = () => chance(random, 0.015)
  const primary = chance(random, 0.25)
  const trader = primary && !rare() ? market.issuer : oneOf(random, tradersOf(market))
  const side = primary && !rare() ? 'sell' : oneOf(random, ['buy', 'sell'] as const)
  const unitChoice = primary
    ? 'NAMED'
    : side === 'sell'
      ? oneOf(random, ['ANY', 'ANY', ...UNIT_CHOICES] as const)
      : 'NAMED'
  const isNamed = side === 'sell' && !primary && unitChoice === 'NAMED'
  const lane = oneOf(random, LANES)
  const last = world.accounts.get(trader.address)?.lanes.get(lane)?.seq ?? 0
  const orderClass = chance(random, 0.2) ? oneOf(random, ORDER_CLASSES) : 'GTC'
  const market_ = chance(random, 0.05)
  const isImmediate = market_ || orderClass === 'IOC' || orderClass === 'FOK'
  const changes = {
    series: chance(random, 0.75) ? 1 : 1 + integer(random, SERIES_COUNT),
    price: oneOf(random, PRICES),
    quantity: isNamed && !rare() ? 1 : 1 + integer(random, 8),
    lane,
    seq: rare() ? last + 65_537 + integer(random, 2) : Math.max(1, last + integer(random, 3)),
    expiry: rare() ? nowSec - 1 : nowSec + (isImmediate !== rare() ? 30 : 10 * DAY),
    maxFeeBps: rare() ? oneOf(random, [0, 9, 49, 119]) : 300,
    minResalesLeft: chance(random, 0.1) ? integer(random, 4) : 0,
    unitId: isNamed !== rare() ? oneOf(random, [...world.units.keys()]) : 0n,
    flags: {
      side,
      primary,
      unitChoice,
      orderClass,
      market: market_,
      final: chance(random, 0.06),
      postOnly: rare(),
      toWallet: chance(random, 0.2),
      openSettle: chance(random, 0.2),
      keyIndex: rare() ? 1 : 0,
    },
  }
  const isSigned = !rare()
  const signed = side === 'buy' ? market.buy(trader, changes) : market.sell(trader, changes)
  return { isSigned, signed: isSigned ? signed : market.sign(signed.order, `0x${'ab'.repeat(32)}`) }
}

function createTrade(world: World, { modelled }: RandomBatch, random: Random): BatchTrade {
  const indexes = modelled.map((_, index) => index)
  const isSell = (index: number) => ((modelled[index]?.order.flags ?? 0) & 1) === 1
  const sell = oneOf(random, chance(random, 0.98) ? orAll(indexes.filter(isSell), indexes) : indexes)
  const series = modelled[sell]?.order.series
  const fitting = indexes.filter(
    (index) =>
      !isSell(index) &&
      modelled[index]?.order.series === series &&
      modelled[index]?.order.account !== modelled[sell]?.order.account,
  )
  const buy = oneOf(random, chance(random, 0.98) ? orAll(fitting, indexes) : indexes)
  const units = chance(random, 0.75) ? 1 : 1 + integer(random, 3)
  const taker = oneOf(random, ['buy', 'sell'] as const)
  const { order } = modelled[sell] ?? {}
  if (!order || (order.flags & 32) !== 0) return { buy, sell, taker, units }

  const owned = [...world.units]
    .filter(([id, unit]) => Number(id >> 32n) === order.series && unit.owner === order.account)
    .map(([id]) => Number(id & 0xffff_ffffn))
  const named = order.unitId > 0n && chance(random, 0.8) ? [Number(order.unitId & 0xffff_ffffn)] : []
  const serials = new Set(named)
  while (serials.size < units)
    serials.add(
      owned.length > units && chance(random, 0.95) ? oneOf(random, owned) : FIRST_SERIAL + integer(random, 50),
    )
  return { buy, sell, taker, units: serials.size, serials: [...serials].sort((a, b) => a - b) }
}

const orAll = <T>(some: readonly T[], all: readonly T[]) => (some.length > 0 ? some : all)
export const tradersOf = (market: Market) => [market.issuer, market.alice, market.bob, market.carol]
