import {
  END,
  NONE,
  REJECT,
  TRADE_FINAL,
  TRADE_FREE,
  TRADE_MATCHED,
  TRADE_SAFE,
  TRADE_SKIPPED,
  TRADE_SUBMITTED,
} from './codes.ts'
import { EVENT_REJECTED, EVENT_RESTORED, EVENT_TRADE_STATE } from './event-buffer.ts'
import { uncross } from './matching.ts'
import { END_CANCELLED, END_EVICTED, type OrderBook } from './order-book.ts'
import { META_RESTS } from './order-pool.ts'
import type { Finalized, Guilty, Reverted, Settled, Submitted, TradeOutcome } from './types.ts'

const GUILTY_BUY = 1
const GUILTY_SELL = 2
const GUILTY_BITS: Readonly<Record<Guilty, number>> = { none: 0, buy: GUILTY_BUY, sell: GUILTY_SELL, both: 3 }

export const submit = (book: OrderBook, command: Submitted): void => {
  for (const id of command.tradeIds) {
    const at = book.trades.find(id)
    if (at === NONE || book.trades.state[at] !== TRADE_MATCHED) {
      book.events.push(EVENT_REJECTED, REJECT.TRADE_NOT_FOUND, id)
      continue
    }
    book.trades.batchNo[at] = command.batchNo
    move(book, at, TRADE_SUBMITTED)
    emitState(book, at, 0, 0)
  }
}

/** Quantity of a skipped trade that an innocent order gets back. */
interface Restoration {
  slot: number
  tradeId: number
  quantity: number
}

/**
 * Applies what the chain (or a simulation) said about trades: first all outcomes and evictions, then all restorations,
 * so that nothing is matched again against an order that the same command evicts; then the touched books are uncrossed.
 */
export const settle = (book: OrderBook, command: Settled): void => {
  const restorations: Restoration[] = []
  const touched = new Set<number>()
  for (const outcome of command.outcomes) {
    const at = book.trades.find(outcome.tradeId)
    if (at === NONE || !isExpected(book, at, command.batchNo, outcome)) {
      book.events.push(EVENT_REJECTED, REJECT.TRADE_NOT_FOUND, outcome.tradeId)
    } else if (outcome.outcome === 'filled') {
      move(book, at, TRADE_SAFE)
      emitState(book, at, 0, 0)
    } else {
      skip(book, at, outcome, restorations, touched)
    }
  }
  const markets = new Set<number>()
  for (const restoration of restorations) restore(book, restoration, markets)
  let budget = book.limits.tradesPerCommand
  for (const market of markets) budget = uncross(book, market, budget)
  for (const slot of touched) book.releaseIfDone(slot)
}

export const revert = (book: OrderBook, command: Reverted): void => {
  const { trades } = book
  let found = false
  for (let id = trades.oldestId; id < trades.nextId; id++) {
    const at = trades.at(id)
    const state = trades.state[at] as number
    if (state !== TRADE_SUBMITTED && state !== TRADE_SAFE) continue
    if ((trades.batchNo[at] as number) < command.fromBatchNo) continue
    trades.batchNo[at] = 0
    move(book, at, TRADE_MATCHED)
    emitState(book, at, 0, 0)
    found = true
  }
  if (!found) book.events.push(EVENT_REJECTED, REJECT.BATCH_NOT_FOUND, command.fromBatchNo)
}

export const finalize = (book: OrderBook, command: Finalized): void => {
  const { trades } = book
  const touched = new Set<number>()
  const end = trades.nextId
  for (let id = trades.oldestId; id < end; id++) {
    const at = trades.at(id)
    if (trades.state[at] !== TRADE_SAFE || (trades.batchNo[at] as number) > command.toBatchNo) continue
    move(book, at, TRADE_FINAL)
    emitState(book, at, 0, 0)
    touched.add(trades.buy[at] as number).add(trades.sell[at] as number)
    book.freeTrade(at)
  }
  if (touched.size === 0) book.events.push(EVENT_REJECTED, REJECT.BATCH_NOT_FOUND, command.toBatchNo)
  for (const slot of touched) book.releaseIfDone(slot)
}

const isExpected = (book: OrderBook, at: number, batchNo: number, outcome: TradeOutcome): boolean => {
  const state = book.trades.state[at]
  if (state === TRADE_SUBMITTED) return book.trades.batchNo[at] === batchNo
  return state === TRADE_MATCHED && batchNo === 0 && outcome.outcome === 'skipped'
}

const skip = (
  book: OrderBook,
  at: number,
  outcome: TradeOutcome,
  restorations: Restoration[],
  touched: Set<number>,
): void => {
  const { trades } = book
  const guilty = GUILTY_BITS[outcome.guilty ?? 'none']
  const buy = trades.buy[at] as number
  const sell = trades.sell[at] as number
  move(book, at, TRADE_SKIPPED)
  emitState(book, at, guilty, outcome.skipCode ?? 0)
  const quantity = trades.quantity[at] as number
  book.freeTrade(at)
  touched.add(buy).add(sell)
  for (const [slot, bit] of [
    [buy, GUILTY_BUY],
    [sell, GUILTY_SELL],
  ] as const) {
    if ((guilty & bit) === 0) restorations.push({ slot, tradeId: outcome.tradeId, quantity })
    else evictFromMarket(book, slot)
  }
}

/** The guilty order and every other order of its account in the same market. */
const evictFromMarket = (book: OrderBook, guilty: number): void => {
  const { orders } = book
  const market = (orders.bookSide[guilty] as number) >> 1
  const account = orders.account[guilty] as number
  const evicted: number[] = []
  for (let slot = (book.accountHead[account] as number) - 1; slot !== NONE; slot = orders.accountNext[slot] as number) {
    if ((orders.bookSide[slot] as number) >> 1 === market && !orders.isEnded(slot)) evicted.push(slot)
  }
  evicted.sort((a, b) => (orders.position[a] as number) - (orders.position[b] as number))
  for (const slot of evicted) book.end(slot, END_EVICTED, END.SKIP_GUILTY)
}

const restore = (book: OrderBook, { slot, tradeId, quantity }: Restoration, markets: Set<number>): void => {
  const { orders } = book
  if (!orders.isInUse(slot) || orders.isEnded(slot)) return
  const rests = ((orders.meta[slot] as number) & META_RESTS) !== 0
  if (!rests || (orders.level[slot] === NONE && !book.levels.hasRoom)) {
    book.end(slot, END_CANCELLED, rests ? END.BOOK_FULL : END.REMAINDER)
    return
  }
  if (orders.level[slot] === NONE) {
    orders.open[slot] = quantity
    book.restAtOldPlace(slot)
  } else {
    book.addQuantity(slot, quantity)
  }
  book.events.push(EVENT_RESTORED, orders.position[slot] as number, tradeId, quantity)
  markets.add((orders.bookSide[slot] as number) >> 1)
}

/** Moves a trade and its quantity in both orders to another state. */
const move = (book: OrderBook, at: number, state: number): void => {
  const { trades } = book
  const from = trades.state[at] as number
  const quantity = trades.quantity[at] as number
  addTo(book, trades.buy[at] as number, from, -quantity)
  addTo(book, trades.sell[at] as number, from, -quantity)
  addTo(book, trades.buy[at] as number, state, quantity)
  addTo(book, trades.sell[at] as number, state, quantity)
  trades.state[at] = state
}

const addTo = ({ orders }: OrderBook, slot: number, state: number, quantity: number): void => {
  if (state === TRADE_MATCHED) orders.matched[slot] = (orders.matched[slot] as number) + quantity
  else if (state === TRADE_SUBMITTED) orders.submitted[slot] = (orders.submitted[slot] as number) + quantity
  else if (state === TRADE_SAFE) orders.safe[slot] = (orders.safe[slot] as number) + quantity
  else if (state === TRADE_FINAL) orders.final[slot] = (orders.final[slot] as number) + quantity
  else if (state === TRADE_FREE) throw new Error('trade already forgotten')
}

const emitState = (book: OrderBook, at: number, guilty: number, skipCode: number): void => {
  const { orders, trades } = book
  const buy = orders.position[trades.buy[at] as number] as number
  const sell = orders.position[trades.sell[at] as number] as number
  book.events.push(
    EVENT_TRADE_STATE,
    trades.id[at] as number,
    trades.state[at] as number,
    trades.batchNo[at] as number,
    guilty,
    skipCode,
    buy,
    sell,
  )
}
