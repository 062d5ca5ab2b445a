/** A call to a payment provider; one that takes longer counts as failed (service levels: 5 s). */
export const PROVIDER_TIMEOUT_MS = 5_000
/** Age of a webhook's signature: Stripe's own default. */
export const WEBHOOK_TOLERANCE_SEC = 300
/** An event of a provider with the whole object in it. */
export const WEBHOOK_BODY_BYTES = 256 * 1024
/** Providers are asked how they are this often. */
export const PROVIDER_CHECK_MS = 10_000

/** A person finds her card and her bank's app in this time; the rate is locked for 15 minutes of it. */
export const CHECKOUT_TTL_MS = 20 * 60_000
/** How long a provider that did not answer is asked again for a checkout that nobody has seen yet. */
export const OPENING_TTL_MS = 2 * 60_000
/** How long checks may fail for want of an answer before the authorisation is let go. */
export const CHECKING_TTL_MS = 5 * 60_000
/** How long a transfer may be refused before the other way is gone. */
export const TRANSFER_TTL_MS = 2 * 60_000
/** A co-signature lives 60 s on chain: after this nothing refused can land any more. */
export const CO_SIGNATURE_OVER_MS = 90_000
/** An order is placed within this time of the money's arrival, or not at all: the sequencer follows the chain by seconds. */
export const PLACING_TTL_MS = 60_000
/** An order's rest is cancelled after this: offers that were there at the check fill at once. */
export const RESTING_MS = 15_000
/** How often a transfer whose nonce was spent without effect is signed anew. */
export const MAX_TRANSFER_ATTEMPTS = 3

/** A locked rate is honoured after its time while the market has moved no further than this (bps). */
export const LATE_RATE_TOLERANCE_BPS = 100n
/** And a quote handed in may differ so far from the oracle's word: more than the market moves in 15 minutes is a mistake or worse. */
export const QUOTE_TOLERANCE_BPS = 200n
/** What Stripe charges at least, and no purchase is larger than a day's limit of level 2. */
export const MIN_PURCHASE_CENTS = 50n
export const MAX_PURCHASE_CENTS = 5_000_000n
/** Money in within 24 hours by identity level (section 11 of the catalogue), in cents; level 3 has no limit but the largest purchase. */
export const DAILY_LIMIT_CENTS = [0n, 100_000n, 5_000_000n] as const
/** Purchases of one account that are under way at once. */
export const MAX_OPEN_PURCHASES = 5
/** An order must outlive the checkout and the settlement; a return the order. */
export const MIN_ORDER_TTL_SEC = 40 * 60
export const MIN_RETURN_TTL_SEC = 2 * 3600
/** Transfers of the desk are signed with the same bytes again for this long; by then a human has looked. */
export const DESK_INTENT_TTL_SEC = 30 * 86_400

/** Purchases worked on at once by one process; each holds a database connection while it calls. */
export const WORKERS = 4
/** Pause of an idle worker: half of what a person notices. */
export const IDLE_MS = 250
/** Pauses between two looks at something that somebody else has to do. */
export const CHECKOUT_POLL_MS = 2_000
export const CHAIN_POLL_MS = 400
/** Doubling from the first to the last. */
export const RETRY_FIRST_MS = 500
export const RETRY_LAST_MS = 30_000
/** From so many failures in a row on somebody is told. */
export const ALERT_FAILURES = 10
/** Purchases of an account in one answer. */
export const MAX_LISTED = 100
/** A request for a purchase waits this long for the provider's page; after that the page is asked for with the purchase. */
export const OPENING_PATIENCE_MS = 4_000
export const OPENING_POLL_MS = 50
