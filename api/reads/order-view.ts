import { formatUsdc } from '../../sdk/src/money.ts'
import { decodeOrderFlags } from '../../sdk/src/order-flags.ts'
import { SKIP_CODES } from '../../sdk/src/skip-codes.ts'
import type {
  BookLevel,
  CancelResult,
  PlaceResult,
  SequencerOrder,
  SequencerReceipt,
  SequencerTrade,
} from '../clients/sequencer-views.ts'

/** The sequencer's word on an order as people see it: flat, flags in words, amounts in dollars. */
export function orderOf(view: SequencerOrder) {
  const { order, orderNumber, state, reason, clientOrderId, units, trades, receipt } = view
  const { side, final, primary } = decodeOrderFlags(order.flags)
  return {
    kind: 'order' as const,
    orderNumber,
    account: order.account,
    series: order.series,
    side,
    final,
    primary,
    price: formatUsdc(order.price),
    quantity: order.quantity,
    lane: order.lane,
    seq: order.seq,
    expiry: order.expiry,
    state,
    ...(reason === undefined ? {} : { reason }),
    ...(clientOrderId === undefined ? {} : { clientOrderId }),
    position: view.position,
    acceptedAtMs: view.timeMs,
    units,
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
