/** A group is closed above this: with the longest record it stays below the 1 MiB that NATS takes in a message. */
export const GROUP_BYTES = 512 * 1024
/** Longest message, headers included; what a server must accept. */
export const MESSAGE_BYTES = 1024 * 1024
/** A leader that has written nothing for this long, by the follower's own clock, is followed by another. */
export const LEASE_MS = 2_500
/** A leader whose last write is older than this proves with an empty one that it still leads before it answers anybody. */
export const CONFIRM_MS = 1_200
/** Age of the last write at which an idle leader writes an empty one: three fit into a lease. */
export const HEARTBEAT_MS = 700
/** The end of the stream is asked for this often while following. */
export const WATCH_MS = 200
/** A server that does not answer within this is asked again, perhaps another one. */
export const ANSWER_MS = 1_000
/** A write whose outcome is not known by then ends the process: three times the longest election that was measured. */
export const RESOLVE_MS = 30_000
/** Pause between two attempts at anything. */
export const PAUSE_MS = 100
/** A reader that the stream is ahead of, and that got nothing for this long, starts over: well within a lease. */
export const STALL_MS = 700
/** Messages asked for at once while reading. */
export const READ_AHEAD = 500
/** The stream must exist, and have a leader, within this after the start. */
export const OPEN_MS = 30_000
