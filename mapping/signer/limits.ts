/** Seconds from a change until withdrawals may go to the new account (section 11 of the catalogue): time to notice and to object. */
export const COOL_DOWN_SEC = 24 * 3600

/** How far a record's time may be from our clock, either way. */
export const CLOCK_WINDOW_SEC = 5 * 60

/** Changes of one mapping in 24 hours: people move house more slowly, thieves do not. */
export const MAX_CHANGES_PER_DAY = 3

/** Changes of all mappings in an hour: a thief of the platform's key and of many accounts is slowed down and seen. */
export const MAX_CHANGES_PER_HOUR = 500

/** First mappings in a minute: a good day of sign-ups is a tenth of it. */
export const MAX_REGISTRATIONS_PER_MINUTE = 1_200

/** Versions handed over at once to a signer that was away. */
export const MAX_HISTORY = 100

/** A signature of an account: ERC-6492 wraps the deployment of a passkey account. */
export const MAX_SIGNATURE_BYTES = 8 * 1024

/** Hashes of a consistency proof: enough for 2^48 records. */
export const MAX_PROOF = 100

/** A token that does not answer by then is away; SoftHSM takes 50 ms. */
export const PKCS11_TIMEOUT_MS = 5_000
/** pkcs11-tool prints a public key or a signature. */
export const PKCS11_OUTPUT_BYTES = 64 * 1024

/** The longest window that a limit counts (or the cool-down, if longer); what is older is forgotten, this often. */
export const ACTS_KEPT_SEC = 24 * 3600
export const PRUNE_EVERY_MS = 3600_000
