import { ledgerBalance, posting } from 'ponder:schema'
import { type IndexContext, type LogEvent, logRow } from '../rows.ts'
import { assertBalanced, type Entry, legsOf } from './entry.ts'

/**
 * Stores an entry: its legs and the balances that they change.
 * @param index Of the part of a log that the entry stands for: a trade of a batch.
 * @throws UnbalancedEntryError and nothing of the block is stored.
 */
export async function post(
  { event, context, name }: { event: LogEvent; context: IndexContext; name: string },
  entry: Entry,
  index?: number,
): Promise<void> {
  const row = logRow(event, context)
  const entryId = index === undefined ? row.id : `${row.id}:${index}`
  const legs = legsOf(entry)
  assertBalanced(entryId, legs)
  if (legs.length === 0) return
  await context.db
    .insert(posting)
    .values(legs.map((leg, place) => ({ ...row, ...leg, id: `${entryId}:${place}`, entryId, event: name })))
  for (const { account, asset, amount } of legs) {
    await context.db
      .insert(ledgerBalance)
      .values({ chainId: context.chain.id, account, asset, amount })
      .onConflictDoUpdate((balance) => ({ amount: balance.amount + amount }))
  }
}
