/** A part that is not ready by then is reported as failed; the first Ponder start on a slow disk takes about 20 s. */
export const READY_TIMEOUT_MS = 120_000

/** Readiness is asked this often while starting. */
export const READY_POLL_MS = 100

/** One question about readiness is given up after this. */
export const ATTEMPT_TIMEOUT_MS = 5_000

/** A child has this long to end by its stop signal before it is killed: above the services' own 8 s. */
export const STOP_GRACE_MS = 12_000

/** Waits before the first, second, … restart of a child that died; the last one repeats. */
export const RESTART_DELAYS_MS = [100, 500, 1_000, 2_000, 5_000] as const

/** A child that lived this long starts again at the first delay. */
export const STABLE_AFTER_MS = 30_000

/** While contracts are deployed and seed data comes in, a block is made this often; afterwards one a second. */
export const PUMP_BLOCK_MS = 100

/** A chain's state file above this size is written less often: the whole file is written each time (1.5 kB a block). */
export const STATE_EVERY_SECOND_BYTES = 16 * 1024 * 1024

/** Good copies of the chain state are taken this often, because a kill can cut the state file in mid-write. */
export const STATE_COPY_MS = 20_000

/** One line of a child's output; longer ones are cut. */
export const LOG_LINE_CHARS = 4_000

/** Trouble that was not reported for this long counts as new. */
export const REPEAT_FORGOTTEN_MS = 30_000

/** Different troublesome lines that are remembered. */
export const REPEATS_REMEMBERED = 500
