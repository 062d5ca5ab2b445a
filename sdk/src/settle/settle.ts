import { type Address, getAddress, type Hex } from 'viem'
import type { TradeRecord } from '../batch/decode-records.ts'
import { BatchReader } from './batch-reader.ts'
import { changesOf, type SettleChanges } from './changes.ts'
import { addAccount, addSeries, type Draft, openDraft, type UnitTransfer } from './draft.ts'
import { fill } from './fill.ts'
import { type CheckedOrder, checkOrder } from './orders.ts'
import { fillRecord, skipRecord } from './record.ts'
import { type SettleError, SettleRevert } from './revert.ts'
import { isSilent } from './silence.ts'
import { type BatchState, brakeKey, type SettleState } from './state.ts'
import { priceTrade, type Trade } from './trade.ts'
import { type Fault, tradeFault } from './trade-fault.ts'

/** A call of `settle(bytes)` as its block executes it. */
export interface SettleCall {
  data: Hex
  caller: Address
  /** Time of the block. */
  atSec: number
}

export type SettleResult =
  | { kind: 'reverted'; error: SettleError }
  | {
      kind: 'settled'
      batchNo: bigint
      journalHead: Hex
      /** What `BatchSettled` logs, a record a trade. */
      records: TradeRecord[]
      /** The ERC-721 Transfers before it, in order. */
      transfers: UnitTransfer[]
      changes: SettleChanges
    }

/**
 * The twin of the core's `settle`: from the state before and the call it tells every outcome and every word that changes, or the
 * error with which the core reverts. It changes nothing, knows no clock and asks nobody.
 * Gas is not its subject: a batch that claims tens of thousands of orders which it does not hold may run out of gas before it is malformed.
 */
export async function settle(before: SettleState, call: SettleCall): Promise<SettleResult> {
  try {
    return await settleOrThrow(before, call)
  } catch (error) {
    if (error instanceof SettleRevert) return { kind: 'reverted', error: error.error }
    throw error
  }
}

async function settleOrThrow(before: SettleState, call: SettleCall): Promise<SettleResult> {
  const reader = new BatchReader(call.data)
  const header = reader.readHeader()
  const caller = call.caller.toLowerCase() as Address
  const isOpen = isSilent(before.batch, call.atSec)
  const batch = openBatch(before, header.batchNo, caller, isOpen, call.atSec)
  const draft = openDraft(before, call.atSec, isOpen ? caller : undefined)

  const accounts = reader.readAccounts(header.accountCount)
  for (const account of accounts) addAccount(draft, account)
  const series = reader.readSeries(header.seriesCount)
  for (const id of series) addSeries(draft, id)
  const rawOrders = reader.readOrders(header.orderCount, accounts, series)
  const orders = await Promise.all(rawOrders.map((raw) => checkOrder(draft, raw)))

  reader.expectTrades(header.tradeCount)
  const records: TradeRecord[] = []
  for (let i = 0; i < header.tradeCount; i++) records.push(settleTrade(draft, reader, orders))
  reader.expectEnd()
  const { batchNo } = batch
  const { journalHead } = header
  return {
    kind: 'settled',
    batchNo,
    journalHead,
    records,
    transfers: draft.transfers,
    changes: changesOf(draft, batch),
  }
}

/** Who may settle, and in which order. Nobody's settling but the operator's is a sign of the operator's life. */
function openBatch(before: SettleState, batchNo: bigint, caller: Address, isOpen: boolean, atSec: number): BatchState {
  const { batch } = before
  const expected = batch.batchNo + 1n
  if (!isOpen && caller !== before.operator)
    throw new SettleRevert({ name: 'Settlement_NotOperator', args: [getAddress(caller)] })
  if (!isOpen && batchNo !== expected) {
    throw new SettleRevert({ name: 'Settlement_BatchOutOfOrder', args: [expected, batchNo] })
  }
  const brakes = [brakeKey('all', 0), brakeKey('product', before.product)]
  if (brakes.some((key) => (before.brakedUntilSec.get(key) ?? 0) > atSec)) {
    throw new SettleRevert({ name: 'Settlement_Braked', args: [] })
  }
  if (isOpen) return { ...batch, batchNo: expected }
  return { ...batch, batchNo: expected, heartbeatAtSec: atSec, silentSinceSec: 0, normalFromSec: 0 }
}

function settleTrade(draft: Draft, reader: BatchReader, orders: readonly CheckedOrder[]): TradeRecord {
  const raw = reader.readTrade(orders)
  const [buyOrder, sellOrder] = [orders[raw.buy], orders[raw.sell]]
  if (!buyOrder || !sellOrder) throw new Error('the reader let an order index pass that is out of range')
  const trade = priceTrade(draft.before.batch, raw, buyOrder, sellOrder)
  const fault = tradeFault(draft, trade, (n, previous) => reader.readSerial(raw, n, previous))
  if (!fault)
    return fillRecord(
      trade,
      fill(draft, trade, (n) => reader.readSerial(raw, n, 0)),
    )
  const record = skipRecord(trade, fault, isCaused(trade, fault))
  buyOrder.owner.missedUnits = true
  sellOrder.owner.missedCash = true
  return record
}

/** A seller skipped before lacks the cash, a buyer skipped before the units, and a lane skipped before may lack a step. */
function isCaused({ buyOrder, sellOrder }: Trade, { code, side }: Fault): boolean {
  const { missedCash, missedUnits } = (side === 'sell' ? sellOrder : buyOrder).owner
  return (
    (code === 'INSUFFICIENT_CASH' && missedCash) ||
    (code === 'UNIT_NOT_OWNED' && missedUnits) ||
    (code === 'LANE_JUMP' && (missedCash || missedUnits))
  )
}
