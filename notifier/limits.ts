/** The sources are looked at this often: half a block, so that nobody waits for us longer than for the chain. */
export const COLLECT_MS = 500
/** Blocks of one transaction: at a thousand fills a block it stays within the statement timeout. */
export const BLOCKS_AT_ONCE = 250n
/** Rows of one transaction from the outbox and of intents. */
export const OUTBOX_AT_ONCE = 500
export const INTENTS_AT_ONCE = 500
/** Numbers of the relayer's rows are given before their commit; no transaction of ours lasts as long as this. */
export const INTENT_GRACE_SEC = 300
/** Holders of coupons are told so many days before the end. */
export const EXPIRY_NOTICE_DAYS = [7, 1] as const
/** Blocks below the head that count as safe where the node's tag means nothing: as everywhere in the system. */
export const SAFE_DEPTH = 2n
/** Not ready when the sources were not read for this long: several turns and a slow node. */
export const COLLECT_STALE_MS = 30_000
