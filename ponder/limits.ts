/** Entries of the same RPC URL: ponder starts each at 20 requests a second, an own node takes far more. */
export const RPC_ENTRIES = 8

/** Connections that ponder may open; it splits them between indexing, syncing and reading. */
export const DATABASE_CONNECTIONS = 17

/** How long a start waits for the database to come up before it gives up and leaves the rest to its supervisor. */
export const DATABASE_WAIT_MS = 60_000

/** How long a start waits for another live process to let go of the same schema. */
export const SCHEMA_LOCK_WAIT_MS = 60_000

/** Blocks whose cached copy is compared with the node at start: more than a killed node can lose, fewer than a page of RPC. */
export const CHECKED_BLOCKS = 64

/** How often the final blocks are remembered: what was replaced while nobody looked is found back to this long ago. */
export const SEEN_BLOCK_MS = 5_000

/** Between two looks at something that changes by itself: lock, database, head of an index. */
export const POLL_MS = 100

/** Differences that a reconciliation lists per check; the count is always complete. */
export const MAX_DIFFERENCES = 100

/** Accounts whose cash and units a reconciliation reads from the chain. */
export const MAX_ACCOUNTS_READ = 1_000

/** How long a re-index may take before the comparison gives up. */
export const REINDEX_WAIT_MS = 15 * 60_000
