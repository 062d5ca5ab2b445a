import type { TradeRecord } from '../../../../sdk/src/batch/decode-records.ts'
import type { BatchTrade } from '../../../../sdk/src/batch/encode-batch.ts'
import { decodeOrderFlags, type OrderFlags } from '../../../../sdk/src/order-flags.ts'
import type { Order } from '../../../../sdk/src/typed-data/order.ts'

/**
 * Settling as settlement.md tells it, in plain numbers and maps, one rule after the other: what the core must agree with. It knows
 * nothing of words, memory or the order in which the core reads.
 */
export interface Account {
  cash: bigint
  units: number
  lanes: Map<number, { seq: number; filled: number }>
  missedCash: boolean
  missedUnits: boolean
  level: number
  state: number
  sanctioned: boolean
  kycExpired: boolean
  accredited: boolean
  keyExpired: boolean
  hasKey: boolean
  mayBuy: boolean
  maySell: boolean
}
export interface Unit {
  owner: string
  status: number
  changes: number
  inMarket: boolean
}
export interface Series {
  issuer: string
  issuerActive: boolean
  live: boolean
  security: boolean
  face: bigint
  resaleLimit: number
  supply: number
  minted: number
  issuanceFeeBps: bigint
  reserve: bigint
  gross: bigint
  buyerFees: bigint
  issuanceFees: bigint
}
export interface World {
  accounts: Map<string, Account>
  series: Map<number, Series>
  units: Map<bigint, Unit>
  earned: bigint
}
export interface ModelOrder {
  order: Order
  isSigned: boolean
}
type Code = TradeRecord['code']
type Side = NonNullable<TradeRecord['failingSide']>
export interface Outcome {
  code: Code
  side: Side | undefined
  caused: boolean
  serials: number[]
}
interface Fault {
  code: Code
  side: Side
}

const TAKER_BPS = 50n
const MAKER_BPS = 10n
const DAY = 86_400

export function settleInModel(
  world: World,
  orders: readonly ModelOrder[],
  trades: readonly BatchTrade[],
  nowSec: number,
): Outcome[] {
  for (const account of world.accounts.values()) Object.assign(account, { missedCash: false, missedUnits: false })
  return trades.map((trade) => settleTrade(world, pick(orders, trade.buy), pick(orders, trade.sell), trade, nowSec))
}

function settleTrade(world: World, buy: ModelOrder, sell: ModelOrder, trade: BatchTrade, nowSec: number): Outcome {
  const fault =
    orderFaults(world, buy, sell, nowSec) ??
    pairFault(world, buy.order, sell.order, trade) ??
    laneFault(world, buy.order, trade.units, 'buy') ??
    laneFault(world, sell.order, trade.units, 'sell') ??
    (isPrimary(sell.order)
      ? primaryFault(world, buy.order, sell.order, trade)
      : unitFault(world, buy.order, sell.order, trade)) ??
    moneyFault(world, buy.order, sell.order, trade)
  const [buyer, seller] = [accountOf(world, buy.order), accountOf(world, sell.order)]
  if (!fault)
    return { code: 'FILLED', side: undefined, caused: false, serials: fill(world, buy.order, sell.order, trade) }

  const guilty = fault.side === 'sell' ? seller : buyer
  const caused =
    (fault.code === 'INSUFFICIENT_CASH' && guilty.missedCash) ||
    (fault.code === 'UNIT_NOT_OWNED' && guilty.missedUnits) ||
    (fault.code === 'LANE_JUMP' && (guilty.missedCash || guilty.missedUnits))
  buyer.missedUnits = true
  seller.missedCash = true
  return { ...fault, caused, serials: [] }
}

function orderFaults(world: World, buy: ModelOrder, sell: ModelOrder, nowSec: number): Fault | undefined {
  const [first, second] = [orderFault(world, buy, nowSec), orderFault(world, sell, nowSec)]
  if (first) return { code: first, side: second ? 'both' : 'buy' }
  return second && { code: second, side: 'sell' }
}

function orderFault(world: World, { order, isSigned }: ModelOrder, nowSec: number): Code | undefined {
  const flags = flagsOf(order)
  const account = accountOf(world, order)
  const series = seriesOf(world, order)
  const isBuy = flags.side === 'buy'
  const isNamed = !isBuy && !flags.primary && flags.unitChoice === 'NAMED'
  if (flags.primary && isBuy) return 'ORDER_INVALID'
  if (isNamed !== order.unitId > 0n || (isNamed && order.quantity !== 1)) return 'ORDER_INVALID'
  if (order.price === 0n || order.quantity === 0) return 'ORDER_INVALID'
  if (!account.hasKey || flags.keyIndex > 0) return 'NO_KEY'
  if (account.keyExpired) return 'KEY_EXPIRED'
  if (order.expiry < nowSec) return 'ORDER_EXPIRED'
  const isImmediate = flags.market || flags.orderClass === 'IOC' || flags.orderClass === 'FOK'
  if (order.expiry > nowSec + (isImmediate ? 60 : 30 * DAY)) return 'EXPIRY_TOO_FAR'
  if (!series.live) return 'SERIES_NOT_LIVE'
  if (!series.security && order.price > series.face) return 'PRICE_ABOVE_FACE'
  if (isBuy ? !account.mayBuy : !account.maySell) return 'OUT_OF_SCOPE'
  if (account.sanctioned) return 'ACCOUNT_SANCTIONED'
  if (account.state > (isBuy ? 0 : 1)) return 'ACCOUNT_STATE'
  if (account.level === 0) return 'LEVEL_TOO_LOW'
  if (isBuy && account.kycExpired) return 'KYC_EXPIRED'
  if (isBuy && series.security && account.level < 2) return 'LEVEL_TOO_LOW'
  if (isBuy && series.security && !account.accredited) return 'NOT_ACCREDITED'
  return isSigned ? undefined : 'BAD_SIGNATURE'
}

function pairFault(world: World, buy: Order, sell: Order, trade: BatchTrade): Fault | undefined {
  const [buyFlags, sellFlags] = [flagsOf(buy), flagsOf(sell)]
  if (buyFlags.side !== 'buy' || sellFlags.side !== 'sell') return both('WRONG_SIDES')
  if (buy.series !== sell.series) return both('SERIES_MISMATCH')
  if (buyFlags.final !== sellFlags.final) return both('MARKET_MISMATCH')
  if (buy.account === sell.account) return both('SELF_TRADE')
  if (buy.price < sell.price) return both('PRICE_NOT_CROSSED')
  const taker = trade.taker === 'buy' ? buyFlags : sellFlags
  if (taker.postOnly) return { code: 'POST_ONLY_TAKER', side: trade.taker }
  const { buyBps, sellBps } = ratesOf(world, sell, trade)
  if (buy.maxFeeBps < buyBps) return { code: 'FEE_ABOVE_CAP', side: 'buy' }
  return sell.maxFeeBps < sellBps ? { code: 'FEE_ABOVE_CAP', side: 'sell' } : undefined
}

function laneFault(world: World, order: Order, units: number, side: Side): Fault | undefined {
  const lane = laneOf(world, order)
  if (order.seq < lane.seq) return { code: 'ORDER_REPLACED', side }
  if (order.seq - lane.seq > 65_536) return { code: 'LANE_JUMP', side }
  const filled = order.seq === lane.seq ? lane.filled : 0
  return filled + units > order.quantity ? { code: 'ORDER_FILLED', side } : undefined
}

function primaryFault(world: World, buy: Order, sell: Order, trade: BatchTrade): Fault | undefined {
  const series = seriesOf(world, sell)
  const { price, sellFee } = termsOf(world, buy, sell, trade)
  if (series.issuer !== sell.account) return { code: 'NOT_THE_ISSUER', side: 'sell' }
  if (!series.issuerActive) return { code: 'ISSUER_NOT_ACTIVE', side: 'sell' }
  if (series.minted + trade.units > series.supply) return { code: 'SUPPLY_EXHAUSTED', side: 'sell' }
  if (price - sellFee < series.reserve) return { code: 'PRIMARY_BELOW_RESERVE', side: 'sell' }
  if (buy.minResalesLeft > series.resaleLimit) return { code: 'RESALES_LEFT', side: 'buy' }
  return (series.resaleLimit === 0) === flagsOf(buy).final ? undefined : both('WRONG_MARKET')
}

function unitFault(world: World, buy: Order, sell: Order, trade: BatchTrade): Fault | undefined {
  const codes = (trade.serials ?? []).map((serial) => unitCode(world, buy, sell, serial))
  const code = codes.find((found) => found !== undefined)
  return code && { code, side: 'sell' }
}

function unitCode(world: World, buy: Order, sell: Order, serial: number): Code | undefined {
  const tokenId = tokenOf(sell, serial)
  const unit = world.units.get(tokenId)
  if (!unit) return 'UNIT_NOT_OWNED'
  if (unit.status !== 0) return 'UNIT_ENDED'
  if (unit.owner !== sell.account) return 'UNIT_NOT_OWNED'
  if (!unit.inMarket) return 'UNIT_NOT_IN_MARKET'
  const { resaleLimit } = seriesOf(world, sell)
  if (unit.changes + 1 > resaleLimit) return 'RESALE_LIMIT'
  const { unitChoice, final } = flagsOf(sell)
  if (unitChoice === 'NAMED' && sell.unitId !== tokenId) return 'WRONG_UNIT'
  if (unitChoice === 'RESOLD' && unit.changes === 0) return 'WRONG_UNIT'
  const left = resaleLimit - (unit.changes + 1)
  if ((left === 0) !== final) return 'WRONG_MARKET'
  return left < buy.minResalesLeft ? 'RESALES_LEFT' : undefined
}

function moneyFault(world: World, buy: Order, sell: Order, trade: BatchTrade): Fault | undefined {
  const { price, buyFee } = termsOf(world, buy, sell, trade)
  const cost = BigInt(trade.units) * (price + buyFee)
  return accountOf(world, buy).cash < cost ? { code: 'INSUFFICIENT_CASH', side: 'buy' } : undefined
}

function fill(world: World, buy: Order, sell: Order, trade: BatchTrade): number[] {
  const { price, buyFee, sellFee } = termsOf(world, buy, sell, trade)
  const series = seriesOf(world, sell)
  const [buyer, seller] = [accountOf(world, buy), accountOf(world, sell)]
  const serials = isPrimary(sell)
    ? Array.from({ length: trade.units }, (_, i) => series.minted + 1 + i)
    : [...(trade.serials ?? [])]
  for (const serial of serials) {
    const before = world.units.get(tokenOf(sell, serial))
    const changes = before ? before.changes + 1 : 0
    world.units.set(tokenOf(sell, serial), { owner: buy.account, status: 0, changes, inMarket: !flagsOf(buy).toWallet })
    buyer.cash -= price + buyFee
    buyer.units += 1
    if (isPrimary(sell)) {
      series.minted += 1
      series.gross += price
      series.buyerFees += buyFee
      series.issuanceFees += sellFee
    } else {
      seller.cash += price - sellFee
      seller.units -= 1
      world.earned += buyFee + sellFee
    }
  }
  for (const order of [buy, sell]) {
    const lane = laneOf(world, order)
    const filled = lane.seq === order.seq ? lane.filled : 0
    accountOf(world, order).lanes.set(order.lane, { seq: order.seq, filled: filled + trade.units })
  }
  return serials
}

function termsOf(world: World, buy: Order, sell: Order, trade: BatchTrade) {
  const price = trade.taker === 'buy' ? sell.price : buy.price
  const { buyBps, sellBps } = ratesOf(world, sell, trade)
  return { price, buyFee: (price * buyBps) / 10_000n, sellFee: (price * sellBps) / 10_000n }
}

function ratesOf(world: World, sell: Order, trade: BatchTrade) {
  const [buyBps, resaleBps] = trade.taker === 'buy' ? [TAKER_BPS, MAKER_BPS] : [MAKER_BPS, TAKER_BPS]
  return { buyBps, sellBps: isPrimary(sell) ? seriesOf(world, sell).issuanceFeeBps : resaleBps }
}

export const tokenOf = (order: Pick<Order, 'series'>, serial: number) => (BigInt(order.series) << 32n) | BigInt(serial)
const flagsOf = (order: Order): OrderFlags => decodeOrderFlags(order.flags)
const isPrimary = (order: Order) => flagsOf(order).primary
const both = (code: Code): Fault => ({ code, side: 'both' })
const accountOf = (world: World, order: Order) => found(world.accounts.get(order.account), order.account)
const seriesOf = (world: World, order: Order) => found(world.series.get(order.series), order.series)
const laneOf = (world: World, order: Order) => accountOf(world, order).lanes.get(order.lane) ?? { seq: 0, filled: 0 }
const pick = (orders: readonly ModelOrder[], index: number) => found(orders[index], index)

function found<T>(value: T | undefined, key: unknown): T {
  if (value === undefined) throw new Error(`the model does not know ${key}`)
  return value
}
