import type { OrderNumber } from '../../../sdk/src/ids.ts'
import { ByteReader, type ByteWriter } from '../engine/bytes.ts'
import { nameOf } from '../engine/decode-events.ts'
import { endReasons, orderStates, tradeStates } from '../engine/types.ts'
import type { OrderEvent, OwnTrade } from './order-events.ts'

/** The index is stored in snapshots: append, never reorder. */
export const orderEventNames = [
  'accepted',
  'matched',
  'restored',
  'ended',
  'submitted',
  'safe',
  'final',
  'skipped',
  'reverted',
] as const

const FINAL = 1
const SELL = 2
const HAS_REASON = 4
const HAS_CLIENT_ORDER_ID = 8
const HAS_TRADE = 16
const IS_TAKER = 32

/** Writes an event; the account's 20 bytes come first. */
export function writeOrderEvent(writer: ByteWriter, event: OrderEvent): void {
  const { reason, clientOrderId, trade } = event
  writer.hex(event.account, 20)
  writer.u48(event.accountSequence)
  writer.u48(event.sequence)
  writer.u48(event.timeMs)
  writer.u32(event.series)
  writer.u8(bitsOf(event))
  writer.u8(orderEventNames.indexOf(event.event))
  writer.u8(orderStates.indexOf(event.state))
  writer.u32(event.openUnits)
  writer.text(event.orderNumber)
  if (reason !== undefined) writer.u8(endReasons.indexOf(reason))
  if (clientOrderId !== undefined) writer.text(clientOrderId)
  if (trade) writeTrade(writer, trade)
}

export function readOrderEvent(row: Uint8Array): OrderEvent {
  const reader = new ByteReader(row)
  const [account, accountSequence, sequence, timeMs] = [reader.hex(20), reader.u48(), reader.u48(), reader.u48()]
  const [series, bits] = [reader.u32(), reader.u8()]
  return {
    type: 'order',
    series,
    final: (bits & FINAL) !== 0,
    sequence,
    timeMs,
    account,
    accountSequence,
    side: (bits & SELL) === 0 ? 'buy' : 'sell',
    event: nameOf(orderEventNames, reader.u8()),
    state: nameOf(orderStates, reader.u8()),
    openUnits: reader.u32(),
    orderNumber: reader.text() as OrderNumber,
    ...((bits & HAS_REASON) === 0 ? {} : { reason: nameOf(endReasons, reader.u8()) }),
    ...((bits & HAS_CLIENT_ORDER_ID) === 0 ? {} : { clientOrderId: reader.text() }),
    ...((bits & HAS_TRADE) === 0 ? {} : { trade: readTrade(reader, (bits & IS_TAKER) !== 0) }),
  }
}

function bitsOf({ final, side, reason, clientOrderId, trade }: OrderEvent): number {
  return (
    (final ? FINAL : 0) |
    (side === 'sell' ? SELL : 0) |
    (reason === undefined ? 0 : HAS_REASON) |
    (clientOrderId === undefined ? 0 : HAS_CLIENT_ORDER_ID) |
    (trade ? HAS_TRADE : 0) |
    (trade?.isTaker ? IS_TAKER : 0)
  )
}

function writeTrade(writer: ByteWriter, { tradeId, price, quantity, batchNo, skipCode, state }: OwnTrade): void {
  writer.u48(tradeId)
  writer.u48(Number(price))
  writer.u32(quantity)
  writer.u48(batchNo)
  writer.u16(skipCode)
  writer.u8(tradeStates.indexOf(state))
}

function readTrade(reader: ByteReader, isTaker: boolean): OwnTrade {
  return {
    tradeId: reader.u48(),
    price: BigInt(reader.u48()),
    quantity: reader.u32(),
    batchNo: reader.u48(),
    skipCode: reader.u16(),
    isTaker,
    state: nameOf(tradeStates, reader.u8()),
  }
}
