import { and, count, eq, gte, inArray, sql, sum } from 'drizzle-orm'
import { BaseError } from '../../kit/errors.ts'
import { LOW_BALANCE_WEI, REFILL_GAS, REFILL_TO_WEI } from '../limits.ts'
import { transactions } from '../store/schema.ts'
import type { Look, OutboxContext } from './context.ts'
import { addressOf, type Lane } from './lane.ts'
import { enqueue, sendNext } from './serial-queue.ts'
import { isOnLane } from './slots.ts'

export interface Treasury {
  lane: Lane
  /** What may leave on one UTC day: a fee attack drains a day's share, not the treasury. */
  maxPerDayWei: bigint
}

/**
 * Tops up the lanes that run low, from a key of its own that signs nothing else. One transfer to a lane at a time, and the next only when
 * that one is safe: a reorg or a node that lags must not pay twice. What a lane holds is a quorum's word.
 */
export async function refillLanes(
  context: OutboxContext,
  { lane: treasury, maxPerDayWei }: Treasury,
  { lanes, look }: { lanes: readonly Lane[]; look: Look },
): Promise<void> {
  for (const lane of lanes) await refill(context, { treasury, maxPerDayWei, lane })
  await sendNext(context, treasury, look)
}

async function refill(
  context: OutboxContext,
  { treasury, maxPerDayWei, lane }: { treasury: Lane; maxPerDayWei: bigint; lane: Lane },
): Promise<void> {
  const { store, chain, log } = context
  const to = addressOf(lane)
  // A single node's word is enough to leave things as they are.
  if ((await chain.balanceOf(to)) >= LOW_BALANCE_WEI) return
  const isToLane = and(isOnLane(chain.chainId, treasury), eq(transactions.to, to), eq(transactions.kind, 'refill'))
  const isOnItsWay = inArray(transactions.state, ['queued', 'prepared', 'broadcast', 'mined'])
  if ((await store.$count(transactions, and(isToLane, isOnItsWay))) > 0) return
  const agreedWei = await agreedBalance(context, lane)
  if (agreedWei === undefined || agreedWei >= LOW_BALANCE_WEI) return
  const value = REFILL_TO_WEI - agreedWei
  if ((await sentToday(context, treasury)) + value > maxPerDayWei) {
    log.error({ lane: lane.name, balanceWei: agreedWei, maxPerDayWei }, 'the day’s refills are used up')
    return
  }
  const [earlier] = await store.select({ count: count() }).from(transactions).where(isToLane)
  const idempotencyKey = `refill:${to}:${earlier?.count ?? 0}`
  await enqueue(context, treasury, { kind: 'refill', to, data: '0x', value, gas: REFILL_GAS, idempotencyKey })
  log.info({ lane: lane.name, balanceWei: agreedWei, value }, 'refilling a lane')
}

/** Undefined while the nodes do not agree, which is no reason to stop everything else. */
async function agreedBalance({ chain, log }: OutboxContext, lane: Lane): Promise<bigint | undefined> {
  try {
    return await chain.agreedBalanceOf(addressOf(lane))
  } catch (error) {
    if (!(error instanceof BaseError) || error.code !== 'QUORUM_NOT_REACHED') throw error
    log.warn({ err: error, lane: lane.name }, 'not refilling before the nodes agree')
    return undefined
  }
}

async function sentToday({ store, chain }: OutboxContext, treasury: Lane): Promise<bigint> {
  const isToday = gte(transactions.createdAt, sql`date_trunc('day', now(), 'UTC')`)
  const isRefill = and(isOnLane(chain.chainId, treasury), eq(transactions.kind, 'refill'), isToday)
  const [row] = await store
    .select({ total: sum(transactions.value) })
    .from(transactions)
    .where(isRefill)
  return BigInt(row?.total ?? 0)
}
