/** Largest request body: 100 signed orders need about 60 KiB. */
export const MAX_BODY_BYTES = 256 * 1024

/** Rows of a page unless asked otherwise, and at most. */
export const PAGE_SIZE_DEFAULT = 50
export const PAGE_SIZE_MAX = 200

/** Orders or cancels in one request (TRD-1). */
export const MAX_BATCH = 100

/** Access tokens live this long (ACC-1: at most 15 minutes). */
export const ACCESS_TOKEN_TTL_SEC = 15 * 60
/** A session ends after this long without a refresh. */
export const REFRESH_TOKEN_TTL_SEC = 30 * 24 * 3600
/** A sign-in nonce is good for one message within this time. */
export const NONCE_TTL_SEC = 5 * 60
/** Unused nonces that may exist at once: a flood of requests must not fill the table. */
export const MAX_OPEN_NONCES = 100_000

/** Answers are kept for replays of an Idempotency-Key this long. */
export const IDEMPOTENCY_TTL_SEC = 24 * 3600
/** A claim without an answer is taken over after this long: its process died. */
export const IDEMPOTENCY_CLAIM_SEC = 60

/** A quote locks its rate this long (FIA-2). */
export const QUOTE_TTL_SEC = 15 * 60
/** Open quotes of one account: each is an option on the rate that costs nothing. */
export const MAX_OPEN_QUOTES = 20
/** Quotes are remembered a day after they expired, for whoever asks what became of one. */
export const KEEP_QUOTES_SEC = 24 * 3600

/** Requests a minute by session or, without one, by address of the caller (section 10 of the catalogue). */
export const RATE_PER_MINUTE_USER = 1_000
export const RATE_PER_MINUTE_ANONYMOUS = 300

/** Streams held open at once, and how far one may lag before it is cut off. */
export const MAX_STREAMS = 1_000
export const MAX_STREAM_BACKLOG_BYTES = 1024 * 1024
/** Messages of one stream a minute: each subscription reads a whole book. */
export const MAX_STREAM_REQUESTS_PER_MINUTE = 300
/** Books that one stream may follow. */
export const MAX_SUBSCRIPTIONS = 100
/** A client that was cut off has this long to read why; then its connection and what it has not read are dropped. */
export const CLOSE_GRACE_MS = 5_000
/** Streams are pinged this often; who has not answered by the next ping is gone. */
export const STREAM_PING_MS = 30_000
/** Tickers and candles are told at most once in this time and market: nobody reads faster, and each costs one message per follower. */
export const STREAM_CONFLATE_MS = 250
/** Markets asked of the sequencer at the same time; more wait: each answer may be a book of 2,000 levels. */
export const MAX_MARKET_REQUESTS = 32
/** Pause before the feed of the sequencer is tried again. */
export const FEED_RECONNECT_MS = 500
/** A reconciliation reads whole tables and asks the chain; longer than this it is given up. */
export const RECONCILIATION_TIMEOUT_MS = 20_000

/** Blocks below the head after which a block counts as safe where the node's tag means nothing: the sequencer's own depth. */
export const SAFE_DEPTH = 2n
/** The head is asked for at most this often: half a block. */
export const HEAD_CACHE_MS = 500
