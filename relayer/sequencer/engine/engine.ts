import { keepAlive, setGroup } from './account-commands.ts'
import { BUY, END, NONE, REJECT } from './codes.ts'
import { EVENT_ACCEPTED, EVENT_MARKET_OPENED, EVENT_REJECTED, EVENT_RESTED } from './event-buffer.ts'
import {
  defaultEngineLimits,
  type EngineLimits,
  LANES_PER_ACCOUNT,
  MAX_QUANTITY,
  MAX_SERIES,
  MAX_TICK,
} from './limits.ts'
import { firstMaker, isFillable, match } from './matching.ts'
import { END_CANCELLED, END_EVICTED, END_EXPIRED, OrderBook } from './order-book.ts'
import {
  CHOICE_MASK,
  CHOICE_NAMED,
  CHOICE_SHIFT,
  CLASS_FOK,
  CLASS_IOC,
  CLASS_MASK,
  CLASS_SHIFT,
  FLAG_FINAL,
  FLAG_MARKET,
  FLAG_POST_ONLY,
  FLAG_PRIMARY,
  FLAG_SELL,
  UNUSED_MASK,
} from './order-flags.ts'
import { META_CANCEL_TAKER, META_POST_ONLY, META_RESTS } from './order-pool.ts'
import { finalize, revert, settle, submit } from './settling.ts'
import type { Finalized, Reverted, Settled, Submitted } from './types.ts'

/** A PLACE as plain numbers; the caller may reuse one object for every command. */
export interface PlaceInput {
  position: number
  timeMs: number
  account: number
  series: number
  /** Flags of the signed order. */
  flags: number
  price: number
  quantity: number
  lane: number
  seq: number
  expirySec: number
  cancelsTaker: boolean
}

/**
 * The matching engine: price-time priority over all books, numbers in, numbers out (`book.events`, cleared by each
 * command). Every method is one command and returns the slot of a placed order, or NONE. Refusals are events.
 */
export class Engine {
  readonly book: OrderBook

  constructor(limits: EngineLimits = defaultEngineLimits) {
    this.book = new OrderBook(limits)
  }

  /** Opens both books of a series. */
  openMarket(series: number, tick: number): void {
    const { book } = this
    book.events.clear()
    const code = this.#checkMarket(series, tick)
    if (code !== REJECT.NONE) {
      this.#reject(code)
      return
    }
    book.marketTick[book.markets.add(series * 2)] = tick
    book.marketTick[book.markets.add(series * 2 + 1)] = tick
    book.events.push(EVENT_MARKET_OPENED, series, tick)
  }

  place(input: PlaceInput): number {
    const { book } = this
    const { flags } = input
    book.events.clear()
    const market = this.#marketOf(input.series, flags)
    const tick = market === NONE ? 0 : input.price / (book.marketTick[market] as number)
    const known = book.lanes.find(input.account * LANES_PER_ACCOUNT + input.lane)
    const code = this.#check(input, market, tick, known)
    if (code !== REJECT.NONE) return this.#refuse(code)
    const bookSide = market * 2 + (flags & FLAG_SELL)
    const replaced = known === NONE ? NONE : (book.laneOrder[known] as number) - 1
    const conflict = this.#conflict(input, bookSide, tick, replaced)
    if (conflict !== REJECT.NONE) return this.#refuse(conflict)
    const lane = known === NONE ? book.lanes.add(input.account * LANES_PER_ACCOUNT + input.lane) : known
    if (replaced !== NONE) book.end(replaced, END_CANCELLED, END.REPLACED)
    const slot = this.#admit(input, bookSide, tick, lane)
    this.#matchAndRest(slot)
    return slot
  }

  cancel(account: number, lane: number, seq: number): void {
    this.#endOne(account, lane, seq, END_CANCELLED, END.USER)
  }

  expire(account: number, lane: number, seq: number): void {
    this.#endOne(account, lane, seq, END_EXPIRED, END.EXPIRED)
  }

  evictOne(account: number, lane: number, seq: number): void {
    this.#endOne(account, lane, seq, END_EVICTED, END.EVICTED)
  }

  /** `series` 0 means all. */
  cancelAll(account: number, series: number): void {
    this.#endAll(account, series, END_CANCELLED, END.USER)
  }

  evict(account: number, series: number): void {
    this.#endAll(account, series, END_EVICTED, END.EVICTED)
  }

  /** Cancels what a dead man's switch covers and takes the switch away. */
  silence(account: number, series: number): void {
    this.#endAll(account, series, END_CANCELLED, END.SILENT)
    this.book.keepAlives.delete(account, series)
  }

  keepAlive(account: number, series: number, deadlineMs: number | undefined): void {
    this.book.events.clear()
    keepAlive(this.book, account, series, deadlineMs)
  }

  setGroup(accounts: readonly number[], version: number): void {
    this.book.events.clear()
    setGroup(this.book, accounts, version)
  }

  submit(command: Submitted): void {
    this.book.events.clear()
    submit(this.book, command)
  }

  settle(command: Settled): void {
    this.book.events.clear()
    settle(this.book, command)
  }

  revert(command: Reverted): void {
    this.book.events.clear()
    revert(this.book, command)
  }

  finalize(command: Finalized): void {
    this.book.events.clear()
    finalize(this.book, command)
  }

  /** Slot of the lane's order that has not ended, NONE if there is none. */
  orderInLane(account: number, lane: number): number {
    if (account === NONE) return NONE
    const known = this.book.lanes.find(account * LANES_PER_ACCOUNT + lane)
    return known === NONE ? NONE : (this.book.laneOrder[known] as number) - 1
  }

  /** Unreleased orders of an account, oldest first. */
  ordersOf(account: number): number[] {
    const { accountHead, orders } = this.book
    const slots: number[] = []
    if (account === NONE) return slots
    for (let slot = (accountHead[account] as number) - 1; slot !== NONE; slot = orders.accountNext[slot] as number) {
      slots.push(slot)
    }
    // The newest is linked first, except behind a snapshot; a sort copies the list, also one that is in order.
    slots.reverse()
    const isSorted = slots.every(
      (slot, i) => i === 0 || (orders.position[slots[i - 1] as number] as number) < (orders.position[slot] as number),
    )
    return isSorted ? slots : slots.sort((a, b) => (orders.position[a] as number) - (orders.position[b] as number))
  }

  #checkMarket(series: number, tick: number): number {
    const { markets } = this.book
    if (!(series >= 1 && series <= MAX_SERIES)) return REJECT.MARKET_UNKNOWN
    if (!(Number.isSafeInteger(tick) && tick >= 1 && tick < 2 ** 48)) return REJECT.TICK_INVALID
    if (markets.find(series * 2) !== NONE) return REJECT.MARKET_EXISTS
    return markets.size + 2 > this.book.limits.markets ? REJECT.MARKETS_FULL : REJECT.NONE
  }

  #marketOf(series: number, flags: number): number {
    if (!(series >= 1 && series <= MAX_SERIES)) return NONE
    return this.book.markets.find(series * 2 + ((flags & FLAG_FINAL) === 0 ? 0 : 1))
  }

  /** What can be refused by looking at the order and the limits alone. */
  #check(input: PlaceInput, market: number, tick: number, lane: number): number {
    const { book } = this
    if (market === NONE) return REJECT.MARKET_UNKNOWN
    if (!(input.quantity >= 1 && input.quantity <= MAX_QUANTITY)) return REJECT.QUANTITY_OUT_OF_RANGE
    if (!isValidCombination(input.flags, input.quantity)) return REJECT.ORDER_INVALID
    if (!(tick > 0 && tick <= MAX_TICK)) return REJECT.PRICE_OUT_OF_RANGE
    if (tick !== Math.floor(tick) || tick * (book.marketTick[market] as number) !== input.price) {
      return REJECT.PRICE_OFF_TICK
    }
    if (input.expirySec * 1000 + 1000 <= input.timeMs) return REJECT.ORDER_EXPIRED
    if (!(input.lane >= 0 && input.lane < LANES_PER_ACCOUNT)) return REJECT.LANE_OUT_OF_RANGE
    if (!(input.seq > (lane === NONE ? 0 : (book.laneSeq[lane] as number)))) return REJECT.LANE_SEQ_TOO_LOW
    if (lane === NONE && book.lanes.full) return REJECT.LANES_FULL
    if (book.orders.slots.available === 0) return REJECT.BOOK_FULL
    if (!book.levels.hasRoom) return REJECT.LEVELS_FULL
    if (book.trades.available === 0) return REJECT.TRADES_FULL
    return REJECT.NONE
  }

  /** What is refused because of the orders on the other side. */
  #conflict(input: PlaceInput, bookSide: number, tick: number, excluded: number): number {
    const { book } = this
    const { account, cancelsTaker, quantity } = input
    const orderClass = (input.flags & CLASS_MASK) >> CLASS_SHIFT
    if (orderClass === CLASS_FOK) {
      const isWhole = isFillable(book, { bookSide, tick, quantity, account, cancelsTaker, excluded })
      return isWhole ? REJECT.NONE : REJECT.FOK_NOT_FILLABLE
    }
    const maker = firstMaker(book, bookSide, tick, excluded)
    if (maker === NONE) return REJECT.NONE
    if ((input.flags & FLAG_POST_ONLY) !== 0) return REJECT.POST_ONLY_WOULD_CROSS
    if (cancelsTaker && book.groups.isOneOwner(book.orders.account[maker] as number, account)) return REJECT.SELF_TRADE
    return REJECT.NONE
  }

  #admit(input: PlaceInput, bookSide: number, tick: number, lane: number): number {
    const { book } = this
    const { orders } = book
    const slot = orders.take(input.quantity)
    orders.position[slot] = input.position
    orders.timeMs[slot] = input.timeMs
    orders.expirySec[slot] = input.expirySec
    orders.lane[slot] = lane
    orders.seq[slot] = input.seq
    orders.bookSide[slot] = bookSide
    orders.tick[slot] = tick
    book.adopt(slot, input.account, metaOf(input.flags, input.cancelsTaker))
    book.laneSeq[lane] = input.seq
    book.laneOrder[lane] = slot + 1
    book.timers.add(slot, input.expirySec, Math.floor(input.timeMs / 1000))
    book.events.push(EVENT_ACCEPTED, input.position)
    return slot
  }

  #matchAndRest(slot: number): void {
    const { book } = this
    const { orders } = book
    const reason = match(book, slot)
    const open = orders.open[slot] as number
    if (reason !== END.NONE) {
      book.end(slot, END_CANCELLED, reason)
    } else if (open > 0 && ((orders.meta[slot] as number) & META_RESTS) === 0) {
      book.end(slot, END_CANCELLED, END.REMAINDER)
    } else if (open > 0) {
      book.rest(slot)
      book.events.push(EVENT_RESTED, orders.position[slot] as number, open)
    }
  }

  #endOne(account: number, lane: number, seq: number, endState: number, reason: number): void {
    this.book.events.clear()
    const slot = this.orderInLane(account, lane)
    if (slot === NONE || this.book.orders.seq[slot] !== seq) this.#reject(REJECT.ORDER_NOT_FOUND)
    else this.book.end(slot, endState, reason)
  }

  #endAll(account: number, series: number, endState: number, reason: number): void {
    const { book } = this
    book.events.clear()
    for (const slot of this.ordersOf(account)) {
      const market = (book.orders.bookSide[slot] as number) >> 1
      if (series !== 0 && (book.markets.keys[market] as number) >>> 1 !== series) continue
      if (!book.orders.isEnded(slot)) book.end(slot, endState, reason)
    }
  }

  #refuse(code: number): number {
    this.#reject(code)
    return NONE
  }

  #reject(code: number): void {
    this.book.events.push(EVENT_REJECTED, code, 0)
  }
}

const isValidCombination = (flags: number, quantity: number): boolean => {
  if ((flags & UNUSED_MASK) !== 0) return false
  const orderClass = (flags & CLASS_MASK) >> CLASS_SHIFT
  const isImmediate = orderClass >= CLASS_IOC || (flags & FLAG_MARKET) !== 0
  if (isImmediate && (flags & FLAG_POST_ONLY) !== 0) return false
  const isSecondarySell = (flags & FLAG_SELL) !== BUY && (flags & FLAG_PRIMARY) === 0
  return !isSecondarySell || (flags & CHOICE_MASK) >> CHOICE_SHIFT !== CHOICE_NAMED || quantity === 1
}

const metaOf = (flags: number, cancelsTaker: boolean): number => {
  const orderClass = (flags & CLASS_MASK) >> CLASS_SHIFT
  const rests = orderClass < CLASS_IOC && (flags & FLAG_MARKET) === 0
  return (
    (rests ? META_RESTS : 0) |
    ((flags & FLAG_POST_ONLY) === 0 ? 0 : META_POST_ONLY) |
    (cancelsTaker ? META_CANCEL_TAKER : 0)
  )
}
