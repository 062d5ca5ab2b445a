import { asc, eq, inArray, sql } from 'drizzle-orm'
import type { Logger } from '../../kit/log.ts'
import { MAX_INTENT_TRIES } from '../limits.ts'
import type { Cargo } from '../outbox/context.ts'
import type { Store } from '../store/database.ts'
import { type IntentRow, intents, type TransactionRow } from '../store/schema.ts'
import type { ContractBook } from './contract-book.ts'
import { type Outcome, readOutcomes } from './outcomes.ts'

const OUTCOME_MISSING: Outcome = { state: 'failed', code: 'OUTCOME_MISSING', detail: 'The batch reports no outcome.' }

/** Keeps the intents' states in step with the transaction that carries them. */
export function intentCargo(dependencies: { book: ContractBook; log: Logger }): Cargo {
  const { book, log } = dependencies
  return {
    landed: async (store, transaction, receipt) => {
      // A batch that failed as a whole spent no nonce; its intents wait until that is final.
      if (transaction.kind !== 'intents' || receipt.status !== 'success') return
      await recordOutcomes(store, await itemsOf(store, transaction), readOutcomes(book, transaction.to, receipt.logs))
    },
    lifted: async (store, transaction) => {
      const onTheirWay = { state: 'submitted', code: null, detail: null } as const
      await store.update(intents).set(onTheirWay).where(eq(intents.transactionId, transaction.id))
    },
    lost: async (store, transaction) => {
      for (const item of await itemsOf(store, transaction)) await putBack(store, item, transaction, log)
    },
  }
}

async function recordOutcomes(store: Store, items: IntentRow[], outcomes: readonly Outcome[]): Promise<void> {
  const executed: bigint[] = []
  for (const item of items) {
    const outcome = outcomes[item.item ?? -1] ?? OUTCOME_MISSING
    if (outcome.state === 'executed') executed.push(item.id)
    else await store.update(intents).set(outcome).where(eq(intents.id, item.id))
  }
  if (executed.length === 0) return
  const asExecuted = { state: 'executed', code: null, detail: null } as const
  await store.update(intents).set(asExecuted).where(inArray(intents.id, executed))
}

/** Queues an intent again whose transaction can never have an effect, until it has had its tries. */
async function putBack(store: Store, item: IntentRow, transaction: TransactionRow, log: Logger): Promise<void> {
  const isGivenUp = item.tries + 1 >= MAX_INTENT_TRIES
  log.warn({ orderNumber: item.orderNumber, transactionId: transaction.id, isGivenUp }, 'intent lost its transaction')
  const detail = transaction.detail ?? 'Its transactions failed as a whole.'
  const fate = isGivenUp
    ? ({ state: 'refused', code: 'BATCH_FAILED', detail } as const)
    : ({ state: 'queued', code: null, detail: null, transactionId: null, item: null } as const)
  await store
    .update(intents)
    .set({ ...fate, tries: sql`${intents.tries} + 1` })
    .where(eq(intents.id, item.id))
}

function itemsOf(store: Store, transaction: TransactionRow): Promise<IntentRow[]> {
  return store.select().from(intents).where(eq(intents.transactionId, transaction.id)).orderBy(asc(intents.item))
}
