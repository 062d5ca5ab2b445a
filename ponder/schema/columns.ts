import type { PgColumnsBuilders } from 'ponder'

/** Unix seconds, chain time. */
export const seconds = (t: PgColumnsBuilders) => t.int8({ mode: 'number' })

/**
 * What every row that stands for one log carries. `id` is chainId:txHash:logIndex; rows that stand for a part of a log
 * (a trade of a batch, a leg of an entry) append `:<index>`.
 */
export const logColumns = (t: PgColumnsBuilders) => ({
  id: t.text().primaryKey(),
  chainId: t.integer().notNull(),
  blockNumber: t.int8({ mode: 'number' }).notNull(),
  transactionHash: t.hex().notNull(),
  logIndex: t.integer().notNull(),
  /** Time of the block. */
  recordedAt: seconds(t).notNull(),
})
