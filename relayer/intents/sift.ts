import { and, asc, eq, inArray, min, notInArray } from 'drizzle-orm'
import type { Address } from 'viem'
import type { ContractError } from '../../sdk/src/errors.ts'
import { MAX_BATCH_ITEMS, MAX_DETAIL_CHARACTERS, MAX_SIFT_ROUNDS } from '../limits.ts'
import { release } from '../sponsorship/use-ledger.ts'
import type { Store } from '../store/database.ts'
import { type IntentRow, intents } from '../store/schema.ts'
import { fitBatch } from './batch.ts'
import { type SimulateContext, simulateItems } from './simulate.ts'

/** Intents that wait for an earlier one of the same account, and the block after which they are looked at again. */
export type Deferred = Set<bigint>

/** The oldest intents of a contract that would succeed now in one batch. Doomed ones are refused and cost nothing. */
export async function siftQueued(
  context: SimulateContext & { store: Store },
  to: Address,
  deferred: Deferred,
): Promise<{ looked: number; good: IntentRow[] }> {
  const { store } = context
  const isQueued = and(eq(intents.to, to), eq(intents.state, 'queued'))
  const rows = await store
    .select()
    .from(intents)
    .where(deferred.size === 0 ? isQueued : and(isQueued, notInArray(intents.id, [...deferred])))
    .orderBy(asc(intents.id))
    .limit(MAX_BATCH_ITEMS)
  let good = fitBatch(rows)
  for (let round = 1; good.length > 0; round++) {
    const oldestOf = await oldestOpenOf(store, good)
    const errors = await simulateItems(context, good)
    for (const [index, row] of good.entries()) {
      const error = errors[index]
      if (!error) continue
      if ((oldestOf.get(row.account) ?? row.id) < row.id) deferred.add(row.id)
      else await refuse(store, row, error)
    }
    const firstError = errors.findIndex((error) => error !== undefined)
    if (firstError === -1) break
    // What came behind a failing item was judged after it had spent its nonce: only what came before is known to succeed without it.
    good = round < MAX_SIFT_ROUNDS ? good.filter((_, index) => !errors[index]) : good.slice(0, firstError)
    if (round >= MAX_SIFT_ROUNDS) break
  }
  return { looked: rows.length, good }
}

/**
 * The oldest intent of each account that is not in a block: a later one may only fail because of it (a deposit, the nonce before). Asked
 * before the simulation: what lands while that runs is not in the state that it saw.
 */
async function oldestOpenOf(store: Store, rows: readonly IntentRow[]): Promise<Map<Address, bigint>> {
  const accounts = [...new Set(rows.map(({ account }) => account))]
  const isOpen = inArray(intents.state, ['queued', 'submitted'])
  const oldest = await store
    .select({ account: intents.account, id: min(intents.id) })
    .from(intents)
    .where(and(isOpen, inArray(intents.account, accounts)))
    .groupBy(intents.account)
  return new Map(oldest.flatMap(({ account, id }) => (id === null ? [] : [[account, BigInt(id)]])))
}

async function refuse(store: Store, row: IntentRow, { code, detail }: ContractError): Promise<void> {
  await store.transaction(async (tx) => {
    const refused = await tx
      .update(intents)
      .set({ state: 'refused', code, detail: detail.slice(0, MAX_DETAIL_CHARACTERS) })
      .where(and(eq(intents.id, row.id), eq(intents.state, 'queued')))
      .returning()
    for (const each of refused) await release(tx, each)
  })
}
