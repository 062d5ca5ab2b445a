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

/** A node that does not answer a call in this time has failed it: also what opens its circuit. */
export const RPC_CALL_TIMEOUT_MS = 5_000

/** The calls that a circuit looks at: long enough for a rate, short enough to notice an outage while it lasts. */
export const CIRCUIT_WINDOW_MS = 10_000

/** Calls in the window before their share of failures means anything. */
export const CIRCUIT_MIN_CALLS = 4

/** A circuit opens at this share of failed calls. */
export const CIRCUIT_FAILURE_PERCENT = 50

/** An open circuit lets a single call through after this time. */
export const CIRCUIT_OPEN_MS = 30_000

/** Every node is asked for its chain and head this often; two small calls cost it less than a millisecond. */
export const PROBE_EVERY_MS = 2_000

/** Blocks a node may be behind the others: heads spread within two or three, the rest is a node that hangs. */
export const MAX_HEAD_LAG_BLOCKS = 5n

/** A node that contradicted a quorum is asked last for this time, or until it agrees with one again. */
export const DISSENT_REST_MS = 300_000

/** Nodes per chain: each quorum read asks all of them. */
export const MAX_RPC_ENDPOINTS = 9

/** Processes of one partition: a leader and standbys in a few places; each is asked when the leader is looked for. */
export const MAX_SEQUENCERS_PER_PARTITION = 5
/** A call to a sequencer that has standbys: one that sleeps longer than its lease of 2.5 s and a retry no longer leads. */
export const SEQUENCER_CALL_TIMEOUT_MS = 4_000
/** Requests wait this long for a new leader from the loss of the old one on: standbys lead after 3 s, with a lost NATS server after 8. */
export const LEADER_WAIT_MS = 8_000
/** Pause between two rounds of asking who leads, and how long one may think about it. */
export const LEADER_SEARCH_MS = 100
export const LEADER_ANSWER_MS = 2_000
/** The leader is asked this often whether it still leads: its feed would be silent, not closed, if it no longer did. */
export const LEADER_WATCH_MS = 1_000

/** Of an answer to a message so much is read: enough for any greeting, and no memory for whoever sends without end. */
export const OUTBOUND_ANSWER_BYTES = 64 * 1024

/** Ports of addresses that users give us; the empty one is that of https. Others would make us a port scanner. */
export const OUTBOUND_PORTS: readonly string[] = ['', '443', '8443']
