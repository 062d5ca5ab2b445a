import { isAddressEqual } from 'viem'
import { formatUsdc } from '../../sdk/src/money.ts'
import { tryDecodeOrderFlags } from '../../sdk/src/order-flags.ts'
import { convertAmount } from '../../sdk/src/pricing/convert.ts'
import { MAX_PURCHASE_CENTS, MIN_ORDER_TTL_SEC, MIN_PURCHASE_CENTS, MIN_RETURN_TTL_SEC } from '../limits.ts'
import { costOf } from '../market/book.ts'
import { refuse } from '../refuse.ts'
import { CENT_USDC6, centsOf, type Purchase } from './purchase.ts'

/** Whether what she asks for fits together, before anything is asked of anybody. */
export function checkWish(purchase: Purchase, nowSec: number) {
  return checkAmount(purchase) ?? checkOrder(purchase, nowSec) ?? checkReturn(purchase, nowSec)
}

function checkAmount({ payUsdc6, receiveUsdc6, rateE8 }: Purchase) {
  const cents = centsOf(payUsdc6)
  if (cents * CENT_USDC6 !== payUsdc6) return refuse('PURCHASE_AMOUNT', 'Cards are charged in whole cents.')
  if (cents < MIN_PURCHASE_CENTS || cents > MAX_PURCHASE_CENTS) {
    const [least, most] = [MIN_PURCHASE_CENTS, MAX_PURCHASE_CENTS].map((each) => formatUsdc(each * CENT_USDC6))
    return refuse('PURCHASE_AMOUNT', `From ${least} to ${most}.`)
  }
  if (convertAmount(payUsdc6, rateE8) === receiveUsdc6) return undefined
  return refuse('PURCHASE_AMOUNT', 'The amount is not what the rate makes of it.')
}

/** A limit order to buy that is alive when the money is there, whatever the person's bank takes. */
function checkOrder({ account, order: signed, receiveUsdc6 }: Purchase, nowSec: number) {
  if (!signed) return undefined
  const { order } = signed
  const flags = tryDecodeOrderFlags(order.flags)
  const isResting = flags?.orderClass === 'GTC' || flags?.orderClass === 'GTD'
  if (!isAddressEqual(order.account, account)) return refuse('PURCHASE_ORDER_INVALID', 'It is another account’s.')
  if (flags?.side !== 'buy' || !isResting || flags.market || flags.postOnly || flags.primary)
    return refuse('PURCHASE_ORDER_INVALID', 'Sign a limit order to buy, GTC or GTD, not post-only.')
  if (order.expiry < nowSec + MIN_ORDER_TTL_SEC)
    return refuse('PURCHASE_ORDER_INVALID', `It must live for ${MIN_ORDER_TTL_SEC} seconds.`)
  const cost = costOf(order)
  if (cost <= receiveUsdc6) return undefined
  return refuse('PURCHASE_ORDER_INVALID', `It costs up to ${formatUsdc(cost)}; ${formatUsdc(receiveUsdc6)} arrive.`)
}

function checkReturn({ order, return: signed, method }: Purchase, nowSec: number) {
  const isNeeded = order !== null && method !== 'crypto'
  if (!signed) return isNeeded ? refuse('PURCHASE_RETURN_INVALID', 'Sign one, for a card to be refunded.') : undefined
  if (signed.deadline >= nowSec + MIN_RETURN_TTL_SEC) return undefined
  return refuse('PURCHASE_RETURN_INVALID', `It must live for ${MIN_RETURN_TTL_SEC} seconds.`)
}
