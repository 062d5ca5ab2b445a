import { and, inArray, lt, ne, sql } from 'drizzle-orm'
import { KEEP_BYTES_DAYS, MAX_PRUNED_AT_ONCE } from '../limits.ts'
import type { Store } from './database.ts'
import { attempts, transactions } from './schema.ts'

/** Drops the bytes of transactions that have been final for long; what they did stays. Gives how many were pruned. */
export async function pruneBytes(store: Store): Promise<number> {
  const isOld = lt(transactions.createdAt, sql`now() - make_interval(days => ${KEEP_BYTES_DAYS})`)
  return store.transaction(async (tx) => {
    const rows = await tx
      .select({ id: transactions.id })
      .from(transactions)
      .where(and(inArray(transactions.state, ['final', 'failed']), isOld, ne(transactions.data, '0x')))
      .limit(MAX_PRUNED_AT_ONCE)
    const ids = rows.map(({ id }) => id)
    if (ids.length === 0) return 0
    await tx.delete(attempts).where(inArray(attempts.transactionId, ids))
    await tx.update(transactions).set({ data: '0x' }).where(inArray(transactions.id, ids))
    return ids.length
  })
}
