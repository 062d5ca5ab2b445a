import { BUY, END, NONE, SELL } from './codes.ts'
import { EVENT_ENDED, EVENT_LEVEL, EVENT_RELEASED, EVENT_TRADE, EventBuffer } from './event-buffer.ts'
import { Groups } from './groups.ts'
import { KeepAlives } from './keep-alives.ts'
import { KeyIndex } from './key-index.ts'
import { LevelIndex } from './level-index.ts'
import type { EngineLimits } from './limits.ts'
import { META_END_SHIFT, META_ENDED, META_IN_USE, OrderPool } from './order-pool.ts'
import { TimerWheel } from './timer-wheel.ts'
import { TradeRing } from './trade-ring.ts'

/** End states in the order of META_END. */
export const END_CANCELLED = 0
export const END_EXPIRED = 1
export const END_EVICTED = 2
export const END_FINAL = 3

/** All state of the engine and the steps every command is made of. Knows queues and totals, not order types. */
export class OrderBook {
  readonly limits: EngineLimits
  readonly orders: OrderPool
  readonly levels: LevelIndex
  readonly trades: TradeRing
  readonly timers: TimerWheel
  readonly events = new EventBuffer()
  /** Key series * 2 + final; the dense number is the market. */
  readonly markets: KeyIndex
  readonly marketTick: Float64Array
  readonly lastTick: Int32Array
  /** Key account * 128 + lane. */
  readonly lanes: KeyIndex
  readonly laneSeq: Uint32Array
  /** Slot + 1 of the lane's order that has not ended, 0 for none. */
  readonly laneOrder: Int32Array
  /** Slot + 1 of the first unreleased order per account, 0 for none. */
  readonly accountHead: Int32Array
  readonly groups: Groups
  readonly keepAlives = new KeepAlives()

  constructor(limits: EngineLimits) {
    this.limits = limits
    this.orders = new OrderPool(limits.orders)
    this.levels = new LevelIndex(limits.markets * 2, limits.orders, limits.treeNodes)
    this.trades = new TradeRing(limits.trades)
    this.timers = new TimerWheel(limits.orders)
    this.markets = new KeyIndex(limits.markets)
    this.marketTick = new Float64Array(limits.markets)
    this.lastTick = new Int32Array(limits.markets)
    this.lanes = new KeyIndex(limits.lanes)
    this.laneSeq = new Uint32Array(limits.lanes)
    this.laneOrder = new Int32Array(limits.lanes)
    this.accountHead = new Int32Array(limits.accounts)
    this.groups = new Groups(limits.accounts)
  }

  /** Puts a new order at the end of its level's queue. */
  rest(slot: number): void {
    const level = this.#levelFor(slot)
    this.#insertAfter(level, slot, this.levels.tail[level] as number)
    this.emitLevel(level)
  }

  /** Puts a restored order back where its position belongs; restored orders are old, so the search starts at the head. */
  restAtOldPlace(slot: number): void {
    const level = this.#levelFor(slot)
    const position = this.orders.position[slot] as number
    let after = NONE
    let before = this.levels.head[level] as number
    while (before !== NONE && (this.orders.position[before] as number) < position) {
      after = before
      before = this.orders.next[before] as number
    }
    this.#insertAfter(level, slot, after)
    this.emitLevel(level)
  }

  /** Gives quantity back to a resting order, which keeps its place. */
  addQuantity(slot: number, quantity: number): void {
    const level = this.orders.level[slot] as number
    this.orders.open[slot] = (this.orders.open[slot] as number) + quantity
    this.levels.quantity[level] = (this.levels.quantity[level] as number) + quantity
    this.emitLevel(level)
  }

  /** Takes an order out of its queue; the level goes with its last order. */
  unlink(slot: number): void {
    const { levels, orders } = this
    const level = orders.level[slot] as number
    const next = orders.next[slot] as number
    const previous = orders.previous[slot] as number
    if (previous === NONE) levels.head[level] = next
    else orders.next[previous] = next
    if (next === NONE) levels.tail[level] = previous
    else orders.previous[next] = previous
    orders.level[slot] = NONE
    levels.orders[level] = (levels.orders[level] as number) - 1
    levels.quantity[level] = (levels.quantity[level] as number) - (orders.open[slot] as number)
    if (levels.orders[level] === 0) levels.remove(level)
  }

  /** One trade at the maker's price; either order may be resting. Emits no level event. Returns the trade id. */
  trade(maker: number, taker: number, quantity: number): number {
    const { orders } = this
    const tick = orders.tick[maker] as number
    const bookSide = orders.bookSide[taker] as number
    const takerSide = bookSide & 1
    const buy = takerSide === BUY ? taker : maker
    const sell = takerSide === BUY ? maker : taker
    const id = this.trades.add(buy, sell, tick, quantity, takerSide)
    this.lastTick[bookSide >> 1] = tick
    const price = tick * (this.marketTick[bookSide >> 1] as number)
    const { position } = orders
    this.events.push(EVENT_TRADE, id, bookSide, price, quantity, position[buy] as number, position[sell] as number)
    this.#fill(taker, quantity)
    this.#fill(maker, quantity)
    return id
  }

  /** The order never matches again. Its level event, if it rested, comes first. */
  end(slot: number, endState: number, reason: number): void {
    const { orders } = this
    const level = orders.level[slot] as number
    if (level !== NONE) this.#leave(slot, level)
    const unfilled = orders.open[slot] as number
    orders.open[slot] = 0
    orders.meta[slot] = (orders.meta[slot] as number) | META_ENDED | (endState << META_END_SHIFT)
    this.timers.remove(slot)
    const lane = orders.lane[slot] as number
    if (this.laneOrder[lane] === slot + 1) this.laneOrder[lane] = 0
    this.events.push(EVENT_ENDED, orders.position[slot] as number, endState, reason, unfilled, orders.filled(slot))
    this.releaseIfDone(slot)
  }

  /** Forgets an order that cannot match and has no trade in flight; a fully settled one ends as FINAL first. */
  releaseIfDone(slot: number): void {
    const { orders } = this
    if (orders.references[slot] !== 0 || !orders.isInUse(slot)) return
    if (!orders.isEnded(slot)) {
      if (orders.open[slot] === 0) this.end(slot, END_FINAL, END.SETTLED)
      return
    }
    const next = orders.accountNext[slot] as number
    const previous = orders.accountPrevious[slot] as number
    if (previous === NONE) this.accountHead[orders.account[slot] as number] = next + 1
    else orders.accountNext[previous] = next
    if (next !== NONE) orders.accountPrevious[next] = previous
    orders.meta[slot] = 0
    orders.slots.give(slot)
    this.events.push(EVENT_RELEASED, orders.position[slot] as number)
  }

  /** Links a new slot to its account and marks it used. */
  adopt(slot: number, account: number, meta: number): void {
    const { orders } = this
    const first = (this.accountHead[account] as number) - 1
    orders.account[slot] = account
    orders.meta[slot] = meta | META_IN_USE
    orders.accountNext[slot] = first
    orders.accountPrevious[slot] = NONE
    if (first !== NONE) orders.accountPrevious[first] = slot
    this.accountHead[account] = slot + 1
  }

  /** Drops a trade's hold on its orders; they are released by the caller once the whole command is applied. */
  freeTrade(at: number): void {
    const buy = this.trades.buy[at] as number
    const sell = this.trades.sell[at] as number
    this.orders.references[buy] = (this.orders.references[buy] as number) - 1
    this.orders.references[sell] = (this.orders.references[sell] as number) - 1
    this.trades.free(at)
  }

  emitLevel(level: number): void {
    const { levels } = this
    const bookSide = levels.bookSide[level] as number
    this.emitTotals(
      bookSide,
      levels.tick[level] as number,
      levels.quantity[level] as number,
      levels.orders[level] as number,
    )
  }

  emitTotals(bookSide: number, tick: number, quantity: number, orders: number): void {
    this.events.push(EVENT_LEVEL, bookSide, tick * (this.marketTick[bookSide >> 1] as number), quantity, orders)
  }

  #leave(slot: number, level: number): void {
    const bookSide = this.levels.bookSide[level] as number
    const tick = this.levels.tick[level] as number
    const isLast = this.levels.orders[level] === 1
    this.unlink(slot)
    if (isLast) this.emitTotals(bookSide, tick, 0, 0)
    else this.emitLevel(level)
  }

  #fill(slot: number, quantity: number): void {
    const { levels, orders } = this
    const open = (orders.open[slot] as number) - quantity
    orders.open[slot] = open
    orders.matched[slot] = (orders.matched[slot] as number) + quantity
    orders.references[slot] = (orders.references[slot] as number) + 1
    const level = orders.level[slot] as number
    if (level === NONE) return
    levels.quantity[level] = (levels.quantity[level] as number) - quantity
    if (open === 0) this.unlink(slot)
  }

  #levelFor(slot: number): number {
    const bookSide = this.orders.bookSide[slot] as number
    const tick = this.orders.tick[slot] as number
    const level = this.levels.find(bookSide, tick)
    return level === NONE ? this.levels.create(bookSide, tick) : level
  }

  #insertAfter(level: number, slot: number, after: number): void {
    const { levels, orders } = this
    const before = after === NONE ? (levels.head[level] as number) : (orders.next[after] as number)
    orders.level[slot] = level
    orders.previous[slot] = after
    orders.next[slot] = before
    if (after === NONE) levels.head[level] = slot
    else orders.next[after] = slot
    if (before === NONE) levels.tail[level] = slot
    else orders.previous[before] = slot
    levels.orders[level] = (levels.orders[level] as number) + 1
    levels.quantity[level] = (levels.quantity[level] as number) + (orders.open[slot] as number)
  }
}

/** The opposite side of a book side. */
export const opposite = (bookSide: number): number => bookSide ^ SELL
