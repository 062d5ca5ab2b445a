import type { SkipCode } from '../../sdk/src/skip-codes.ts'
import type { DocRow } from './error-doc.ts'

type OrderCodeOf<Code extends string> = Code extends `ORDER_${string}` ? Code : `ORDER_${Code}`
const SIGN_NEW = 'Sign a new order with the value that `detail` names.'
const WAIT = 'Wait, then sign a new order; nothing of this one was kept.'
const FULL = 'Try again in a few seconds.'

/** Refusals that the core would give too, as it skips the trade: the sequencer asks the same questions beforehand. */
export const CORE_ORDER_CODES = {
  ORDER_BAD_SIGNATURE: [
    'Not signed by the trading key',
    'The signature over exactly this order is not that of the key that `flags` name.',
    'Sign with the registered key of that index, with the domain of GET /api/v1/protocol.',
  ],
  ORDER_NO_KEY: [
    'No trading key',
    'The account registered no key at this index.',
    'Register one: POST /api/v1/keys. The account’s own key is allowed.',
  ],
  ORDER_KEY_EXPIRED: [
    'The trading key is over',
    'Its last day has passed.',
    'Change the key: POST /api/v1/keys/change.',
  ],
  ORDER_OUT_OF_SCOPE: [
    'Outside the key’s scope',
    'The trading key may not sign this side, class, size or price.',
    'Use another key, or register one with a wider scope.',
  ],
  ORDER_EXPIRED: ['The order has expired', 'Its expiry has passed.', 'Sign a new order with a later expiry.'],
  ORDER_EXPIRY_TOO_FAR: ['The expiry is too far', 'Resting and immediate orders each have a longest life.', SIGN_NEW],
  ORDER_REPLACED: [
    'Replaced by a newer order',
    'A higher `seq` in the same lane has filled, voided or replaced this one.',
    'Sign with a `seq` above the lane’s.',
  ],
  ORDER_LANE_JUMP: ['The seq jumps too far', 'A lane advances by a bounded step.', SIGN_NEW],
  ORDER_FILLED: ['The order is filled', 'Every unit of this `seq` has been traded.', 'Nothing: see GET /api/v1/fills.'],
  ORDER_INVALID: [
    'The order contradicts itself',
    'Flags and fields do not fit each other; `field` and `detail` say which.',
    SIGN_NEW,
  ],
  ORDER_LEVEL_TOO_LOW: [
    'The account’s level is too low',
    'Trading needs a verified identity: level 1, and level 2 to buy a security.',
    'Complete the identity check.',
  ],
  ORDER_ACCOUNT_STATE: [
    'The account may not do this',
    'It is restricted, frozen or closed. Restricted accounts may sell, redeem and leave.',
    'Contact compliance.',
  ],
  ORDER_ACCOUNT_SANCTIONED: ['The account is sanctioned', 'It may not trade.', 'Contact compliance.'],
  ORDER_KYC_EXPIRED: [
    'The identity check is over',
    'It may still sell, redeem and leave.',
    'Renew the identity check.',
  ],
  ORDER_NOT_ACCREDITED: ['Not accredited', 'This series is a security for accredited buyers.', 'Get accredited.'],
  ORDER_BRAKED: [
    'Trading is stopped here',
    'A brake is set on everything, the issuer, the series or the account; it names its end and ends by itself.',
    WAIT,
  ],
  ORDER_INSUFFICIENT_CASH: [
    'Not enough free cash',
    'Price and highest fee are reserved for the whole quantity; `detail` says what is free.',
    'Deposit, cancel other orders, or buy less.',
  ],
  ORDER_BALANCE_OVERFLOW: ['A balance would overflow', 'An amount is beyond what the core can hold.', 'Trade less.'],
  ORDER_WRONG_SIDES: ['Two orders of one side', 'The core met a buy where a sell must be.', 'Report it: our mistake.'],
  ORDER_SERIES_MISMATCH: [
    'Orders of two series',
    'The core met orders of different series.',
    'Report it: our mistake.',
  ],
  ORDER_MARKET_MISMATCH: ['Orders of two books', 'The core met orders of different books.', 'Report it: our mistake.'],
  ORDER_PRICE_NOT_CROSSED: ['The prices do not meet', 'The core met a bid below an ask.', 'Report it: our mistake.'],
  ORDER_SELF_TRADE: [
    'It would trade with yourself',
    'Both orders are of one account.',
    'Cancel the other one, or choose `selfTradePrevention`.',
  ],
  ORDER_FEE_ABOVE_CAP: ['The fee is above your cap', 'The rate is higher than `maxFeeBps`.', SIGN_NEW],
  ORDER_POST_ONLY_TAKER: [
    'Post-only, but it would take',
    'A post-only order never takes.',
    'Choose a less eager price.',
  ],
  ORDER_NOT_OPEN_SETTLE: [
    'Not for open settlement',
    'While the operator is silent only orders that allow it are settled by others.',
    'Set the flag if you want that.',
  ],
  ORDER_PRICE_ABOVE_FACE: [
    'The price is above the face value',
    'A utility coupon never trades above its face.',
    SIGN_NEW,
  ],
  ORDER_SERIES_NOT_LIVE: [
    'The series does not trade',
    'It is not approved, has expired or is at risk.',
    'Choose another.',
  ],
  ORDER_ISSUER_NOT_ACTIVE: ['The issuer is not active', 'It is suspended or terminated.', 'Wait for the decision.'],
  ORDER_NOT_THE_ISSUER: ['Only the issuer sells here', 'A primary sale is the issuer’s.', 'Drop the primary flag.'],
  ORDER_SUPPLY_EXHAUSTED: ['Not that many are unsold', 'The supply is sold or promised.', SIGN_NEW],
  ORDER_PRIMARY_BELOW_RESERVE: [
    'Below the reserve',
    'The price less the issuance fee would not cover what is held for each unit.',
    SIGN_NEW,
  ],
  ORDER_UNIT_NOT_OWNED: ['Not your unit', 'The named unit belongs to somebody else.', 'Name a unit of yours.'],
  ORDER_UNIT_NOT_IN_MARKET: ['Not in the market', 'The unit is in the wallet.', 'POST /api/v1/coupons/enter-market.'],
  ORDER_UNIT_ENDED: ['The unit has ended', 'It was redeemed, refunded or recalled.', 'Name another unit.'],
  ORDER_RESALE_LIMIT: ['The resale limit is reached', 'The unit cannot change hands again.', 'Redeem it, or keep it.'],
  ORDER_WRONG_UNIT: ['A unit of another series', 'The named unit is not of the order’s series.', SIGN_NEW],
  ORDER_RESALES_LEFT: ['Too many resales wanted', 'Units of this book have fewer resales left.', SIGN_NEW],
  ORDER_WRONG_MARKET: [
    'The wrong book',
    'What can be resold trades in the open book, the rest in the final one.',
    SIGN_NEW,
  ],
} as const satisfies Record<OrderCodeOf<Exclude<SkipCode, 'FILLED'>>, DocRow>

/** Refusals that only the sequencer needs. */
export const BOOK_CODES = {
  ORDER_WRONG_EPOCH: [
    'The key’s epoch is over',
    'The key was changed or cancel-all was used since.',
    'Read the new epoch from the detail or GET /api/v1/keys and sign a new order.',
  ],
  ORDER_PRICE_OFF_TICK: ['Off the tick', 'Prices are multiples of a thousandth of the face value.', SIGN_NEW],
  ORDER_OUTSIDE_PRICE_BAND: [
    'The price looks like a slip',
    'A buy far above, or a sell far below, what the coupon should be worth: `detail` says what is taken unasked.',
    'Correct the price; if it is meant, send the same signed order with `confirmedPrice: true`.',
  ],
  ORDER_PRICE_OUT_OF_RANGE: ['The price is out of range', 'The book does not reach that far.', SIGN_NEW],
  ORDER_QUANTITY_OUT_OF_RANGE: ['The quantity is out of range', 'The book does not take that many.', SIGN_NEW],
  ORDER_INSUFFICIENT_UNITS: [
    'Not enough free units',
    'Units in the market that this book and choice allow do not cover the order beside your others.',
    'Put units into the market, cancel other sells, or sell fewer.',
  ],
  ORDER_EXIT_REQUESTED: [
    'The account is leaving',
    'It asked for its exit; nothing new is taken until that lapses.',
    'Finish the exit, or wait.',
  ],
  ORDER_CHANGE_PENDING: [
    'A change is on its way',
    'A key change or a cancel was asked for on chain or co-signed, and it would end this order.',
    'Apply the change first; a co-signed one takes seconds.',
  ],
  ORDER_LANE_NOT_ALLOWED: ['The lane is for market makers', 'Users have the lower lanes.', SIGN_NEW],
  ORDER_OTHER_PARTITION: [
    'Another part of the market',
    'This series, or this lane for the series, belongs to another sequencer.',
    'Use the lane that `detail` names.',
  ],
  ORDER_LANE_OUT_OF_RANGE: ['There is no such lane', 'Lanes are 0 to 127.', SIGN_NEW],
  ORDER_LANE_SEQ_TOO_LOW: ['A newer order is in the lane', '`seq` is not above the lane’s newest.', SIGN_NEW],
  ORDER_EXPIRES_TOO_SOON: ['It expires too soon', 'A trade could not be settled in time.', SIGN_NEW],
  ORDER_CLIENT_ID_TAKEN: ['The clientOrderId is taken', 'Another order of yours has it.', 'Choose a new one.'],
  ORDER_MATCHING_HALTED: ['Matching is halted', 'The market is closed for the reason in `detail`.', WAIT],
  ORDER_CHAIN_UNAVAILABLE: ['The chain is out of sight', 'Without it no order can be checked.', WAIT],
  ORDER_POST_ONLY_WOULD_CROSS: [
    'Post-only, but it would take',
    'It meets a resting order.',
    'Choose a less eager price.',
  ],
  ORDER_FOK_NOT_FILLABLE: [
    'Not all of it can be filled',
    'Fill-or-kill takes everything or nothing.',
    'Use IOC or less.',
  ],
  ORDER_NOT_FOUND: ['There is no such order', 'This account has no order there.', 'See GET /api/v1/orders.'],
  ORDER_ENDED: ['The order is over', 'It was filled, expired, evicted or replaced.', 'Nothing is left to cancel.'],
  ORDER_MARKET_UNKNOWN: ['The book is not open', 'The sequencer lost its book.', 'Report it: our mistake.'],
  ORDER_MARKET_EXISTS: ['The book is open already', 'It was opened twice.', 'Report it: our mistake.'],
  ORDER_TICK_INVALID: ['The tick is not valid', 'The book cannot be opened with it.', 'Report it: our mistake.'],
  ORDER_BOOK_FULL: ['The book is full', 'It holds as many orders as it may.', FULL],
  ORDER_LANES_FULL: ['No room for another lane', 'The sequencer holds as many as it may.', FULL],
  ORDER_ACCOUNTS_FULL: ['No room for another account', 'The sequencer holds as many as it may.', FULL],
  ORDER_MARKETS_FULL: ['No room for another book', 'The sequencer holds as many as it may.', FULL],
  ORDER_LEVELS_FULL: ['No room for another price', 'The book holds as many levels as it may.', FULL],
  ORDER_TRADES_FULL: ['Too many trades wait', 'They must be settled first.', FULL],
  ORDER_TRADE_NOT_FOUND: ['There is no such trade', 'An outcome named an unknown trade.', 'Report it: our mistake.'],
  ORDER_BATCH_NOT_FOUND: ['There is no such batch', 'An outcome named an unknown batch.', 'Report it: our mistake.'],
  ORDER_REPLACE_LANE: [
    'Not the place of the order to replace',
    'A replacement takes the lane of the order that it replaces, with a higher seq.',
    SIGN_NEW,
  ],
  ORDER_STATEMENT_OLD: ['An older statement', 'A member of the group made a later one.', 'Let every member sign anew.'],
  ORDER_KEEP_ALIVES_FULL: ['No room for another watch', 'The sequencer holds as many as it may.', FULL],
  ORDER_QUEUE_FULL: ['Too many orders wait', 'Signatures cannot be checked that fast.', FULL],
  ORDER_CHECK_LOST: ['The check was interrupted', 'A checker of signatures died and was replaced.', 'Send it again.'],
  CO_SIGNATURE_EXPIRED: ['The intent’s deadline is over', 'It cannot be co-signed any more.', 'Sign it anew.'],
  CO_SIGNATURE_OTHER_PARTITION: [
    'Another part of the market',
    'This sequencer does not count what would leave, or orders of several would end.',
    'Ask as `detail` says; or ask on chain, which needs nobody’s consent.',
  ],
  CO_SIGNATURE_CASH_RESERVED: [
    'The cash is reserved',
    'Open orders and trades on their way need it.',
    'Cancel orders or take less; or POST /api/v1/exits, which needs nobody’s consent.',
  ],
  CO_SIGNATURE_UNIT_RESERVED: [
    'The unit is reserved',
    'An open order or another intent needs it.',
    'Cancel the order first; or POST /api/v1/exits, which needs nobody’s consent.',
  ],
  CO_SIGNATURE_UNIT_NOT_IN_MARKET: [
    'Not in the market',
    'The unit is not this account’s there.',
    'Nothing has to leave.',
  ],
  CO_SIGNATURE_TRADES_UNSETTLED: [
    'Trades are on their way',
    'Your orders are cancelled; the last trades settle within seconds.',
    'Send the same intent again.',
  ],
} as const satisfies Record<string, DocRow>
