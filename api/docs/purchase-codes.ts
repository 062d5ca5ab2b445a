import type { DocRow } from './error-doc.ts'

const NOTHING = 'Nothing was charged.'
const ANOTHER_QUOTE = 'Ask for a quote again: POST /api/v1/payments/quotes.'
const BACK = 'The money is on its way back by itself; nothing is to be done.'

/** Locked rates, and buying by card or crypto: refusals of a purchase, and why one did not go the straight way. */
export const PURCHASE_CODES = {
  RATE_UNAVAILABLE: [
    'There is no rate that can be believed',
    'The oracle’s answer is old, contradicted, far from a dollar, or did not come; `detail` has its reason.',
    'Try again after `retry-after`; nothing was locked.',
  ],
  QUOTE_UNKNOWN: [
    'There is no such quote',
    'No quote of this account has this id, or it expired a day ago.',
    'Ask for one: POST /api/v1/payments/quotes.',
  ],
  QUOTE_LIMIT: [
    'Too many quotes are open',
    'Each open quote holds a rate for you.',
    'Use one of them, or wait until they expire.',
  ],
  QUOTE_TOO_SMALL: ['The amount is too small', 'Converted, nothing is left of it.', 'Ask for a larger amount.'],
  PURCHASE_UNKNOWN: [
    'There is no such purchase',
    'This account has none with this id.',
    'List them: GET /api/v1/purchases.',
  ],
  PURCHASE_KEY_REUSED: [
    'The Idempotency-Key was used for another purchase',
    'A key stands for one purchase for good. Nothing was done.',
    'Use a new key for a new purchase.',
  ],
  PURCHASE_LEVEL_REQUIRED: ['Buying needs KYC level 1', NOTHING, 'Verify yourself first.'],
  PURCHASE_ACCOUNT_STATE: [
    'The account may not take money in',
    `It is restricted, frozen, sanctioned or closed. ${NOTHING}`,
    'Ask support.',
  ],
  PURCHASE_LIMIT_EXCEEDED: [
    'The daily limit of the account’s level is reached',
    'Level 1 takes in 1,000 dollars in 24 hours, level 2 50,000; purchases under way count.',
    'Wait, take a smaller amount, or verify more of yourself.',
  ],
  PURCHASE_TOO_MANY_OPEN: ['Too many purchases are under way', NOTHING, 'Finish one, or let it run out in 20 minutes.'],
  PURCHASE_AMOUNT: [
    'This amount cannot be charged',
    'Cards are charged in whole cents, from 0.50 to 50,000.00.',
    'Ask for a quote of another amount.',
  ],
  PURCHASE_QUOTE_CURRENCY: [
    'This quote buys nothing',
    'Purchases are paid in dollars; the quote is for something else.',
    ANOTHER_QUOTE,
  ],
  PURCHASE_QUOTE_EXPIRED: ['The quote is over', `Its 15 minutes have passed. ${NOTHING}`, ANOTHER_QUOTE],
  PURCHASE_RATE_MOVED: [
    'The rate has moved too far',
    'The quote is over and the market is more than 1 % away from it, or a quote does not fit the oracle. What was paid goes back.',
    ANOTHER_QUOTE,
  ],
  PURCHASE_ORDER_INVALID: [
    'The order does not fit the purchase',
    `It must be a limit order to buy of the same account that lives long enough and costs no more than what arrives. ${NOTHING}`,
    'Correct what `detail` names and sign again.',
  ],
  PURCHASE_RETURN_INVALID: [
    'The signed return does not fit the purchase',
    `Without it a card could not be refunded when the order is not filled. ${NOTHING}`,
    'Sign `TransferCash` of the quote’s `receiveAmount` to the desk, for 2 hours or more.',
  ],
  PURCHASE_BOOK_THIN: [
    'Not enough is offered at this price',
    'The order could not be filled now. Nothing was charged, or what was paid goes back.',
    'Read the book and buy fewer units or at a higher price.',
  ],
  PURCHASE_FLOAT_SHORT: ['The desk has no stablecoin left for this', NOTHING, 'Try again later, or a smaller amount.'],
  PURCHASE_PROVIDER_AWAY: ['No payment provider is well', NOTHING, 'Try again in a moment, or with another method.'],
  PURCHASE_ABANDONED: [
    'The purchase was not paid',
    'The page was left, or its time was over. Nothing was taken.',
    'Buy again.',
  ],
  PURCHASE_DECLINED: [
    'The bank let go of the payment',
    'It could not be taken any more.',
    'Buy again, or with another card.',
  ],
  PURCHASE_MISMATCH: [
    'Another amount was paid than was asked for',
    'What the provider says does not fit the purchase. What was taken goes back; where it cannot, a human looks.',
    BACK,
  ],
  PURCHASE_LATE_PAYMENT: ['The payment came too late', 'The purchase was over when it arrived.', BACK],
  PURCHASE_DELIVERY_REFUSED: [
    'The stablecoin could not be delivered',
    'The core did not let it into the account: its state changed after the payment.',
    BACK,
  ],
  PURCHASE_NOT_FILLED: ['Nothing of the order was filled', 'The offers were gone when the money was there.', BACK],
  PURCHASE_MONEY_KEPT: [
    'The money stayed in the account',
    'Nothing of the order was filled and the signed return was not possible, because the money is in use or was moved; or nobody remembers any more what was filled.',
    'It is yours: trade with it or withdraw it.',
  ],
  PURCHASE_REFUND_STUCK: [
    'The refund needs a human',
    'The provider or the core refused it; somebody was told and looks at it.',
    'Wait; ask support with the purchase’s id.',
  ],
  PAYMENTS_UNAVAILABLE: [
    'Payments do not answer',
    'Purchases cannot be begun or read now. What was begun goes on.',
    'Send the same again with the same Idempotency-Key.',
  ],
  PAYMENT_PROVIDER_REFUSED: ['A payment provider refused', 'In our log only.', 'Look at what it said.'],
  PAYMENT_PROVIDER_AWAY: ['A payment provider does not answer', 'In our log, or as the reason of a purchase.', BACK],
  WEBHOOK_SIGNATURE_INVALID: [
    'The webhook is not signed',
    'Its signature is wrong or too old. Nothing was done.',
    'Providers: sign the raw body with the shared secret.',
  ],
} as const satisfies Record<string, DocRow>
