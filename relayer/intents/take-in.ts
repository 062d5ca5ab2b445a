import { and, count, eq, inArray } from 'drizzle-orm'
import { BaseError, RetryableError } from '../../kit/errors.ts'
import { MAX_QUEUED_INTENTS, MAX_QUEUED_INTENTS_PER_ACCOUNT } from '../limits.ts'
import { Policies, type SponsorDefaults } from '../sponsorship/policy.ts'
import { dayAt, type Sponsored, UseLedger } from '../sponsorship/use-ledger.ts'
import type { Store } from '../store/database.ts'
import { type IntentRow, intents, transactions } from '../store/schema.ts'
import type { SignedIntent } from './read-intent.ts'

export interface TakeInContext {
  store: Store
  chainId: number
  defaults: SponsorDefaults
  /** The chain's clock. */
  nowSec: bigint
}

/** An intent's row, or why it was not taken in. */
export type TakenIn = IntentRow | BaseError

/** Another process took one of the group in: the group is looked at again. */
export class TakenMeanwhileError extends RetryableError {
  constructor() {
    super('Another process took the same intent in.', { code: 'INTENTS_FULL' })
  }
}

/**
 * Takes a group of intents in, each once, in one database transaction: the same order number again is the same intent. One that was refused,
 * and is in no transaction that could still land, may be tried again (with a new co-signature, for example).
 */
export async function takeIn(context: TakeInContext, group: readonly SignedIntent[]): Promise<TakenIn[]> {
  return context.store.transaction(async (store) => {
    const known = await knownAmong(store, group)
    const room = await roomFor(store, group)
    const policies = await Policies.load(store, unique(group.map(({ tenant }) => tenant)), context.defaults)
    const ledger = await UseLedger.load(
      store,
      policies,
      group.map((intent) => wantedOf(context, intent)),
    )
    const admit = (intent: SignedIntent) => room.check(intent) ?? takeSponsorship(ledger, context, intent)
    const fresh = new Map<string, typeof intents.$inferInsert>()
    const results = new Map<string, TakenIn>()
    for (const intent of group) {
      if (results.has(intent.orderNumber) || fresh.has(intent.orderNumber)) continue
      const existing = known.get(intent.orderNumber)
      if (existing) {
        results.set(intent.orderNumber, await resubmit(context, store, { existing, intent, admit }))
        continue
      }
      const isExpired = intent.deadlineSec <= context.nowSec
      const refusal = isExpired ? undefined : admit(intent)
      if (refusal) results.set(intent.orderNumber, refusal)
      else
        fresh.set(intent.orderNumber, {
          ...valuesOf(context, intent),
          ...(isExpired ? expired(context, intent) : { state: 'queued' as const }),
        })
    }
    for (const row of await insertAll(store, [...fresh.values()])) results.set(row.orderNumber, row)
    await ledger.save(store)
    return group.map((intent) => resultOf(results.get(intent.orderNumber), intent))
  })
}

async function insertAll(store: Store, values: (typeof intents.$inferInsert)[]): Promise<IntentRow[]> {
  if (values.length === 0) return []
  const rows = await store.insert(intents).values(values).onConflictDoNothing().returning()
  if (rows.length < values.length) throw new TakenMeanwhileError()
  return rows
}

async function knownAmong(store: Store, group: readonly SignedIntent[]): Promise<Map<string, IntentRow>> {
  const numbers = unique(group.map(({ orderNumber }) => orderNumber))
  const rows = await store
    .select()
    .from(intents)
    .where(inArray(intents.orderNumber, numbers))
    .orderBy(intents.id)
    .for('update')
  return new Map(rows.map((row) => [row.orderNumber, row]))
}

interface Resubmission {
  existing: IntentRow
  intent: SignedIntent
  admit: (intent: SignedIntent) => BaseError | undefined
}

async function resubmit(
  context: TakeInContext,
  store: Store,
  { existing, intent, admit }: Resubmission,
): Promise<TakenIn> {
  if (!isSame(existing, intent)) return conflict(intent)
  if (existing.state !== 'refused' || intent.deadlineSec <= context.nowSec) return existing
  if (!(await isOutOfEveryTransaction(store, existing))) return existing
  const refusal = admit(intent)
  if (refusal) return refusal
  const again = { state: 'queued', code: null, detail: null, tries: 0, transactionId: null, item: null } as const
  const [row] = await store
    .update(intents)
    .set({ ...valuesOf(context, intent), ...again })
    .where(eq(intents.id, existing.id))
    .returning()
  if (!row) throw new Error('update returned no row')
  return row
}

/** A refusal on chain is undone by a reorg as long as its transaction is not final. */
async function isOutOfEveryTransaction(store: Store, { transactionId }: IntentRow): Promise<boolean> {
  if (transactionId === null) return true
  const [row] = await store.select().from(transactions).where(eq(transactions.id, transactionId))
  return row?.state === 'final' || row?.state === 'failed'
}

/** Counts what waits, the group's own included. */
async function roomFor(store: Store, group: readonly SignedIntent[]) {
  const accounts = unique(group.map(({ account }) => account))
  const isOpen = inArray(intents.state, ['queued', 'submitted'])
  let waiting = await store.$count(intents, eq(intents.state, 'queued'))
  const own = await store
    .select({ account: intents.account, count: count() })
    .from(intents)
    .where(and(isOpen, inArray(intents.account, accounts)))
    .groupBy(intents.account)
  const waitingOf = new Map<string, number>(own.map((row) => [row.account, row.count]))
  const check = ({ account }: SignedIntent): BaseError | undefined => {
    const ofAccount = waitingOf.get(account) ?? 0
    if (waiting >= MAX_QUEUED_INTENTS) return full(`${MAX_QUEUED_INTENTS} intents are waiting.`)
    if (ofAccount >= MAX_QUEUED_INTENTS_PER_ACCOUNT) {
      return full(`${MAX_QUEUED_INTENTS_PER_ACCOUNT} intents of ${account} are on their way.`)
    }
    waiting++
    waitingOf.set(account, ofAccount + 1)
    return undefined
  }
  return { check }
}

function takeSponsorship(ledger: UseLedger, context: TakeInContext, intent: SignedIntent): BaseError | undefined {
  try {
    return ledger.take(wantedOf(context, intent), context.nowSec)
  } catch (error) {
    if (error instanceof BaseError) return error
    throw error
  }
}

function wantedOf({ nowSec }: TakeInContext, { tenant, account, gas, action }: SignedIntent): Sponsored {
  return { tenant, account, gas, functionName: action.functionName, day: dayAt(nowSec) }
}

function valuesOf({ chainId, nowSec }: TakeInContext, intent: SignedIntent) {
  const { orderNumber, tenant, account, to, data, gas, action } = intent
  const { functionName } = action
  return { chainId: BigInt(chainId), orderNumber, tenant, account, to, data, gas, functionName, day: dayAt(nowSec) }
}

function expired({ nowSec }: TakeInContext, { deadlineSec }: SignedIntent) {
  const detail = `The deadline ${deadlineSec} has passed at block time ${nowSec}.`
  return { state: 'refused', code: 'INTENTS_EXPIRED', detail } as const
}

function resultOf(result: TakenIn | undefined, intent: SignedIntent): TakenIn {
  if (!result) throw new Error(`no result for ${intent.orderNumber}`)
  return result instanceof BaseError || isSame(result, intent) ? result : conflict(intent)
}

function isSame(row: IntentRow, { account, to, action }: SignedIntent): boolean {
  return row.account === account && row.to === to && row.functionName === action.functionName
}

function unique<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)]
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
