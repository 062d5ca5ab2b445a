/** A new segment file starts above this, so that one is read into memory at once. */
export const SEGMENT_BYTES = 64 * 1024 * 1024
/** Longest payload of a record: ten times the largest batch, and with its group below the 1 MiB that NATS takes in a message. */
export const MAX_PAYLOAD_BYTES = 384 * 1024
/** Longest wait of a record for company before its group is written. */
export const MAX_WINDOW_MS = 2
/** `append` refuses above this much unwritten data: the disk has stopped. */
export const MAX_BACKLOG_BYTES = 64 * 1024 * 1024
/** Snapshots kept; older ones are deleted. */
export const SNAPSHOTS_KEPT = 3
/** Start-up checks the whole journal up to this size (seconds), above it only from the snapshot on; `verify` checks all. */
export const START_UP_CHECK_BYTES = 1024 * 1024 * 1024
