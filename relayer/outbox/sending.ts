import { and, eq, gte, inArray } from 'drizzle-orm'
import {
  BUMP_AFTER_BLOCKS,
  MAX_ATTEMPTS_PER_SLOT,
  MAX_DETAIL_CHARACTERS,
  MAX_RAISES_PER_LOOK,
  MAX_SLOTS_AHEAD,
} from '../limits.ts'
import { type AttemptRow, attempts, lanes, type TransactionRow, transactions } from '../store/schema.ts'
import { minOf } from './bigint.ts'
import type { Look, OutboxContext } from './context.ts'
import { bumpFees } from './fees.ts'
import { attemptsOf } from './landing.ts'
import type { Lane } from './lane.ts'
import { classifySendError, type SendResult, sendErrorText } from './send-result.ts'
import { isOnLane, laneIs, noopPayload, type Payload, prepare, signAttempt } from './slots.ts'

/** Sends the newest stored version of every open slot again, byte for byte, in the order of the nonces; but what the node took since the look before. */
export async function sendOpen(context: OutboxContext, lane: Lane, look: Look, chainNonce: bigint): Promise<void> {
  const open = await context.store
    .select()
    .from(transactions)
    .where(
      and(
        isOnLane(context.chain.chainId, lane),
        inArray(transactions.state, ['prepared', 'broadcast']),
        gte(transactions.nonce, chainNonce),
      ),
    )
    .orderBy(transactions.nonce)
    .limit(Number(MAX_SLOTS_AHEAD))
  const isOverdue = hasWaitedTooLong(lane, look, open[0]?.nonce === chainNonce ? chainNonce : undefined)
  for (const row of open) {
    const versions = await attemptsOf(context, row)
    const newest = versions[0]
    if (!newest || isFresh(newest, look)) continue
    const result = await sendAttempt(context, row, newest)
    if (result === 'unreachable') return
    if (result === 'rejected' && versions.every((version) => version.acceptedAt === null)) {
      await empty(context, lane, look, row, newest)
    } else if (result === 'feeTooLow') {
      await outbid(context, lane, look, row)
    } else if (isOverdue && row.nonce === chainNonce && result === 'accepted') {
      await bump(context, lane, look, row)
    }
  }
}

/** Fills slots below the lane's next nonce that nothing owns (a restored database, a re-queued payload), else all later ones wait for ever. */
export async function fillGaps(context: OutboxContext, lane: Lane, look: Look, chainNonce: bigint): Promise<void> {
  await context.store.transaction(async (store) => {
    const [row] = await store.select().from(lanes).where(laneIs(context.chain.chainId, lane)).for('update')
    if (!row || row.nextNonce <= chainNonce) return
    const slots = await store
      .select({ nonce: transactions.nonce })
      .from(transactions)
      .where(and(isOnLane(context.chain.chainId, lane), gte(transactions.nonce, chainNonce)))
    const owned = new Set(slots.map(({ nonce }) => nonce))
    const end = minOf(row.nextNonce, chainNonce + MAX_SLOTS_AHEAD)
    for (let nonce = chainNonce; nonce < end; nonce++) {
      if (owned.has(nonce)) continue
      context.log.warn({ lane: lane.name, nonce }, 'filling a dead slot')
      await prepare(context, store, { lane, nonce, payload: noopPayload(lane), fees: look.market })
    }
    await store.update(lanes).set({ nextNonce: row.nextNonce }).where(laneIs(context.chain.chainId, lane))
  })
}

/** Sends stored bytes and writes down that the node took them; what it says otherwise is for the caller to act on. */
export async function sendAttempt(
  { chain, store, log }: OutboxContext,
  row: Pick<TransactionRow, 'id' | 'state'>,
  attempt: AttemptRow,
): Promise<SendResult> {
  try {
    await chain.send(attempt.raw)
  } catch (error) {
    const result = classifySendError(error)
    if (result !== 'accepted') {
      const ids = { transactionId: row.id, hash: attempt.hash, nonce: attempt.nonce }
      log[result === 'nonceUsed' ? 'debug' : 'warn']({ ...ids, result, answer: sendErrorText(error) }, 'not accepted')
      return result
    }
  }
  if (attempt.acceptedAt === null) {
    await store.update(attempts).set({ acceptedAt: new Date() }).where(eq(attempts.hash, attempt.hash))
  }
  if (row.state === 'prepared') {
    const isStillPrepared = and(eq(transactions.id, row.id), eq(transactions.state, 'prepared'))
    await store.update(transactions).set({ state: 'broadcast' }).where(isStillPrepared)
  }
  return 'accepted'
}

/** Raises the fees until the node takes the slot's transaction; somebody may hold the nonce in its pool with a high offer. */
async function outbid(context: OutboxContext, lane: Lane, look: Look, row: TransactionRow): Promise<void> {
  for (let i = 0; i < MAX_RAISES_PER_LOOK; i++) {
    if ((await bump(context, lane, look, row)) !== 'feeTooLow') return
  }
}

/** Same nonce, same payload, higher fees; every older version stays stored, because it may still be the one that lands. */
async function bump(
  context: OutboxContext,
  lane: Lane,
  look: Look,
  row: TransactionRow,
): Promise<SendResult | undefined> {
  const versions = await attemptsOf(context, row)
  const newest = versions[0]
  if (!newest || row.nonce === null) return undefined
  const fees = bumpFees(newest, look.market, newest)
  const ids = { transactionId: row.id, lane: lane.name, nonce: row.nonce }
  if (!fees || versions.length >= MAX_ATTEMPTS_PER_SLOT) {
    context.log.error({ ...ids, attempts: versions.length }, 'fee ceiling reached')
    return undefined
  }
  const payload: Payload | 'noop' = newest.isNoop ? 'noop' : row
  const parameters = { lane, transactionId: row.id, nonce: row.nonce, payload, fees }
  const attempt = await signAttempt(context, context.store, parameters)
  lane.waiting = { nonce: row.nonce, sinceBlock: look.head.number }
  context.log.info({ ...ids, hash: attempt.hash, ...fees }, 'fees raised')
  return sendAttempt(context, row, attempt)
}

/** No node will ever take these bytes: a no-op takes the slot, and when that is final the payload is given up. */
async function empty(
  context: OutboxContext,
  lane: Lane,
  look: Look,
  row: TransactionRow,
  refused: AttemptRow,
): Promise<void> {
  if (row.nonce === null || refused.isNoop) return
  const fees = bumpFees(refused, look.market, { isNoop: true }) ?? look.market
  const detail = `The node refuses the transaction at nonce ${row.nonce}.`.slice(0, MAX_DETAIL_CHARACTERS)
  await context.store.update(transactions).set({ code: 'REJECTED_BY_NODE', detail }).where(eq(transactions.id, row.id))
  const parameters = { lane, transactionId: row.id, nonce: row.nonce, payload: 'noop', fees } as const
  const attempt = await signAttempt(context, context.store, parameters)
  await sendAttempt(context, row, attempt)
}

/** The node took it a moment ago; what waits for its block is not sent twice within one. */
function isFresh({ acceptedAt }: AttemptRow, { previousAt }: Look): boolean {
  return acceptedAt !== null && previousAt !== undefined && acceptedAt > previousAt
}

/** Counts the blocks in which the chain waits for the same nonce. */
function hasWaitedTooLong(lane: Lane, look: Look, nonce: bigint | undefined): boolean {
  if (nonce === undefined) lane.waiting = undefined
  else if (lane.waiting?.nonce !== nonce) lane.waiting = { nonce, sinceBlock: look.head.number }
  return lane.waiting !== undefined && look.head.number - lane.waiting.sinceBlock >= BUMP_AFTER_BLOCKS
}
