/** Bytes of the journal read at once: several times the longest record, so that a handful always holds a whole one. */
export const READ_CHUNK_BYTES = 8 * 1024 * 1024

/** At the journal's end the next look comes this much later: alerts are about minutes, a look costs 0.1 ms. */
export const FOLLOW_PAUSE_MS = 100

/** Records of a stream that wait to be applied: reading pauses above it. About 30 MB, a second's work. */
export const MAX_WAITING_RECORDS = 100_000

/** What an account's window holds of orders and of trades: 80 a second for ten minutes. Older entries are dropped first. */
export const MAX_WINDOW_ENTRIES = 50_000

/** Without commands the day still ends: time is counted up to the clock less this, more than a sequenced command is ever on its way. */
export const IDLE_LAG_MS = 60_000

/**
 * Terms and owners take effect this long after they were told, so that the follower, which is never so far behind, and every later
 * replay know them before the journal reaches that time.
 */
export const NOTICE_MS = 60_000

/** Behind the clock by more than this, terms are refused (their notice would not be kept) and the process is not ready. */
export const MAX_LAG_MS = 30_000

/** Reports of the running day are stored this often. */
export const FLUSH_MS = 1_000

/** Rows of one answer. */
export const MAX_PAGE = 200

/** Records applied between two looks at timers and requests. */
export const RECORDS_PER_TURN = 2_000

/** No terms begin later: the year 2100, which every reader of milliseconds can hold. */
export const LATEST_MS = 4_102_444_800_000

/** Records between two checkpoints: some two seconds of replay. */
export const CHECKPOINT_RECORDS = 250_000

/** Longest time between two checkpoints while records come. */
export const CHECKPOINT_MS = 120_000

/** Checkpoints kept of one journal: the second serves when the newest is damaged. */
export const CHECKPOINTS_KEPT = 2

/** A larger state is not kept: a million orders and full windows take about as much, and PostgreSQL takes 1 GB in a value. */
export const MAX_STATE_BYTES = 512 * 1024 * 1024

/** One bad day may be an outage, two a weekend: the third in a row is a decision. */
export const SUSPEND_AFTER_DAYS = 3

/** Days that a suspension may rest on; what is older is for people to judge. */
export const SUSPENSION_WINDOW_DAYS = 14

/** How often ended days are looked at: a query on an index, and nothing else while everybody keeps its promises. */
export const SUSPENSION_TURN_MS = 2_000

/** A suspension that is not in a block after this time is sent again, in its own place. */
export const RECEIPT_MS = 60_000
