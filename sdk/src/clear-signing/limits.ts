/** Longest calldata that is shown: what nodes take as one transaction. */
export const MAX_CALLDATA_BYTES = 128 * 1024

/** Calls inside calls that are shown: an organisation's action that schedules calls of the access manager needs four. */
export const MAX_NESTING = 4
