import { and, desc, eq, gte, inArray, lt } from 'drizzle-orm'
import type { TransactionReceipt } from 'viem'
import { type AttemptRow, attempts, type TransactionRow, transactions } from '../store/schema.ts'
import type { Look, OutboxContext } from './context.ts'
import type { Lane } from './lane.ts'
import { isOnLane } from './slots.ts'

/** Reads the receipts of every open transaction whose nonce the chain has used. */
export async function recordLandings(
  context: OutboxContext,
  lane: Lane,
  look: Look,
  chainNonce: bigint,
): Promise<void> {
  const used = await context.store
    .select()
    .from(transactions)
    .where(
      and(
        isOnLane(context.chain.chainId, lane),
        inArray(transactions.state, ['prepared', 'broadcast']),
        lt(transactions.nonce, chainNonce),
      ),
    )
    .orderBy(transactions.nonce)
  for (const row of used) {
    const found = await findReceipt(context, row)
    // Our own no-op in the place of a payload displaces it like a stranger's transaction does.
    if (found && (row.kind === 'noop' || !found.attempt.isNoop)) await land(context, row, found)
    else await displace(context, row, look)
  }
}

/**
 * Transactions that were in a block although the chain is back below their nonce (restarted short, or reorganised):
 * they are open again, and their stored bytes go out again.
 */
export async function reopenBeyond(context: OutboxContext, lane: Lane, chainNonce: bigint): Promise<void> {
  const beyond = and(isOnLane(context.chain.chainId, lane), gte(transactions.nonce, chainNonce))
  const rows = await context.store
    .select()
    .from(transactions)
    .where(and(beyond, inArray(transactions.state, ['mined', 'safe', 'final', 'failed'])))
  for (const row of rows) {
    // A node that lags behind another one of its cluster still knows the receipt.
    if (!(await findReceipt(context, row))) await lift(context, row)
  }
  await context.store.update(transactions).set({ displacedAt: null }).where(beyond)
}

/** Takes a transaction out of its block: it is on its way again. */
export async function lift(context: OutboxContext, row: TransactionRow): Promise<void> {
  context.log.warn({ transactionId: row.id, nonce: row.nonce, block: row.blockNumber }, 'transaction left its block')
  await context.store.transaction(async (store) => {
    const open = {
      blockNumber: null,
      blockHash: null,
      hasSucceeded: null,
      gasUsed: null,
      hash: null,
      displacedAt: null,
    }
    await store
      .update(transactions)
      .set({ ...open, state: 'broadcast' })
      .where(eq(transactions.id, row.id))
    await context.cargo.lifted(store, row)
  })
}

/** All signed versions of the slot a transaction has now, newest first. */
export function attemptsOf({ store }: Pick<OutboxContext, 'store'>, row: TransactionRow): Promise<AttemptRow[]> {
  return store
    .select()
    .from(attempts)
    .where(and(eq(attempts.transactionId, row.id), eq(attempts.nonce, row.nonce ?? -1n)))
    .orderBy(desc(attempts.createdAt), desc(attempts.maxFeePerGasWei))
}

interface Found {
  attempt: AttemptRow
  receipt: TransactionReceipt
}

async function findReceipt(context: OutboxContext, row: TransactionRow): Promise<Found | undefined> {
  for (const attempt of await attemptsOf(context, row)) {
    const receipt = await context.chain.receipt(attempt.hash)
    if (receipt) return { attempt, receipt }
  }
  return undefined
}

async function land(context: OutboxContext, row: TransactionRow, { receipt }: Found): Promise<void> {
  const landed = {
    state: 'mined',
    hash: receipt.transactionHash,
    blockNumber: receipt.blockNumber,
    blockHash: receipt.blockHash,
    hasSucceeded: receipt.status === 'success',
    gasUsed: receipt.gasUsed,
    displacedAt: null,
  } as const
  await context.store.transaction(async (store) => {
    await store.update(transactions).set(landed).where(eq(transactions.id, row.id))
    await context.cargo.landed(store, { ...row, ...landed }, receipt)
  })
  const { hash, blockNumber, gasUsed, hasSucceeded } = landed
  context.log.info({ transactionId: row.id, kind: row.kind, hash, blockNumber, gasUsed, hasSucceeded }, 'landed')
}

/** The nonce is used by something else. Only when that is final can none of our hashes ever land, and only then does the payload move. */
async function displace(context: OutboxContext, row: TransactionRow, look: Look): Promise<void> {
  const ids = { transactionId: row.id, nonce: row.nonce, lane: row.lane }
  if (row.displacedAt === null) {
    context.log.warn(ids, 'nonce used by a transaction that is not the payload')
    const displacedAt = look.head.number
    await context.store.update(transactions).set({ displacedAt }).where(eq(transactions.id, row.id))
    return
  }
  if (look.final < row.displacedAt) return
  context.log.warn(ids, 'transaction can never land')
  const isSentAgain = row.kind === 'settlement' && row.code === null
  await context.store.transaction(async (store) => {
    const fate = isSentAgain ? ({ state: 'queued', nonce: null } as const) : ({ state: 'failed' } as const)
    await store
      .update(transactions)
      .set({ ...fate, displacedAt: null })
      .where(eq(transactions.id, row.id))
    if (!isSentAgain) await context.cargo.lost(store, row)
  })
}
