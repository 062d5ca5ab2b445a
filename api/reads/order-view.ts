import { formatUsdc } from '../../sdk/src/money.ts'
import { SKIP_CODES } from '../../sdk/src/skip-codes.ts'
import type { ItemResult } from '../clients/sequencer-market-maker.ts'
import type {
  BookLevel,
  CancelResult,
  PlaceResult,
  SequencerFills,
  SequencerOrder,
  SequencerReceipt,
  SequencerTrade,
} from '../clients/sequencer-views.ts'

/** The sequencer's word on an order as people see it: amounts in dollars, units together. */
export function orderOf(order: SequencerOrder) {
  const { openUnits, matchedUnits, submittedUnits, safeUnits, finalUnits, price, timeMs, ...shown } = order
  return {
    kind: 'order' as const,
    ...shown,
    price: formatUsdc(price),
    acceptedAtMs: timeMs,
    units: { open: openUnits, matched: matchedUnits, submitted: submittedUnits, safe: safeUnits, final: finalUnits },
  }
}

/** The same with its newest trades and the receipt of its cancel. */
export function orderDetailOf(order: SequencerOrder, { trades, receipt }: SequencerFills) {
  return {
    ...orderOf(order),
    trades: trades.map(orderTradeOf),
    ...(receipt ? { receipt: receiptOf(receipt) } : {}),
  }
}

export function placedOf({ trades, ...result }: PlaceResult) {
  return { ...result, trades: trades.map(orderTradeOf) }
}

export function cancelledOf({ receipt, ...result }: CancelResult) {
  return { ...result, ...(receipt ? { receipt: receiptOf(receipt) } : {}) }
}

/** Answer to one item of a market maker's list. */
export function itemOf(result: ItemResult) {
  if (result.type === 'cancel') return { ...cancelledOf(result), type: result.type }
  return { ...placedOf(result), type: result.type }
}

export function receiptOf({ position, ...receipt }: SequencerReceipt) {
  return { ...receipt, position: position.toString() }
}

export function levelOf([price, quantity, orders]: BookLevel) {
  return { price: formatUsdc(price), quantity, orders }
}

/** A trade as its own order's account sees it; why it was skipped is told in the core's words. */
function orderTradeOf({ tradeId, price, quantity, state, batchNo, skipCode, takerSide, timeMs }: SequencerTrade) {
  return {
    tradeId,
    price: formatUsdc(price),
    quantity,
    state,
    batchNo,
    takerSide,
    tradedAtMs: timeMs,
    ...(state === 'SKIPPED' ? { skipCode: SKIP_CODES[skipCode] ?? 'UNKNOWN' } : {}),
  }
}
