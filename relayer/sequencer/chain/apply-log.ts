import type { Address } from 'viem'
import { applyBatch } from './apply-batch.ts'
import type { CoreLog } from './core-log.ts'
import { accountKey, brakeKey, intentKey, type MirrorState } from './mirror-state.ts'
import { addCash, endUnit, lower, type MirrorWriter, mintUnit, moveUnit, setInMarket } from './mirror-writer.ts'

const ZERO = '0x0000000000000000000000000000000000000000'
const CANCEL_ALL_SLOT = 8
const FIRST_LANE_SLOT = 16
const KEY_SLOTS = 8
/** A lane whose fill budget is used up for ever: no order is larger. */
const VOID = 0xffff_ffff
/** Enough for every co-signature that can still be held. */
const MAX_SPENT_INTENTS = 10_000

/** Applies one event of the core or the brake to the mirror. Events that change nothing a trade depends on are passed over. */
export function applyLog(writer: MirrorWriter, log: CoreLog): void {
  applyMoney(writer, log)
  applyUnits(writer, log)
  applyKeys(writer, log)
  applyControls(writer, log)
  applyIntents(writer, log)
  if (log.eventName === 'BatchSettled') applyBatch(writer, log)
}

function applyMoney(writer: MirrorWriter, { eventName, args }: CoreLog): void {
  switch (eventName) {
    case 'Deposited':
      return addCash(writer, lower(args.account), args.amount)
    case 'CashTransferred':
      addCash(writer, lower(args.from), -args.amount)
      return addCash(writer, lower(args.to), args.amount)
    case 'Withdrawn':
      return addCash(writer, lower(args.account), -args.amount)
    case 'FeesCollected':
      return addCash(writer, lower(args.to), args.amount)
    case 'CouponRefunded':
      return addCash(writer, lower(args.account), args.price + args.buyerFee)
    case 'CouponRecalled':
      return addCash(writer, lower(args.owner), args.paid)
    case 'CouponRedeemed':
      return addCash(writer, issuerOf(writer.state, Number(args.tokenId >> 32n)), args.toIssuer)
    case 'ProceedsReleased':
    case 'BreakageSettled':
      return addCash(writer, issuerOf(writer.state, args.series), args.toIssuer)
  }
}

function applyUnits(writer: MirrorWriter, { eventName, args }: CoreLog): void {
  switch (eventName) {
    case 'Transfer': {
      const [from, to] = [lower(args.from), lower(args.to)]
      if (to === ZERO) return endUnit(writer, args.tokenId)
      return from === ZERO ? mintUnit(writer, args.tokenId, to) : moveUnit(writer, args.tokenId, to)
    }
    case 'UnitsEnteredMarket':
      for (const tokenId of args.tokenIds) setInMarket(writer, tokenId, true)
      return
    case 'UnitsLeftMarket':
      for (const tokenId of args.tokenIds) setInMarket(writer, tokenId, false)
      return
  }
}

function applyKeys(writer: MirrorWriter, { eventName, args }: CoreLog): void {
  const { state, undo } = writer
  switch (eventName) {
    case 'KeyRegistered': {
      const account = writer.touch(args.account)
      const { kind, expiryDay, scope, epoch } = args
      undo.delete(state.changes, accountKey(account, args.index))
      return undo.set(state.keys, accountKey(account, args.index), {
        key: lower(args.key),
        kind,
        expiryDay,
        scope,
        epoch,
      })
    }
    case 'KeyRevoked': {
      const account = writer.touch(args.account)
      undo.delete(state.changes, accountKey(account, args.index))
      const revoked = { key: ZERO, kind: 0, expiryDay: 0, scope: 0, epoch: args.epoch } as const
      return undo.set(state.keys, accountKey(account, args.index), revoked)
    }
    case 'ChangeRequested': {
      const account = writer.touch(args.account)
      const change = { value: args.value, effectiveAtSec: args.effectiveAt }
      return undo.set(state.changes, accountKey(account, args.slot), change)
    }
    case 'OrdersCancelled': {
      const account = writer.touch(args.account)
      undo.delete(state.changes, accountKey(account, CANCEL_ALL_SLOT))
      return bumpEpochs(writer, account)
    }
    case 'LaneVoided': {
      const account = writer.touch(args.account)
      undo.delete(state.changes, accountKey(account, FIRST_LANE_SLOT + args.lane))
      return undo.set(state.lanes, accountKey(account, args.lane), { seq: args.seq, filled: VOID })
    }
    case 'ExitRequested': {
      const exit = { maturesAtSec: args.maturesAt, lapsesAtSec: args.lapsesAt }
      return undo.set(state.exits, writer.touch(args.account), exit)
    }
  }
}

function applyControls(writer: MirrorWriter, { eventName, args }: CoreLog): void {
  const { state, undo } = writer
  switch (eventName) {
    case 'ProfileSet':
      return undo.set(state.profiles, writer.touch(args.account), { ...args.identity })
    case 'IssuerWordSet':
      return undo.set(state.issuerStatus, writer.touch(args.issuer), args.status)
    case 'SeriesOpened': {
      const { issuer, face, expiry, reservePerUnit, flags, supply, resaleLimit, issuanceFeeBps } = args.terms
      return undo.set(state.series, args.series, {
        issuer: lower(issuer),
        faceUsdc6: BigInt(face),
        expirySec: expiry,
        reservePerUnitUsdc6: BigInt(reservePerUnit),
        flags,
        supply,
        resaleLimit,
        issuanceFeeBps,
        minted: 0,
      })
    }
    case 'SupplyClosed':
      return updateSeries(writer, args.series, { supply: args.supply })
    case 'SeriesFlagsSet':
      return updateSeries(writer, args.series, { flags: args.flags })
    case 'BrakeSet':
    case 'BrakeRenewed':
      return undo.set(state.brakes, brakeKey(args.domain, args.key), args.until)
    case 'BrakeReleased':
      return undo.delete(state.brakes, brakeKey(args.domain, args.key))
    case 'FeesSet': {
      const { takerBps, makerBps, issuerCapBps } = args
      return writer.set({ takerBps, makerBps, issuerCapBps })
    }
    case 'ExitDelaySet':
      return writer.set({ exitDelaySec: args.delay })
    case 'HeartbeatRecorded':
      return writer.set({ heartbeatAtSec: args.recordedAt })
    case 'OperatorSet':
      return writer.set({ operator: lower(args.operator) })
    case 'CoSignerSet':
      return writer.set({ coSigner: lower(args.coSigner) })
  }
}

function applyIntents({ state, undo }: MirrorWriter, { eventName, args, blockNumber }: CoreLog): void {
  if (eventName !== 'IntentExecuted' && eventName !== 'IntentFailed') return
  undo.set(state.spentIntents, intentKey(args.account, args.nonce), blockNumber)
  const oldest = state.spentIntents.keys().next().value
  if (state.spentIntents.size > MAX_SPENT_INTENTS && oldest !== undefined) undo.delete(state.spentIntents, oldest)
}

function bumpEpochs(writer: MirrorWriter, account: Address): void {
  const { state, undo } = writer
  for (let index = 0; index < KEY_SLOTS; index++) {
    const key = state.keys.get(accountKey(account, index))
    if (key) undo.set(state.keys, accountKey(account, index), { ...key, epoch: key.epoch + 1 })
  }
}

function updateSeries(writer: MirrorWriter, series: number, change: { supply?: number; flags?: number }): void {
  const terms = writer.state.series.get(series)
  if (terms) writer.undo.set(writer.state.series, series, { ...terms, ...change })
  writer.touchSeries(series)
}

function issuerOf(state: MirrorState, series: number): Address {
  return state.series.get(series)?.issuer ?? ZERO
}
