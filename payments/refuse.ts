import { BaseError } from '../kit/errors.ts'

const FORBIDDEN = 403
const MISSING = 404
const CONFLICT = 409
const UNPROCESSABLE = 422
const AWAY = 503

/** Why a purchase is not begun, or not charged. */
const REFUSALS = {
  PURCHASE_LEVEL_REQUIRED: ['Buying needs KYC level 1.', FORBIDDEN],
  PURCHASE_ACCOUNT_STATE: ['The account may not take money in.', FORBIDDEN],
  PURCHASE_UNKNOWN: ['There is no such purchase.', MISSING],
  PURCHASE_KEY_REUSED: ['The Idempotency-Key was used for another purchase.', CONFLICT],
  PURCHASE_LIMIT_EXCEEDED: ['The daily limit of the account’s level is reached.', UNPROCESSABLE],
  PURCHASE_TOO_MANY_OPEN: ['Too many purchases are under way.', UNPROCESSABLE],
  PURCHASE_AMOUNT: ['This amount cannot be charged.', UNPROCESSABLE],
  PURCHASE_QUOTE_EXPIRED: ['The quote is over.', UNPROCESSABLE],
  PURCHASE_RATE_MOVED: ['The rate has moved too far.', UNPROCESSABLE],
  PURCHASE_ORDER_INVALID: ['The order does not fit the purchase.', UNPROCESSABLE],
  PURCHASE_RETURN_INVALID: ['The signed return does not fit the purchase.', UNPROCESSABLE],
  PURCHASE_BOOK_THIN: ['Not enough is offered at this price.', UNPROCESSABLE],
  PURCHASE_FLOAT_SHORT: ['The desk has no stablecoin left for this.', AWAY],
  PURCHASE_PROVIDER_AWAY: ['No payment provider is well.', AWAY],
} as const satisfies Record<string, readonly [string, number]>

export type PurchaseRefusalCode = keyof typeof REFUSALS

export function refuse(code: PurchaseRefusalCode, details: string): BaseError {
  const [title, status] = REFUSALS[code]
  return new BaseError(title, { code, details, status })
}
