import type { Address } from 'viem'
import type { LogHandlers } from './core-log.ts'
import { accountKey, intentKey } from './mirror-state.ts'
import { lower, type MirrorWriter } from './mirror-writer.ts'

const CANCEL_ALL_SLOT = 8
const FIRST_LANE_SLOT = 16
/** A lane whose fill budget is used up for ever: no order is larger. */
const VOID = 0xffff_ffff
/** Enough for every co-signature that can still be held. */
const MAX_SPENT_INTENTS = 10_000

/** Keys, lanes, requests to change or leave, and which intents are spent. */
export const applyKeys: LogHandlers = {
  KeyRegistered: (writer, { account, index, key, kind, expiryDay, scope, epoch }) => {
    const at = accountKey(writer.touch(account), index)
    writer.undo.delete(writer.state.changes, at)
    writer.undo.set(writer.state.keys, at, { key: lower(key), kind, expiryDay, scope, epoch })
  },
  KeyRevoked: (writer, { account, index, epoch }) => {
    const at = accountKey(writer.touch(account), index)
    writer.undo.delete(writer.state.changes, at)
    writer.undo.set(writer.state.keys, at, { key: '0x0', kind: 0, expiryDay: 0, scope: 0, epoch })
  },
  ChangeRequested: (writer, { account, slot, value, effectiveAt }) => {
    const change = { value, effectiveAtSec: effectiveAt }
    writer.undo.set(writer.state.changes, accountKey(writer.touch(account), slot), change)
  },
  EpochRaised: (writer, { account, index, epoch }) => {
    const at = accountKey(writer.touch(account), index)
    const key = writer.state.keys.get(at)
    if (key) writer.undo.set(writer.state.keys, at, { ...key, epoch })
  },
  OrdersCancelled: (writer, { account }) => {
    writer.undo.delete(writer.state.changes, accountKey(writer.touch(account), CANCEL_ALL_SLOT))
  },
  LaneVoided: (writer, { account, lane, seq }) => {
    const owner = writer.touch(account)
    const slot = accountKey(owner, FIRST_LANE_SLOT + lane)
    const pending = writer.state.changes.get(slot)
    // A receipt may void an older order than the one that a pending request names: the request can still be applied.
    if (pending && pending.value <= BigInt(seq)) writer.undo.delete(writer.state.changes, slot)
    writer.undo.set(writer.state.lanes, accountKey(owner, lane), { seq, filled: VOID })
  },
  ExitRequested: (writer, { account, maturesAt, lapsesAt }) => {
    const exit = { maturesAtSec: maturesAt, lapsesAtSec: lapsesAt }
    writer.undo.set(writer.state.exits, writer.touch(account), exit)
  },
  IntentExecuted: (writer, { account, nonce }, { blockNumber }) => spendIntent(writer, account, nonce, blockNumber),
  IntentFailed: (writer, { account, nonce }, { blockNumber }) => spendIntent(writer, account, nonce, blockNumber),
}

function spendIntent({ state, undo }: MirrorWriter, account: Address, nonce: bigint, block: bigint): void {
  undo.set(state.spentIntents, intentKey(account, nonce), block)
  const oldest = state.spentIntents.keys().next().value
  if (state.spentIntents.size > MAX_SPENT_INTENTS && oldest !== undefined) undo.delete(state.spentIntents, oldest)
}
