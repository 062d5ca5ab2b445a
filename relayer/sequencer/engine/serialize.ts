import type { ByteWriter } from './bytes.ts'
import { NONE, TRADE_FREE } from './codes.ts'
import type { OrderBook } from './order-book.ts'

export const FORMAT_VERSION = 2

/**
 * Canonical bytes of a book: the same state gives the same bytes whatever slots its orders live in. Orders come side by
 * side, best price first, oldest first, then those out of the book by position; `writeExtra` adds what belongs to each.
 */
export const serializeBook = (
  book: OrderBook,
  writer: ByteWriter,
  writeExtra: (writer: ByteWriter, slot: number) => void,
): void => {
  writer.u16(FORMAT_VERSION)
  writeMarkets(book, writer)
  writeLanes(book, writer)
  book.groups.write(writer)
  book.keepAlives.write(writer)
  const slots = ordersInOrder(book)
  writer.u32(slots.length)
  for (const slot of slots) {
    writeOrder(book, writer, slot)
    writeExtra(writer, slot)
  }
  writeTrades(book, writer)
}

const writeMarkets = (book: OrderBook, writer: ByteWriter): void => {
  writer.u32(book.markets.size)
  for (let market = 0; market < book.markets.size; market++) {
    writer.u32(book.markets.keys[market] as number)
    writer.u48(book.marketTick[market] as number)
    writer.u32(book.lastTick[market] as number)
  }
}

const writeLanes = (book: OrderBook, writer: ByteWriter): void => {
  writer.u32(book.lanes.size)
  for (let lane = 0; lane < book.lanes.size; lane++) {
    writer.u32(book.lanes.keys[lane] as number)
    writer.u32(book.laneSeq[lane] as number)
  }
}

const ordersInOrder = (book: OrderBook): number[] => {
  const { levels, orders } = book
  const slots: number[] = []
  for (let bookSide = 0; bookSide < book.markets.size * 2; bookSide++) {
    for (let level = levels.best[bookSide] as number; level !== NONE; level = levels.worse(level)) {
      for (let slot = levels.head[level] as number; slot !== NONE; slot = orders.next[slot] as number) slots.push(slot)
    }
  }
  return slots.concat(ordersOutsideTheBook(book))
}

/** Orders that only their trades in flight keep, by position; every one of them is named by such a trade. */
const ordersOutsideTheBook = ({ orders, trades }: OrderBook): number[] => {
  const slots = new Set<number>()
  for (let id = trades.oldestId; id < trades.nextId; id++) {
    const at = trades.at(id)
    if (trades.state[at] === TRADE_FREE) continue
    for (const slot of [trades.buy[at] as number, trades.sell[at] as number]) {
      if (orders.level[slot] === NONE) slots.add(slot)
    }
  }
  return [...slots].sort((a, b) => (orders.position[a] as number) - (orders.position[b] as number))
}

const writeOrder = ({ orders }: OrderBook, writer: ByteWriter, slot: number): void => {
  writer.u48(orders.position[slot] as number)
  writer.u48(orders.timeMs[slot] as number)
  writer.u48(orders.expirySec[slot] as number)
  writer.u32(orders.account[slot] as number)
  writer.u32(orders.lane[slot] as number)
  writer.u32(orders.seq[slot] as number)
  writer.u32(orders.bookSide[slot] as number)
  writer.u32(orders.tick[slot] as number)
  writer.u16(orders.meta[slot] as number)
  writer.u32(orders.quantity[slot] as number)
  writer.u32(orders.open[slot] as number)
  writer.u32(orders.matched[slot] as number)
  writer.u32(orders.submitted[slot] as number)
  writer.u32(orders.safe[slot] as number)
  writer.u32(orders.final[slot] as number)
}

const writeTrades = ({ orders, trades }: OrderBook, writer: ByteWriter): void => {
  writer.u48(trades.nextId)
  writer.u48(trades.oldestId)
  for (let id = trades.oldestId; id < trades.nextId; id++) {
    const at = trades.at(id)
    writer.u8(trades.state[at] as number)
    if (trades.state[at] === TRADE_FREE) continue
    writer.u48(orders.position[trades.buy[at] as number] as number)
    writer.u48(orders.position[trades.sell[at] as number] as number)
    writer.u32(trades.tick[at] as number)
    writer.u8(trades.quantity[at] as number)
    writer.u8(trades.taker[at] as number)
    writer.u48(trades.batchNo[at] as number)
  }
}
