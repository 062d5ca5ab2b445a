import { ponder } from 'ponder:registry'
import { changeRequest, lane, orderCancel, tradingKey } from 'ponder:schema'
import type { Address } from 'viem'
import { blockTime, type IndexContext, type LogEvent, logRow } from './rows.ts'

const CANCEL_ALL_SLOT = 8
const LANE_SLOT = 16

ponder.on('Settlement:KeyRegistered', async ({ event, context }) => {
  const { account, index, ...args } = event.args
  const key = {
    key: args.key,
    kind: args.kind === 0 ? 'secp256k1' : 'p256',
    expiryDay: args.expiryDay,
    scope: args.scope,
    epoch: args.epoch,
    registeredAt: blockTime(event),
    revokedAt: null,
  } as const
  await context.db
    .insert(tradingKey)
    .values({ chainId: context.chain.id, account, index, ...key })
    .onConflictDoUpdate(key)
  await markApplied(event, context, account, index)
})

ponder.on('Settlement:KeyRevoked', async ({ event, context }) => {
  const { account, index, epoch } = event.args
  await context.db
    .update(tradingKey, { chainId: context.chain.id, account, index })
    .set({ epoch, revokedAt: blockTime(event) })
  await markApplied(event, context, account, index)
})

ponder.on('Settlement:ChangeRequested', async ({ event, context }) => {
  const { account, slot, value, effectiveAt } = event.args
  const request = { value, effectiveAt, requestedAt: blockTime(event), appliedAt: null }
  await context.db
    .insert(changeRequest)
    .values({ chainId: context.chain.id, account, slot, ...request })
    .onConflictDoUpdate(request)
})

ponder.on('Settlement:EpochRaised', async ({ event, context }) => {
  const { account, index, epoch } = event.args
  await context.db.update(tradingKey, { chainId: context.chain.id, account, index }).set({ epoch })
})

ponder.on('Settlement:OrdersCancelled', async ({ event, context }) => {
  const { account } = event.args
  await context.db.insert(orderCancel).values({ ...logRow(event, context), account })
  await markApplied(event, context, account, CANCEL_ALL_SLOT)
})

ponder.on('Settlement:LaneVoided', async ({ event, context }) => {
  const { account, lane: number, seq } = event.args
  await context.db.insert(orderCancel).values({ ...logRow(event, context), account, lane: number, seq })
  await context.db
    .insert(lane)
    .values({ chainId: context.chain.id, account, lane: number, voidedSeq: seq })
    .onConflictDoUpdate((row) => ({ voidedSeq: Math.max(row.voidedSeq, seq) }))
  // A receipt may void an older order than the one that a pending request names.
  await markApplied(event, context, account, LANE_SLOT + number, BigInt(seq))
})

/** Closes the pending request of a slot; of a lane's only when `seq` covers the order it names. */
async function markApplied(
  event: LogEvent,
  context: IndexContext,
  account: Address,
  slot: number,
  seq?: bigint,
): Promise<void> {
  const key = { chainId: context.chain.id, account, slot }
  const request = await context.db.find(changeRequest, key)
  if (!request || request.appliedAt !== null || (seq !== undefined && request.value > seq)) return
  await context.db.update(changeRequest, key).set({ appliedAt: blockTime(event) })
}
