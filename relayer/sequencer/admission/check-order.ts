import type { OrderFlags } from '../../../sdk/src/order-flags.ts'
import type { Order } from '../../../sdk/src/typed-data/order.ts'
import { type MirrorState, resaleLimitOf, settingsOf } from '../chain/mirror-state.ts'
import { tickOf } from '../engine/tick.ts'
import { LONG_EXPIRY_SEC, MAX_PRICE_USDC6, MIN_TIME_TO_SETTLE_SEC, SHORT_EXPIRY_SEC } from '../limits.ts'
import { checkAccount, checkBrakes } from './check-account.ts'
import type { CheckContext, OrderInContext } from './check-context.ts'
import { checkKey } from './check-key.ts'
import { checkLane } from './check-lane.ts'
import { checkPartition } from './check-partition.ts'
import { knownFlags } from './known-flags.ts'
import { type Rejection, reject } from './rejection.ts'

const AT_RISK = 4

/** Everything that the core would skip the order for whatever it trades with; balances are checked apart. */
export function checkOrder(context: CheckContext, order: Order): Rejection | OrderInContext {
  const flags = flagsOf(order.flags)
  if (!flags) return reject('ORDER_INVALID', 'flags', `unused bits or unit choice 3 are set in ${order.flags}`)
  const foreign = checkPartition(context, order)
  if (foreign) return foreign
  const terms = context.mirror.series.get(order.series)
  if (!terms) return reject('SERIES_NOT_LIVE', 'series', `series ${order.series} is not open`)
  const checked = { order, flags, terms }
  return (
    checkShape(checked) ??
    checkExpiry(context, checked) ??
    checkKey(context, checked) ??
    checkAccount(context, checked) ??
    checkBrakes(context, checked) ??
    checkSeries(context, checked) ??
    checkLane(context, checked) ??
    checked
  )
}

export function isRejection(result: Rejection | OrderInContext): result is Rejection {
  return 'code' in result
}

function flagsOf(bits: number): OrderFlags | undefined {
  try {
    return knownFlags(bits)
  } catch {
    return undefined
  }
}

function checkShape({ order, flags, terms }: OrderInContext): Rejection | undefined {
  const isSecondarySell = flags.side === 'sell' && !flags.primary
  const isNamed = isSecondarySell && flags.unitChoice === 'NAMED'
  const isImmediate = flags.market || flags.orderClass === 'IOC' || flags.orderClass === 'FOK'
  if (flags.primary && flags.side === 'buy') return reject('ORDER_INVALID', 'flags', 'only a sell can be primary')
  if (flags.toWallet && flags.side === 'sell')
    return reject('ORDER_INVALID', 'flags', 'only a buy can go to the wallet')
  if (flags.postOnly && isImmediate) return reject('ORDER_INVALID', 'flags', 'a post-only order must be able to rest')
  if (!isSecondarySell && flags.unitChoice !== 'NAMED')
    return reject('ORDER_INVALID', 'flags', 'a unit choice belongs to secondary sells only')
  if (isNamed && (order.unitId === 0n || order.quantity !== 1))
    return reject('ORDER_INVALID', 'unitId', 'a NAMED sell names one unit and has quantity 1')
  if (!isNamed && order.unitId !== 0n) return reject('ORDER_INVALID', 'unitId', 'must be 0 unless the sell is NAMED')
  if (isNamed && order.unitId >> 32n !== BigInt(order.series))
    return reject('WRONG_UNIT', 'unitId', `must be a unit of series ${order.series}`)
  if (order.price === 0n || order.price > MAX_PRICE_USDC6)
    return reject('ORDER_INVALID', 'price', `must be 1..${MAX_PRICE_USDC6}`)
  const tick = tickOf(terms.faceUsdc6)
  if (order.price % tick !== 0n) return reject('PRICE_OFF_TICK', 'price', `must be a multiple of ${tick}`)
  const most = flags.final ? 0 : 1
  if (flags.side === 'buy' && order.minResalesLeft > most)
    return reject('RESALES_LEFT', 'minResalesLeft', `must be at most ${most} in this book`)
  return undefined
}

function checkExpiry(
  { nowSec, blockSec, signed }: CheckContext,
  { order, flags }: OrderInContext,
): Rejection | undefined {
  const isShort = flags.market || flags.orderClass === 'IOC' || flags.orderClass === 'FOK'
  const latest = blockSec + (isShort ? SHORT_EXPIRY_SEC : LONG_EXPIRY_SEC)
  if (order.expiry < nowSec) return reject('ORDER_EXPIRED', 'expiry', `is over; it is ${nowSec} now`)
  if (signed === 'resting') return undefined
  if (order.expiry < nowSec + MIN_TIME_TO_SETTLE_SEC)
    return reject('EXPIRES_TOO_SOON', 'expiry', `must leave ${MIN_TIME_TO_SETTLE_SEC} s to settle; it is ${nowSec} now`)
  return order.expiry > latest ? reject('EXPIRY_TOO_FAR', 'expiry', `must be at most ${latest}`) : undefined
}

function checkSeries({ mirror, nowSec }: CheckContext, { order, flags, terms }: OrderInContext): Rejection | undefined {
  const settings = settingsOf(mirror)
  const isSecurity = (terms.flags & 1) !== 0
  if (terms.expirySec < nowSec) return reject('SERIES_NOT_LIVE', 'series', `expired at ${terms.expirySec}`)
  if ((terms.flags & AT_RISK) !== 0) return reject('SERIES_NOT_LIVE', 'series', 'is marked at risk')
  if (!isSecurity && order.price > terms.faceUsdc6)
    return reject('PRICE_ABOVE_FACE', 'price', `must be at most the face value ${terms.faceUsdc6}`)
  const charged = flags.primary ? terms.issuanceFeeBps : flags.postOnly ? settings.makerBps : settings.takerBps
  if (order.maxFeeBps < charged) return reject('FEE_ABOVE_CAP', 'maxFeeBps', `must be at least ${charged}`)
  return flags.primary ? checkPrimary(mirror, { order, flags, terms }) : undefined
}

function checkPrimary(mirror: MirrorState, { order, flags, terms }: OrderInContext): Rejection | undefined {
  if (order.account !== terms.issuer)
    return reject('NOT_THE_ISSUER', 'account', `only ${terms.issuer} sells series ${order.series}`)
  const status = mirror.issuerStatus.get(terms.issuer) ?? 0
  if (status !== 2) return reject('ISSUER_NOT_ACTIVE', 'account', `the issuer's status is ${status}`)
  if (flags.final !== (resaleLimitOf(terms) === 0))
    return reject(
      'WRONG_MARKET',
      'flags',
      `the primary sale of this series is in the ${flags.final ? 'open' : 'final'} book`,
    )
  const net = order.price - (order.price * BigInt(terms.issuanceFeeBps)) / 10_000n
  if (net >= terms.reservePerUnitUsdc6) return undefined
  return reject('PRIMARY_BELOW_RESERVE', 'price', `less the issuance fee must be at least ${terms.reservePerUnitUsdc6}`)
}
