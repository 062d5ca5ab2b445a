import { and, count, eq, inArray } from 'drizzle-orm'
import { BaseError, RetryableError } from '../../kit/errors.ts'
import { MAX_QUEUED_INTENTS, MAX_QUEUED_INTENTS_PER_ACCOUNT } from '../limits.ts'
import type { Store } from '../store/database.ts'
import { type IntentRow, intents, transactions } from '../store/schema.ts'
import type { SignedIntent } from './read-intent.ts'
import { dayAt, reserve, type SponsorLimits } from './sponsorship.ts'

export interface SubmitContext {
  store: Store
  chainId: number
  limits: SponsorLimits
  /** The chain's clock. */
  nowSec: bigint
}

/**
 * Takes an intent in once: the same order number again is the same intent. One that was refused, and is in no transaction that
 * could still land, may be tried again (with a new co-signature, for example).
 */
export async function submitIntent(context: SubmitContext, intent: SignedIntent): Promise<IntentRow> {
  return context.store.transaction(async (store) => {
    const [existing] = await store.select().from(intents).where(isIntent(intent)).for('update')
    if (existing) return resubmit(context, store, existing, intent)
    const isExpired = intent.deadlineSec <= context.nowSec
    if (!isExpired) await checkRoom(store, intent)
    const [row] = await store
      .insert(intents)
      .values({ ...valuesOf(context, intent), ...(isExpired ? expired(context, intent) : { state: 'queued' }) })
      .onConflictDoNothing()
      .returning()
    if (row && !isExpired) await reserve(store, context.limits, { ...row }, context.nowSec)
    if (row) return row
    const [winner] = await store.select().from(intents).where(isIntent(intent))
    if (!winner) throw new Error('insert conflicted with nothing')
    return winner
  })
}

async function resubmit(
  context: SubmitContext,
  store: Store,
  existing: IntentRow,
  intent: SignedIntent,
): Promise<IntentRow> {
  const isSame =
    existing.account === intent.account &&
    existing.to === intent.to &&
    existing.functionName === intent.action.functionName
  if (!isSame) throw conflict(intent)
  if (existing.state !== 'refused' || intent.deadlineSec <= context.nowSec) return existing
  if (!(await isOutOfEveryTransaction(store, existing))) return existing
  await checkRoom(store, intent)
  const again = { state: 'queued', code: null, detail: null, tries: 0, transactionId: null, item: null } as const
  const [row] = await store
    .update(intents)
    .set({ ...valuesOf(context, intent), ...again })
    .where(eq(intents.id, existing.id))
    .returning()
  if (!row) throw new Error('update returned no row')
  await reserve(store, context.limits, { ...row }, context.nowSec)
  return row
}

/** A refusal on chain is undone by a reorg as long as its transaction is not final. */
async function isOutOfEveryTransaction(store: Store, { transactionId }: IntentRow): Promise<boolean> {
  if (transactionId === null) return true
  const [row] = await store.select().from(transactions).where(eq(transactions.id, transactionId))
  return row?.state === 'final' || row?.state === 'failed'
}

async function checkRoom(store: Store, { account }: SignedIntent): Promise<void> {
  const isOpen = inArray(intents.state, ['queued', 'submitted'])
  const [all] = await store.select({ count: count() }).from(intents).where(eq(intents.state, 'queued'))
  const [own] = await store
    .select({ count: count() })
    .from(intents)
    .where(and(isOpen, eq(intents.account, account)))
  if ((all?.count ?? 0) >= MAX_QUEUED_INTENTS) throw full(`${MAX_QUEUED_INTENTS} intents are waiting.`)
  if ((own?.count ?? 0) >= MAX_QUEUED_INTENTS_PER_ACCOUNT) {
    throw full(`${MAX_QUEUED_INTENTS_PER_ACCOUNT} intents of ${account} are on their way.`)
  }
}

function valuesOf({ chainId, nowSec }: SubmitContext, intent: SignedIntent) {
  const { orderNumber, account, to, data, gas, action } = intent
  const { functionName } = action
  return { chainId: BigInt(chainId), orderNumber, account, to, data, gas, functionName, day: dayAt(nowSec) }
}

function expired({ nowSec }: SubmitContext, { deadlineSec }: SignedIntent) {
  const detail = `The deadline ${deadlineSec} has passed at block time ${nowSec}.`
  return { state: 'refused', code: 'INTENTS_EXPIRED', detail } as const
}

function isIntent({ orderNumber }: SignedIntent) {
  return eq(intents.orderNumber, orderNumber)
}

function conflict({ orderNumber }: SignedIntent): BaseError {
  const details = `${orderNumber} is another account's or function's.`
  return new BaseError('The order number is taken.', { code: 'ORDER_NUMBER_CONFLICT', details, status: 409 })
}

function full(details: string): RetryableError {
  return new RetryableError('Too many intents are waiting.', {
    code: 'INTENTS_FULL',
    details,
    status: 429,
    retryAfterSec: 5,
  })
}
