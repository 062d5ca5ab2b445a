import { and, eq, inArray, lte } from 'drizzle-orm'
import { transactions } from '../store/schema.ts'
import type { Head } from './chain.ts'
import type { Look, OutboxContext } from './context.ts'
import { lift } from './landing.ts'

/** Takes every transaction whose block is no longer part of the chain out of it again. */
export async function liftReorganised(context: OutboxContext, head: Head, previous: Head | undefined): Promise<void> {
  const isNext = previous && (head.hash === previous.hash || head.parentHash === previous.hash)
  if (isNext) return
  const rows = await context.store
    .select()
    .from(transactions)
    .where(and(eq(transactions.chainId, BigInt(context.chain.chainId)), inArray(transactions.state, ['mined', 'safe'])))
  const hashes = new Map<bigint, string | undefined>()
  for (const row of rows) {
    if (row.blockNumber === null) continue
    if (!hashes.has(row.blockNumber)) hashes.set(row.blockNumber, await context.chain.blockHash(row.blockNumber))
    if (hashes.get(row.blockNumber) !== row.blockHash) await lift(context, row)
  }
}

/** mined -> safe -> final. A batch that failed as a whole is given back once that is final: only then can it not come to life. */
export async function deepen(context: OutboxContext, look: Look): Promise<void> {
  const onChain = eq(transactions.chainId, BigInt(context.chain.chainId))
  await context.store
    .update(transactions)
    .set({ state: 'safe' })
    .where(and(onChain, eq(transactions.state, 'mined'), lte(transactions.blockNumber, look.safe)))
  await context.store.transaction(async (store) => {
    const final = await store
      .update(transactions)
      .set({ state: 'final' })
      .where(and(onChain, inArray(transactions.state, ['mined', 'safe']), lte(transactions.blockNumber, look.final)))
      .returning()
    for (const row of final) if (!row.hasSucceeded) await context.cargo.lost(store, row)
  })
}
