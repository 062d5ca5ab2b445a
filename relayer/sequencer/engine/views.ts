import { BUY, NONE, SELL, TRADE_FREE } from './codes.ts'
import { endStates, marketOf, nameOf, sideOf } from './decode-events.ts'
import type { OrderBook } from './order-book.ts'
import { META_END_MASK, META_END_SHIFT } from './order-pool.ts'
import {
  type BookLevel,
  type BookView,
  type OrderState,
  type OrderView,
  type Place,
  type TradeView,
  tradeStates,
} from './types.ts'

export const viewBook = (book: OrderBook, series: number, final: boolean, depth: number): BookView => {
  const market = book.markets.find(series * 2 + (final ? 1 : 0))
  if (market === NONE) return { bids: [], asks: [], lastPrice: 0n }
  return {
    bids: viewSide(book, market * 2 + BUY, depth),
    asks: viewSide(book, market * 2 + SELL, depth),
    lastPrice: priceOf(book, market, book.lastTick[market] as number),
  }
}

const viewSide = (book: OrderBook, bookSide: number, depth: number): BookLevel[] => {
  const { levels } = book
  const view: BookLevel[] = []
  let level = levels.best[bookSide] as number
  while (level !== NONE && view.length < depth) {
    const price = priceOf(book, bookSide >> 1, levels.tick[level] as number)
    view.push({ price, quantity: levels.quantity[level] as number, orders: levels.orders[level] as number })
    level = levels.worse(level)
  }
  return view
}

export const viewOrder = (book: OrderBook, slot: number, place: Place): OrderView => {
  const { orders } = book
  return {
    position: orders.position[slot] as number,
    timeMs: orders.timeMs[slot] as number,
    place,
    state: stateOf(book, slot),
    open: orders.open[slot] as number,
    matched: orders.matched[slot] as number,
    submitted: orders.submitted[slot] as number,
    safe: orders.safe[slot] as number,
    final: orders.final[slot] as number,
  }
}

/** A wholly matched order shows its least settled trade; otherwise its end, if it has ended; otherwise OPEN. */
const stateOf = ({ orders }: OrderBook, slot: number): OrderState => {
  const isWhole = orders.filled(slot) === orders.quantity[slot]
  if (!isWhole && orders.isEnded(slot)) {
    return nameOf(endStates, ((orders.meta[slot] as number) & META_END_MASK) >> META_END_SHIFT)
  }
  if ((orders.open[slot] as number) > 0) return 'OPEN'
  if ((orders.matched[slot] as number) > 0) return 'MATCHED'
  if ((orders.submitted[slot] as number) > 0) return 'SUBMITTED'
  return (orders.safe[slot] as number) > 0 ? 'SAFE' : 'FINAL'
}

/** Trades in flight in trade order, those in one state only if given. */
export const viewTrades = (book: OrderBook, limit: number, state?: number): TradeView[] => {
  const { trades } = book
  const views: TradeView[] = []
  for (let id = trades.oldestId; id < trades.nextId && views.length < limit; id++) {
    const at = trades.at(id)
    if (trades.state[at] === TRADE_FREE) continue
    if (state === undefined || trades.state[at] === state) views.push(viewTrade(book, at))
  }
  return views
}

export const viewTrade = (book: OrderBook, at: number): TradeView => {
  const { orders, trades } = book
  const buy = trades.buy[at] as number
  const sell = trades.sell[at] as number
  const bookSide = orders.bookSide[buy] as number
  return {
    tradeId: trades.id[at] as number,
    state: nameOf(tradeStates, (trades.state[at] as number) - 1),
    batchNo: trades.batchNo[at] as number,
    ...marketOf(book, bookSide),
    price: priceOf(book, bookSide >> 1, trades.tick[at] as number),
    quantity: trades.quantity[at] as number,
    buyPosition: orders.position[buy] as number,
    sellPosition: orders.position[sell] as number,
    takerSide: sideOf(trades.taker[at] as number),
  }
}

const priceOf = (book: OrderBook, market: number, tick: number): bigint =>
  BigInt(tick * (book.marketTick[market] as number))
