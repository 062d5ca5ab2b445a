import { type OrderClass, type OrderFlags, tryDecodeOrderFlags } from '../order-flags.ts'
import type { SkipCode } from '../skip-codes.ts'
import type { Order } from '../typed-data/order.ts'
import type { DraftAccount } from './draft.ts'
import { MAX_LIFE_IMMEDIATE_SEC, MAX_LIFE_SEC, MAX_PRICE_USDC6, NO_NOTIONAL_LIMIT } from './limits.ts'
import type { SeriesTerms } from './series-terms.ts'
import { isNobody, type KeyState } from './state.ts'

interface OrderContext {
  order: Order
  owner: DraftAccount
  key: KeyState
  terms: SeriesTerms
  atSec: number
  today: number
}

const IMMEDIATE_CLASSES: readonly OrderClass[] = ['IOC', 'FOK']
const MONEY_UNIT = 1_000_000n

/** Why an order may not trade in this batch whatever the other side, besides its signature; the first reason in the core's order. */
export function orderFault(context: OrderContext): SkipCode | undefined {
  const flags = tryDecodeOrderFlags(context.order.flags)
  if (!flags || !isWellFormed(context.order, flags)) return 'ORDER_INVALID'
  return keyFault(context) ?? timeFault(context, flags) ?? termsFault(context, flags) ?? accountFault(context, flags)
}

/** A NAMED resale has one unit and says which; nothing else names one. */
function isWellFormed(order: Order, flags: OrderFlags): boolean {
  const isNamed = flags.side === 'sell' && !flags.primary && flags.unitChoice === 'NAMED'
  return (
    !(flags.primary && flags.side === 'buy') &&
    order.price > 0n &&
    order.price <= MAX_PRICE_USDC6 &&
    order.quantity > 0 &&
    order.unitId > 0n === isNamed &&
    !(isNamed && order.quantity > 1)
  )
}

function keyFault({ key, today }: OrderContext): SkipCode | undefined {
  if (isNobody(key.key)) return 'NO_KEY'
  return key.expiryDay !== 0 && key.expiryDay < today ? 'KEY_EXPIRED' : undefined
}

function timeFault({ order, atSec }: OrderContext, flags: OrderFlags): SkipCode | undefined {
  if (order.expiry < atSec) return 'ORDER_EXPIRED'
  const isImmediate = flags.market || IMMEDIATE_CLASSES.includes(flags.orderClass)
  const lastSec = atSec + (isImmediate ? MAX_LIFE_IMMEDIATE_SEC : MAX_LIFE_SEC)
  return order.expiry > lastSec ? 'EXPIRY_TOO_FAR' : undefined
}

function termsFault({ order, key, terms }: OrderContext, flags: OrderFlags): SkipCode | undefined {
  if (terms.fault) return terms.fault
  if (!terms.state.isSecurity && order.price > terms.state.faceUsdc6) return 'PRICE_ABOVE_FACE'
  return isInScope(order, flags, key.scope, terms) ? undefined : 'OUT_OF_SCOPE'
}

/** Scope: sell 1 | buy 1 | security 1 | utility 1 | notional exponent 5 | sell floor in % of face 7, from the high bits down. */
function isInScope(order: Order, { side }: OrderFlags, scope: number, { state }: SeriesTerms): boolean {
  const sideBit = 1 << (side === 'sell' ? 15 : 14)
  const classBit = 1 << (state.isSecurity ? 13 : 12)
  const exponent = (scope >> 7) & 31
  const floorPercent = side === 'sell' ? BigInt(scope & 127) : 0n
  return (
    (scope & sideBit) !== 0 &&
    (scope & classBit) !== 0 &&
    (exponent === NO_NOTIONAL_LIMIT || order.price * BigInt(order.quantity) <= MONEY_UNIT << BigInt(exponent)) &&
    order.price * 100n >= floorPercent * state.faceUsdc6
  )
}

/** Expired identity never blocks a sale, and a restricted account may sell. */
function accountFault({ owner, terms, today }: OrderContext, { side }: OrderFlags): SkipCode | undefined {
  const { profile } = owner
  const isBuy = side === 'buy'
  if (profile.isSanctioned) return 'ACCOUNT_SANCTIONED'
  if (profile.standing > (isBuy ? 0 : 1)) return 'ACCOUNT_STATE'
  if (profile.level === 0) return 'LEVEL_TOO_LOW'
  if (owner.isBraked) return 'BRAKED'
  if (!isBuy) return undefined
  if (profile.kycExpiryDay < today) return 'KYC_EXPIRED'
  if (!terms.state.isSecurity) return undefined
  if (profile.level < 2) return 'LEVEL_TOO_LOW'
  return profile.isAccredited ? undefined : 'NOT_ACCREDITED'
}
