import { accountKey, type MirrorKey } from '../chain/mirror-state.ts'
import type { CheckContext, OrderInContext } from './check-context.ts'
import { type Rejection, reject } from './rejection.ts'
import type { Signed } from './verify-message.ts'

const DAY_SEC = 86_400
const NO_NOTIONAL_LIMIT = 31
const DOLLAR = 1_000_000n

/** The signer must be the account's registered key of that index, in its current epoch, alive and inside its scope. */
export function checkKey({ mirror, nowSec, signed }: CheckContext, checked: OrderInContext): Rejection | undefined {
  const { order, flags } = checked
  const key = mirror.keys.get(accountKey(order.account, flags.keyIndex))
  if (!key || BigInt(key.key) === 0n)
    return reject('NO_KEY', 'account', `has no trading key ${flags.keyIndex}; register one first`)
  if (order.epoch !== key.epoch) return reject('WRONG_EPOCH', 'epoch', `must be ${key.epoch}, the key's current epoch`)
  if (signed !== 'resting' && !isSignedBy(key, signed))
    return reject('BAD_SIGNATURE', 'signature', `is not that of trading key ${flags.keyIndex} over this order`)
  if (key.expiryDay !== 0 && key.expiryDay < Math.floor(nowSec / DAY_SEC))
    return reject('KEY_EXPIRED', 'account', `the key's last day was ${key.expiryDay}`)
  return checkScope(key.scope, checked)
}

function isSignedBy(key: MirrorKey, signed: Signed | undefined): boolean {
  return signed?.signer === key.key && (signed.publicKey !== undefined) === (key.kind === 1)
}

function checkScope(scope: number, { order, flags, terms }: OrderInContext): Rejection | undefined {
  const [sides, classes, exponent, floor] = [scope >> 14, (scope >> 12) & 3, (scope >> 7) & 31, scope & 127]
  const outside = (field: string, detail: string) => reject('OUT_OF_SCOPE', field, `the trading key ${detail}`)
  if ((sides & (flags.side === 'buy' ? 1 : 2)) === 0) return outside('flags', `may not ${flags.side}`)
  if ((classes & ((terms.flags & 1) === 0 ? 1 : 2)) === 0)
    return outside('series', 'may not trade this class of series')
  const most = DOLLAR << BigInt(exponent)
  if (exponent !== NO_NOTIONAL_LIMIT && order.price * BigInt(order.quantity) > most)
    return outside('quantity', `may sign orders of at most ${most}`)
  if (flags.side === 'sell' && order.price * 100n < terms.faceUsdc6 * BigInt(floor))
    return outside('price', `may not sell below ${floor} % of the face value`)
  return undefined
}
