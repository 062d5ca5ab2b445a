/** Constants of the core (contracts/settlement): no setting changes them. */

/** Farthest expiry of a GTC or GTD order: nobody is bound by what they signed long ago. */
export const MAX_LIFE_SEC = 30 * 86_400
/** Farthest expiry of an IOC, FOK or market order: it has no business in a later minute. */
export const MAX_LIFE_IMMEDIATE_SEC = 60
/** Prices are stored in 44 bits of the unit's word. */
export const MAX_PRICE_USDC6 = 2n ** 44n - 1n
/** Farthest jump of a lane's sequence, so that nobody is talked into signing the last one. */
export const MAX_LANE_JUMP = 65_536
export const LAST_LANE = 127
/** Scope exponent that means: no limit of notional. */
export const NO_NOTIONAL_LIMIT = 31
/** Cash is stored in 64 bits. */
export const MAX_CASH_USDC6 = 2n ** 64n - 1n
/** Unit counts are stored in 32 bits. */
export const MAX_UNIT_COUNT = 2 ** 32 - 1
