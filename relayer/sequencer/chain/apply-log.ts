import type { Address } from 'viem'
import { applyBatch } from './apply-batch.ts'
import { applyControls } from './apply-controls.ts'
import { applyKeys } from './apply-keys.ts'
import type { CoreLog, LogHandlers } from './core-log.ts'
import { issuerOf } from './mirror-state.ts'
import { addCash, endUnit, lower, type MirrorWriter, mintUnit, moveUnit, setInMarket } from './mirror-writer.ts'

const ZERO: Address = '0x0000000000000000000000000000000000000000'

const applyMoney: LogHandlers = {
  Deposited: (writer, { account, amount }) => addCash(writer, lower(account), amount),
  Withdrawn: (writer, { account, amount }) => addCash(writer, lower(account), -amount),
  FeesCollected: (writer, { to, amount }) => addCash(writer, lower(to), amount),
  CashTransferred: (writer, { from, to, amount }) => {
    addCash(writer, lower(from), -amount)
    addCash(writer, lower(to), amount)
  },
  CouponRefunded: (writer, { account, price, buyerFee }) => addCash(writer, lower(account), price + buyerFee),
  CouponRecalled: (writer, { owner, paid }) => addCash(writer, lower(owner), paid),
  CouponRedeemed: (writer, { tokenId, toIssuer }) =>
    addCash(writer, issuerOf(writer.state, Number(tokenId >> 32n)), toIssuer),
  ProceedsReleased: (writer, { series, toIssuer }) => addCash(writer, issuerOf(writer.state, series), toIssuer),
  BreakageSettled: (writer, { series, toIssuer }) => addCash(writer, issuerOf(writer.state, series), toIssuer),
}

const applyUnits: LogHandlers = {
  Transfer: (writer, { from, to, tokenId }) => {
    if (lower(to) === ZERO) endUnit(writer, tokenId)
    else if (lower(from) === ZERO) mintUnit(writer, tokenId, lower(to))
    else moveUnit(writer, tokenId, lower(to))
  },
  UnitsEnteredMarket: (writer, { tokenIds }) => {
    for (const tokenId of tokenIds) setInMarket(writer, tokenId, true)
  },
  UnitsLeftMarket: (writer, { tokenIds }) => {
    for (const tokenId of tokenIds) setInMarket(writer, tokenId, false)
  },
}

const HANDLERS: LogHandlers = { ...applyMoney, ...applyUnits, ...applyKeys, ...applyControls, BatchSettled: applyBatch }

/** Applies one event of the core or the brake to the mirror. Events that change nothing a trade depends on are passed over. */
export function applyLog(writer: MirrorWriter, log: CoreLog): void {
  const handler = HANDLERS[log.eventName] as ((writer: MirrorWriter, args: unknown, log: CoreLog) => void) | undefined
  handler?.(writer, log.args, log)
}
