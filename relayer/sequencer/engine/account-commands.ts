import { REJECT } from './codes.ts'
import { EVENT_REJECTED } from './event-buffer.ts'
import type { OrderBook } from './order-book.ts'

/** Makes accounts one owner; refused as a whole when one of them has made a statement of this version or later. */
export const setGroup = ({ events, groups }: OrderBook, accounts: readonly number[], version: number): void => {
  const isOld = accounts.some((account) => version <= groups.versionOf(account))
  if (isOld) events.push(EVENT_REJECTED, REJECT.STATEMENT_OLD, 0)
  else groups.join(accounts, version)
}

/** Sets, moves or (without a deadline) ends a dead man's switch. `series` 0 means all. */
export const keepAlive = (
  { events, keepAlives, limits }: OrderBook,
  account: number,
  series: number,
  deadlineMs: number | undefined,
): void => {
  if (deadlineMs === undefined) keepAlives.delete(account, series)
  else if (keepAlives.size < limits.keepAlives || keepAlives.has(account, series)) {
    keepAlives.set({ account, series, deadlineMs })
  } else events.push(EVENT_REJECTED, REJECT.KEEP_ALIVES_FULL, 0)
}
