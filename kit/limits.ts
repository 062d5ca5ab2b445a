/** A readiness check that answers later than this counts as failed: probes come every few seconds. */
export const READINESS_TIMEOUT_MS = 2_000

/** Time that all closers together get before the process ends anyway: below the supervisor's own patience. */
export const SHUTDOWN_TIMEOUT_MS = 8_000

/** Connections per service: five services stay far below PostgreSQL's default of 100. */
export const POOL_MAX = 10

/** A connection is waited for this long: longer means that the database is down, and the caller should hear it. */
export const POOL_CONNECT_TIMEOUT_MS = 5_000

/** No statement of ours takes longer; a stuck one must not hold its connection for ever. */
export const STATEMENT_TIMEOUT_MS = 30_000

/** Internal calls are local; what takes longer is retried by the caller. */
export const INTERNAL_CALL_TIMEOUT_MS = 10_000

/** A batch of 500 orders takes about 400 kB. */
export const INTERNAL_BODY_BYTES = 2 * 1024 * 1024

/** scrypt's cost of a keystore (r = 8): 32 MiB and about 100 ms a guess, paid once at start. */
export const KEYSTORE_SCRYPT_N = 2 ** 15
