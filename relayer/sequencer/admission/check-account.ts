import type { Address } from 'viem'
import { accountKey, brakeKey, type MirrorState } from '../chain/mirror-state.ts'
import type { CheckContext, OrderInContext } from './check-context.ts'
import { type Rejection, reject } from './rejection.ts'

const DAY_SEC = 86_400
const BRAKE = { all: 0, product: 1, issuer: 2, series: 3, account: 4 } as const
/** Key of the coupon market in the brake's product domain (contracts/access/interfaces/IBrake.sol). */
const COUPON_MARKET = 1n
const CANCEL_ALL_SLOT = 8
const FIRST_LANE_SLOT = 16
const NOBODY = { level: 0, state: 0, sanctioned: false, kycExpiryDay: 0, accredited: false }

/** Level, state, sanctions, KYC and requests of the account to leave or to change. */
export function checkAccount(context: CheckContext, checked: OrderInContext): Rejection | undefined {
  const { mirror, nowSec } = context
  const { order, flags, terms } = checked
  const profile = mirror.profiles.get(order.account) ?? NOBODY
  const isBuy = flags.side === 'buy'
  const isSecurity = (terms.flags & 1) !== 0
  if (profile.level < 1 || (isBuy && isSecurity && profile.level < 2))
    return reject('LEVEL_TOO_LOW', 'account', `has level ${profile.level}; needs ${isSecurity && isBuy ? 2 : 1}`)
  if (profile.state > 1 || (profile.state === 1 && isBuy))
    return reject('ACCOUNT_STATE', 'account', `is in state ${profile.state} and may not ${flags.side}`)
  if (profile.sanctioned) return reject('ACCOUNT_SANCTIONED', 'account', 'may not trade')
  if (isBuy && profile.kycExpiryDay < Math.floor(nowSec / DAY_SEC))
    return reject(
      'KYC_EXPIRED',
      'account',
      `was verified until day ${profile.kycExpiryDay}; selling and leaving stay open`,
    )
  if (isBuy && isSecurity && !profile.accredited) return reject('NOT_ACCREDITED', 'account', 'must be accredited')
  return checkRequests(mirror, checked, nowSec)
}

/** An order that a request of its own account will kill is not taken. */
function checkRequests(
  mirror: MirrorState,
  { order, flags }: Pick<OrderInContext, 'order' | 'flags'>,
  nowSec: number,
): Rejection | undefined {
  const exit = mirror.exits.get(order.account)
  if (exit && nowSec <= exit.lapsesAtSec)
    return reject('EXIT_REQUESTED', 'account', `is leaving; orders are taken again after ${exit.lapsesAtSec}`)
  for (const slot of [flags.keyIndex, CANCEL_ALL_SLOT]) {
    if (mirror.changes.has(accountKey(order.account, slot)))
      return reject(
        'CHANGE_PENDING',
        'account',
        `asked for a change (slot ${slot}) that ends this order; apply it first`,
      )
  }
  const cancel = mirror.changes.get(accountKey(order.account, FIRST_LANE_SLOT + order.lane))
  if (cancel && BigInt(order.seq) <= cancel.value)
    return reject('CHANGE_PENDING', 'seq', `must be above ${cancel.value}, whose cancel was asked for on chain`)
  return undefined
}

/** Brakes on everything, the market, the issuer, the series and the account; an expired one counts as free. */
export function checkBrakes({ mirror, nowSec }: CheckContext, { order, terms }: OrderInContext): Rejection | undefined {
  const ofAccount = mirror.brakes.get(brakeKey(BRAKE.account, BigInt(order.account))) ?? 0
  const until = Math.max(ofAccount, brakedUntilSec(mirror, { series: order.series, issuer: terms.issuer }))
  return until <= nowSec ? undefined : reject('BRAKED', 'series', `trading is stopped until ${until}`)
}

/** Second at which the last brake on a series for everybody ends or ended; 0 without one. */
export function brakedUntilSec(mirror: MirrorState, { series, issuer }: { series: number; issuer: Address }): number {
  const domains = [
    brakeKey(BRAKE.all, 0n),
    brakeKey(BRAKE.product, COUPON_MARKET),
    brakeKey(BRAKE.issuer, BigInt(issuer)),
    brakeKey(BRAKE.series, BigInt(series)),
  ]
  return Math.max(...domains.map((domain) => mirror.brakes.get(domain) ?? 0))
}
