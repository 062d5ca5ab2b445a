/** Blocks below the head after which a block counts as safe where the node's tag means nothing. */
export const SAFE_DEPTH = 2

/** Blocks below the head after which a block counts as final: the index's own depth. */
export const FINAL_DEPTH = 30

/** Blocks per log query: 2,000 blocks of full batches stay below the 10 MiB that clients accept. */
export const LOG_RANGE_BLOCKS = 2_000

/** Orders waiting for a signature check: about two seconds of work for two workers; more is refused, not queued. */
export const MAX_VERIFY_QUEUE = 16_384

/** Orders in one message to a worker: the message then costs nothing beside them, and it is 20 ms of work. */
export const MAX_VERIFY_BATCH = 100

/** P-256 keys that a checking thread remembers: half a megabyte; a stranger's keys push nobody out for longer than one read. */
export const MAX_KNOWN_P256_KEYS = 1_024

/** Fewer orders are not shared out among workers: a message costs about as much as a fifth of a signature on the main thread. */
export const MIN_VERIFY_BATCH = 8

/** Checking threads that may die one after another before one answers: a hostile order could kill a few, a broken machine kills all. */
export const MAX_VERIFIER_DEATHS = 8

/** Messages that a worker has at one time: one it works on, one so that it need not wait for the main thread. */
export const VERIFY_JOBS_PER_WORKER = 2

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

/** Shortest time in which silence may cancel: below it a lost packet or a pause of either side would do. */
export const KEEP_ALIVE_MIN_MS = 1_000

/** Longest one: an order that may rest unattended for longer needs no watch. */
export const KEEP_ALIVE_MAX_MS = 300_000

/** Series that one account may have watched apart, beside all of them at once. */
export const MAX_KEEP_ALIVES_PER_ACCOUNT = 64

/** Accounts of one firm that count as one owner: each signs, and each signature may be asked of a contract. */
export const MAX_GROUP_ACCOUNTS = 16

/** A consent is taken this long after, or before our clock reaches, the time that it carries. */
export const GROUP_STATEMENT_MS = 300_000

/** Signature of an account that is a contract, as it goes into the journal. */
export const MAX_STATEMENT_SIGNATURE_BYTES = 4_096

/** Orders that are known by number after they ended, the one that ended first forgotten first: 16 MB, which a snapshot copies in one go. */
export const MAX_KNOWN_ORDERS = 50_000

/** Bytes of an order that has ended: 32, and its PLACE record, which has 288 with a P-256 key and the longest client order id. */
export const ENDED_ORDER_BYTES = 320

/** Trades told with an order; the index has them all. */
export const MAX_TRADES_PER_ORDER = 100

/** Orders expired between two others, so that a mass expiry does not hold up the queue unseen. */
export const MAX_EXPIRIES_PER_TURN = 1_000

/** Without a word from the node for this long nothing new is matched: an exit could be on the chain unseen. */
export const MIRROR_STALE_MS = 10_000

/** The exit delay to reckon with until the chain has told another. */
export const DEFAULT_EXIT_DELAY_SEC = 60

/** Life of a co-signature: the core accepts at most 60 s from its block, whose clock may be behind ours. */
export const CO_SIGNATURE_SEC = 45

/** Units in one intent, as many as an exit frees at once. */
export const MAX_UNITS_PER_INTENT = 50

/** Attestations that travel with a transfer. */
export const MAX_INTENT_DATA_BYTES = 4_096

/** A batch goes out when this many trades wait, */
export const FLUSH_TRADES = 50

/** or when the oldest has waited this long. */
export const FLUSH_AFTER_MS = 200

/** A partition leaves the number that is another's turn to it for this long: a batch handed over in time is in a block by then. */
export const TURN_MS = 3_000

/** Trades in one batch: the gas per trade hardly falls beyond. */
export const MAX_BATCH_TRADES = 100

/** Rounds of building and simulating in one turn; each ends at least one trade. */
export const MAX_SIMULATIONS = 8

/** Gas of a batch: the core's own bound is 14 M, a transaction's 16.7 M. */
export const MAX_BATCH_GAS = 14_000_000

/** Gas set for a batch besides its trades, per trade and per unit: above what was measured, because what is not used is not paid. */
export const GAS_PER_BATCH = 200_000
export const GAS_PER_TRADE = 110_000
export const GAS_PER_UNIT = 32_000

/** A batch that the chain does not show is handed to the relayer again after this long. */
export const RESEND_AFTER_MS = 2_000

/** The operator shows that it is alive at least this often; silence begins after 24 hours. */
export const HEARTBEAT_SEC = 3_600

export const HEARTBEAT_GAS = 100_000

/** The node is asked for its head this often; `newHeads` messages make it faster. */
export const POLL_MS = 250

/** Pause before a lost subscription is tried again. */
export const RECONNECT_MS = 2_000

/** Readers of the feed: our own services only. */
export const MAX_FEED_CLIENTS = 32

/** A reader with this much unread is cut off. */
export const MAX_FEED_BACKLOG_BYTES = 8 * 1024 * 1024

/** Keeps idle connections of the feed alive through anything between us and the reader. */
export const FEED_PING_MS = 20_000

/** Width of the band of prices that nobody is asked about: a slipped decimal point is far outside, a fair price never. */
export const PRICE_BAND_BPS = 5_000

/** A suggested price is worked out anew after this long. */
export const SUGGESTION_TTL_MS = 1_000

/** Markets whose best prices are told at once: a page of tickers. */
export const MAX_BEST_PRICES = 200

/** Levels of one side in a book snapshot. */
export const MAX_BOOK_DEPTH = 1_000

/** Expiries and batches are looked at this often when nothing else happens. */
export const TICK_MS = 100

/** Snapshots bound the replay at a start (TRD-4 asks for five minutes at most). */
export const SNAPSHOT_MS = 120_000

/** Commands after which a snapshot is taken before its time: a replay of them takes a second or two. */
export const SNAPSHOT_COMMANDS = 100_000

/** Pause after a turn that failed, so that a relayer or node that is down is not asked ten times a second. */
export const FAILURE_PAUSE_MS = 500

/** Order events kept for readers who were away, of all accounts together: a minute of a busy market, 3 MB. */
export const MAX_KEPT_EVENTS = 20_000

/** Bytes of one of them with everything that it can tell, a client order id of the longest included. */
export const ORDER_EVENT_BYTES = 160

/** Who missed more reads its orders anew: one answer of the feed stays below 300 KiB. */
export const MAX_RESUMED_EVENTS = 1_000
