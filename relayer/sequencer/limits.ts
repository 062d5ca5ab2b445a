/** Blocks below the head after which a block counts as safe where the node's tag means nothing. */
export const SAFE_DEPTH = 2

/** Blocks below the head after which a block counts as final: the index's own depth. */
export const FINAL_DEPTH = 30

/** Blocks per log query: 2,000 blocks of full batches stay below the 10 MiB that clients accept. */
export const LOG_RANGE_BLOCKS = 2_000

/** A node that answers later counts as down; the call is made again. */
export const RPC_TIMEOUT_MS = 5_000

/** Orders waiting for a signature check: about two seconds of work for two workers; more is refused, not queued. */
export const MAX_VERIFY_QUEUE = 16_384

/** Orders or cancels in one request (TRD-1). */
export const MAX_ORDERS_PER_REQUEST = 100

/** Characters of a client's own order id. */
export const MAX_CLIENT_ORDER_ID = 64

/** Longest life of an immediate order: the core's constant. */
export const SHORT_EXPIRY_SEC = 60

/** Longest life of a resting order: the core's constant. */
export const LONG_EXPIRY_SEC = 30 * 86_400

/** An order that cannot be matched, batched and mined before its expiry is not taken, and a resting one leaves the book this early. */
export const MIN_TIME_TO_SETTLE_SEC = 5

/** Lanes of an account that is not a market maker: 16 live orders. */
export const USER_LANES = 16

/** Farthest jump of a lane's sequence: the core's constant. */
export const MAX_LANE_JUMP = 65_536

/** Highest price a unit can be stored with: 44 bits. */
export const MAX_PRICE_USDC6 = 2n ** 44n - 1n

/** The core's constant: no taker is ever charged more. */
export const MAX_TAKER_BPS = 100
