import type { ByteReader } from './bytes.ts'
import { NONE, TRADE_FREE } from './codes.ts'
import type { OrderBook } from './order-book.ts'
import { FORMAT_VERSION } from './serialize.ts'

/** Fills an empty book from the bytes of `serializeBook`; `readExtra` reads what was added to each order. */
export const restoreBook = (
  book: OrderBook,
  reader: ByteReader,
  readExtra: (reader: ByteReader, slot: number) => void,
): void => {
  const version = reader.u16()
  if (version !== FORMAT_VERSION) throw new RangeError(`unknown state format ${version}`)
  readMarkets(book, reader)
  readLanes(book, reader)
  book.groups.read(reader)
  book.keepAlives.read(reader)
  const slotByPosition = new Map<number, number>()
  const rested: number[] = []
  for (let left = reader.u32(); left > 0; left--) {
    const slot = readOrder(book, reader)
    readExtra(reader, slot)
    slotByPosition.set(book.orders.position[slot] as number, slot)
    if ((book.orders.open[slot] as number) > 0) rested.push(slot)
  }
  readTrades(book, reader, slotByPosition)
  for (const slot of rested) {
    book.rest(slot)
    book.events.clear()
  }
}

const readMarkets = (book: OrderBook, reader: ByteReader): void => {
  for (let left = reader.u32(); left > 0; left--) {
    const market = book.markets.add(reader.u32())
    book.marketTick[market] = reader.u48()
    book.lastTick[market] = reader.u32()
  }
}

const readLanes = (book: OrderBook, reader: ByteReader): void => {
  for (let left = reader.u32(); left > 0; left--) book.laneSeq[book.lanes.add(reader.u32())] = reader.u32()
}

const readOrder = (book: OrderBook, reader: ByteReader): number => {
  const { orders } = book
  const slot = orders.take(0)
  orders.position[slot] = reader.u48()
  orders.timeMs[slot] = reader.u48()
  orders.expirySec[slot] = reader.u48()
  const account = reader.u32()
  const lane = reader.u32()
  orders.lane[slot] = lane
  orders.seq[slot] = reader.u32()
  orders.bookSide[slot] = reader.u32()
  orders.tick[slot] = reader.u32()
  book.adopt(slot, account, reader.u16())
  orders.quantity[slot] = reader.u32()
  orders.open[slot] = reader.u32()
  orders.matched[slot] = reader.u32()
  orders.submitted[slot] = reader.u32()
  orders.safe[slot] = reader.u32()
  orders.final[slot] = reader.u32()
  if (orders.isEnded(slot)) return slot
  book.laneOrder[lane] = slot + 1
  book.timers.add(slot, orders.expirySec[slot] as number, Math.floor((orders.timeMs[slot] as number) / 1000))
  return slot
}

const readTrades = ({ orders, trades }: OrderBook, reader: ByteReader, slotByPosition: Map<number, number>): void => {
  const find = (position: number): number => slotByPosition.get(position) ?? NONE
  trades.nextId = reader.u48()
  trades.oldestId = reader.u48()
  for (let id = trades.oldestId; id < trades.nextId; id++) {
    const state = reader.u8()
    if (state === TRADE_FREE) continue
    const at = trades.at(id)
    const buy = find(reader.u48())
    const sell = find(reader.u48())
    if (buy === NONE || sell === NONE) throw new RangeError(`trade ${id} names an order that is not there`)
    trades.id[at] = id
    trades.state[at] = state
    trades.buy[at] = buy
    trades.sell[at] = sell
    trades.tick[at] = reader.u32()
    trades.quantity[at] = reader.u8()
    trades.taker[at] = reader.u8()
    trades.batchNo[at] = reader.u48()
    orders.references[buy] = (orders.references[buy] as number) + 1
    orders.references[sell] = (orders.references[sell] as number) + 1
  }
}
