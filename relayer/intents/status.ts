import { eq } from 'drizzle-orm'
import type { Address } from 'viem'
import { hashOf } from '../outbox/serial-queue.ts'
import type { Store } from '../store/database.ts'
import { type IntentRow, type IntentState, intents, type TransactionRow, transactions } from '../store/schema.ts'

export const CONFIRMATIONS = ['mined', 'safe', 'final'] as const
type Confirmation = (typeof CONFIRMATIONS)[number]

export interface IntentStatus {
  orderNumber: string
  account: Address
  state: IntentState
  /** How deep the block is; an outcome is told to people from `safe` on. */
  confirmation?: Confirmation
  transaction?: string
  block?: bigint
  /** Why it failed or was refused: a contract error's stable code. */
  code?: string
  detail?: string
  /** Its equal share of the batch. */
  gasUsed?: bigint
}

/** Where an intent is. `transaction` of one that is not in a block yet is the newest hash; a raise of fees changes it. */
export async function intentStatus(store: Store, row: IntentRow): Promise<IntentStatus> {
  const { orderNumber, account, state, code, detail } = row
  const base = { orderNumber, account, state }
  const reason = { ...(code ? { code } : {}), ...(detail ? { detail } : {}) }
  if (row.transactionId === null) return { ...base, ...reason }
  const [carrier] = await store.select().from(transactions).where(eq(transactions.id, row.transactionId))
  if (!carrier) return { ...base, ...reason }
  const hash = await hashOf({ store }, carrier)
  return { ...base, ...(hash ? { transaction: hash } : {}), ...(await landing(store, carrier)), ...reason }
}

export async function findIntent(store: Store, orderNumber: string): Promise<IntentRow | undefined> {
  const [row] = await store.select().from(intents).where(eq(intents.orderNumber, orderNumber))
  return row
}

async function landing(store: Store, carrier: TransactionRow): Promise<Partial<IntentStatus>> {
  const confirmation = CONFIRMATIONS.find((each) => each === carrier.state)
  if (!confirmation || carrier.blockNumber === null || carrier.gasUsed === null) return {}
  const companions = BigInt(await store.$count(intents, eq(intents.transactionId, carrier.id)))
  return { confirmation, block: carrier.blockNumber, gasUsed: carrier.gasUsed / companions }
}
