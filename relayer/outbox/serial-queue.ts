import { and, asc, count, desc, eq, inArray } from 'drizzle-orm'
import { BaseError, RetryableError } from '../../kit/errors.ts'
import { MAX_QUEUED_TRANSACTIONS } from '../limits.ts'
import { attempts, type TransactionRow, transactions } from '../store/schema.ts'
import type { Look, OutboxContext } from './context.ts'
import { addressOf, type Lane } from './lane.ts'
import { sendAttempt } from './sending.ts'
import { isOnLane, lockSlot, type Payload, prepareQueued } from './slots.ts'

export interface Submission extends Payload {
  /** The same key and payload twice are one transaction. */
  idempotencyKey: string
}

/**
 * Makes a submission durable. A key belongs to its first payload until that is known to have failed: a transaction that
 * reverted has used its nonce, so the key may carry another one.
 */
export async function enqueue(context: OutboxContext, lane: Lane, submission: Submission): Promise<TransactionRow> {
  return context.store.transaction(async (store) => {
    const { idempotencyKey } = submission
    const isKey = and(eq(transactions.idempotencyKey, idempotencyKey), eq(transactions.isSuperseded, false))
    const [existing] = await store.select().from(transactions).where(isKey).for('update')
    if (existing && isSamePayload(existing, submission)) return existing
    if (existing && !hasFailed(existing)) throw conflict(idempotencyKey)
    if (existing) await store.update(transactions).set({ isSuperseded: true }).where(eq(transactions.id, existing.id))
    const isWaiting = and(isOnLane(context.chain.chainId, lane), eq(transactions.state, 'queued'))
    const [waiting] = await store.select({ count: count() }).from(transactions).where(isWaiting)
    if ((waiting?.count ?? 0) >= MAX_QUEUED_TRANSACTIONS) throw queueFull()
    const owner = { chainId: BigInt(context.chain.chainId), lane: addressOf(lane), state: 'queued' } as const
    const [row] = await store
      .insert(transactions)
      .values({ ...submission, ...owner })
      .onConflictDoNothing()
      .returning()
    if (row) return row
    const [winner] = await store.select().from(transactions).where(isKey)
    if (winner && isSamePayload(winner, submission)) return winner
    throw conflict(idempotencyKey)
  })
}

/** Signs and sends the oldest waiting submission, unless an earlier one is still on its way to a block. */
export async function sendNext(context: OutboxContext, lane: Lane, look: Look): Promise<void> {
  const prepared = await context.store.transaction(async (store) => {
    const nonce = await lockSlot(context, store, lane)
    if (nonce === undefined) return undefined
    const ofLane = isOnLane(context.chain.chainId, lane)
    const isOpen = and(ofLane, inArray(transactions.state, ['prepared', 'broadcast']))
    const open = await store.select({ id: transactions.id }).from(transactions).where(isOpen).limit(1)
    if (open.length > 0) return undefined
    const [next] = await store
      .select()
      .from(transactions)
      .where(and(ofLane, eq(transactions.state, 'queued')))
      .orderBy(asc(transactions.id))
      .limit(1)
      .for('update')
    if (!next) return undefined
    return prepareQueued(context, store, { lane, nonce, transactionId: next.id, payload: next, fees: look.market })
  })
  if (prepared) await sendAttempt(context, { id: prepared.transactionId, state: 'prepared' }, prepared.attempt)
}

export async function findSubmission({ store }: OutboxContext, key: string): Promise<TransactionRow | undefined> {
  const isKey = and(eq(transactions.idempotencyKey, key), eq(transactions.isSuperseded, false))
  const [row] = await store.select().from(transactions).where(isKey)
  return row
}

/** The hash to look for: the one in a block, else the newest that was signed. */
export async function hashOf({ store }: Pick<OutboxContext, 'store'>, row: TransactionRow) {
  if (row.hash) return row.hash
  const [newest] = await store
    .select({ hash: attempts.hash })
    .from(attempts)
    .where(eq(attempts.transactionId, row.id))
    .orderBy(desc(attempts.createdAt), desc(attempts.maxFeePerGasWei))
    .limit(1)
  return newest?.hash
}

export function hasFailed(row: TransactionRow): boolean {
  return row.state === 'failed' || row.hasSucceeded === false
}

function isSamePayload(row: TransactionRow, submission: Submission): boolean {
  return row.to === submission.to && row.data === submission.data && row.gas === submission.gas
}

function conflict(key: string): BaseError {
  return new BaseError('The idempotency key belongs to another transaction.', {
    code: 'IDEMPOTENCY_CONFLICT',
    details: `${key} is free for another payload only after the first one failed.`,
    status: 409,
  })
}

function queueFull(): RetryableError {
  const details = `${MAX_QUEUED_TRANSACTIONS} transactions are waiting.`
  return new RetryableError('The lane is full.', { code: 'LANE_FULL', details, retryAfterSec: 2 })
}
