import { BUY, END, NONE, SELL } from './codes.ts'
import { UNITS_PER_TRADE } from './limits.ts'
import { END_CANCELLED, type OrderBook, opposite } from './order-book.ts'
import { META_CANCEL_TAKER, META_POST_ONLY } from './order-pool.ts'

/**
 * The order a newcomer would meet first, NONE when it crosses nothing. `excluded` is the order it replaces, which is
 * gone by then (NONE when it replaces none).
 */
export const firstMaker = (book: OrderBook, bookSide: number, limitTick: number, excluded: number): number => {
  const { levels, orders } = book
  let level = levels.best[opposite(bookSide)] as number
  if (level === NONE || !levels.isWithin(level, limitTick)) return NONE
  const head = levels.head[level] as number
  if (head !== excluded) return head
  const second = orders.next[head] as number
  if (second !== NONE) return second
  level = levels.worse(level)
  return level !== NONE && levels.isWithin(level, limitTick) ? (levels.head[level] as number) : NONE
}

/** Whether all of a fill-or-kill order can be matched now, with the trades left to make. */
export const isFillable = (book: OrderBook, order: FillOrKill): boolean => {
  const { levels, orders } = book
  let missing = order.quantity
  let trades = Math.min(book.limits.tradesPerCommand, book.trades.available)
  let level = levels.best[opposite(order.bookSide)] as number
  while (level !== NONE && levels.isWithin(level, order.tick)) {
    for (let maker = levels.head[level] as number; maker !== NONE; maker = orders.next[maker] as number) {
      if (maker === order.excluded) continue
      if (book.groups.isOneOwner(orders.account[maker] as number, order.account)) {
        if (order.cancelsTaker) return false
        continue
      }
      const part = Math.min(missing, orders.open[maker] as number)
      missing -= part
      trades -= Math.ceil(part / UNITS_PER_TRADE)
      if (trades < 0) return false
      if (missing === 0) return true
    }
    level = levels.worse(level)
  }
  return false
}

export interface FillOrKill {
  bookSide: number
  tick: number
  quantity: number
  account: number
  cancelsTaker: boolean
  excluded: number
}

/** Matches a newcomer against the book, best price first, oldest first. Returns an end reason, or NONE when it ran out. */
export const match = (book: OrderBook, taker: number): number => {
  const { levels, orders } = book
  const side = opposite(orders.bookSide[taker] as number)
  const limitTick = orders.tick[taker] as number
  let budget = Math.min(book.limits.tradesPerCommand, book.trades.available)
  while ((orders.open[taker] as number) > 0) {
    const level = levels.best[side] as number
    if (level === NONE || !levels.isWithin(level, limitTick)) break
    const tick = levels.tick[level] as number
    let reason: number = END.NONE
    let traded = false
    while (levels.best[side] === level && (orders.open[taker] as number) > 0) {
      const maker = levels.head[level] as number
      if (isSelfTrade(book, maker, taker)) {
        reason = preventSelfTrade(book, maker, taker)
      } else if (budget === 0) {
        reason = END.TRADES_FULL
      } else {
        book.trade(maker, taker, tradable(book, maker, taker))
        traded = true
        budget--
      }
      if (reason !== END.NONE) break
    }
    if (traded) emitTouched(book, side, level, tick)
    if (reason !== END.NONE) return reason
  }
  return END.NONE
}

/** Trades a book that a restored order left crossed until it is not: best prices first, the older order is the maker. */
export const uncross = (book: OrderBook, market: number, budget: number): number => {
  const { levels, orders } = book
  const buySide = market * 2 + BUY
  const sellSide = market * 2 + SELL
  let left = budget
  for (;;) {
    const bid = levels.best[buySide] as number
    const ask = levels.best[sellSide] as number
    if (bid === NONE || ask === NONE || !levels.isWithin(ask, levels.tick[bid] as number)) return left
    const buy = levels.head[bid] as number
    const sell = levels.head[ask] as number
    const isBuyOlder = (orders.position[buy] as number) < (orders.position[sell] as number)
    const maker = isBuyOlder ? buy : sell
    const taker = isBuyOlder ? sell : buy
    if (((orders.meta[taker] as number) & META_POST_ONLY) !== 0) {
      book.end(taker, END_CANCELLED, END.POST_ONLY_WOULD_CROSS)
    } else if (isSelfTrade(book, buy, sell)) {
      if (preventSelfTrade(book, maker, taker) !== END.NONE) book.end(taker, END_CANCELLED, END.SELF_TRADE)
    } else if (left === 0 || book.trades.available === 0) {
      book.end(taker, END_CANCELLED, END.TRADES_FULL)
    } else {
      const bidTick = levels.tick[bid] as number
      const askTick = levels.tick[ask] as number
      book.trade(maker, taker, tradable(book, maker, taker))
      emitTouched(book, buySide, bid, bidTick)
      emitTouched(book, sellSide, ask, askTick)
      left--
    }
  }
}

/** Whether two orders are of one account, or of accounts of one group. */
const isSelfTrade = ({ groups, orders }: OrderBook, a: number, b: number): boolean =>
  groups.isOneOwner(orders.account[a] as number, orders.account[b] as number)

/** Cancels the maker and goes on, or tells that the taker must end. */
const preventSelfTrade = (book: OrderBook, maker: number, taker: number): number => {
  if (((book.orders.meta[taker] as number) & META_CANCEL_TAKER) !== 0) return END.SELF_TRADE
  book.end(maker, END_CANCELLED, END.SELF_TRADE)
  return END.NONE
}

const tradable = (book: OrderBook, maker: number, taker: number): number =>
  Math.min(book.orders.open[maker] as number, book.orders.open[taker] as number, UNITS_PER_TRADE)

/** Totals of a level that may have gone with its last order. */
const emitTouched = (book: OrderBook, bookSide: number, level: number, tick: number): void => {
  if (book.levels.find(bookSide, tick) === level) book.emitLevel(level)
  else book.emitTotals(bookSide, tick, 0, 0)
}
