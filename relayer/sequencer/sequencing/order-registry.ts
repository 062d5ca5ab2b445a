import { deserialize, serialize } from 'node:v8'
import type { Address } from 'viem'
import { type OrderNumber, orderNumberOf } from '../../../sdk/src/ids.ts'
import type { EndedEvent, EngineEvent, Guilty, Place, Sequenced, TradeEvent, TradeView } from '../engine/types.ts'
import { MAX_TRADES_PER_ORDER } from '../limits.ts'
import { EndedOrders, type StoredEndedOrders } from './ended-orders.ts'

/** A trade as its two orders see it. */
export interface TradeEntry extends TradeView {
  timeMs: number
  guilty: Guilty
  skipCode: number
  /** Position of the command that told of the skip, 0 for none. */
  skippedAt: number
}

/** An order from its acceptance until long after the engine forgot it. */
export interface OrderEntry {
  orderNumber: OrderNumber
  place: Place
  position: number
  timeMs: number
  /** The newest trades; an issuer's order may have more. */
  trades: TradeEntry[]
  finalUnits: number
  /** How and by which command it left the book. */
  ended: (Pick<EndedEvent, 'state' | 'reason' | 'filled' | 'unfilled'> & { position: number }) | undefined
}

const NOT_SKIPPED = { guilty: 'none', skipCode: 0, skippedAt: 0 } as const

interface RegistryState {
  /** Orders that something can still happen to, by position. */
  live: Map<number, OrderEntry>
  /** Trades that are neither final nor skipped, oldest first. */
  trades: Map<number, TradeEntry>
  tradesByAccount: Map<Address, Set<TradeEntry>>
  bookSequences: Map<string, number>
}

interface Stored {
  state: RegistryState
  ended: StoredEndedOrders
}

/** What the journal tells about orders besides the book: their numbers, their trades, how they ended. Rebuilt by replay. */
export class OrderRegistry {
  readonly #positionByNumber = new Map<OrderNumber, number>()
  readonly #positionByClientId = new Map<string, number>()
  readonly #ended: EndedOrders
  /** Released by the last command: whoever asks during it gets the orders themselves. */
  #released: number[] = []
  #state: RegistryState = {
    live: new Map(),
    trades: new Map(),
    tradesByAccount: new Map(),
    bookSequences: new Map(),
  }

  /** @param knownOrders How many that have ended are still known. */
  constructor(knownOrders?: number) {
    this.#ended = new EndedOrders(knownOrders)
  }

  byNumber(orderNumber: OrderNumber): OrderEntry | undefined {
    return this.#at(this.#positionByNumber.get(orderNumber))
  }

  byPosition(position: number): OrderEntry | undefined {
    return this.#at(position)
  }

  byClientId(account: Address, clientOrderId: string): OrderEntry | undefined {
    return this.#at(this.#positionByClientId.get(`${account}:${clientOrderId}`))
  }

  /** Trades of an account that are neither final nor skipped. */
  tradesOf(account: Address): readonly TradeEntry[] {
    return [...(this.#state.tradesByAccount.get(account) ?? [])]
  }

  /** All trades that are neither final nor skipped, oldest first. */
  trades(): MapIterator<TradeEntry> {
    return this.#state.trades.values()
  }

  trade(tradeId: number): TradeEntry | undefined {
    return this.#state.trades.get(tradeId)
  }

  /** A trade of an order, also one that is final or skipped, while the order still tells it. */
  tradeOf(position: number, tradeId: number): TradeEntry | undefined {
    return this.#at(position)?.trades.findLast((trade) => trade.tradeId === tradeId)
  }

  /** Number of the last change that was told of a book. */
  bookSequence(series: number, final: boolean): number {
    return this.#state.bookSequences.get(`${series}:${final}`) ?? 0
  }

  apply({ position, timeMs, command }: Sequenced, events: readonly EngineEvent[]): void {
    this.#packReleased()
    const changed = new Set<string>()
    for (const event of events) {
      if (event.kind === 'accepted' && command.kind === 'PLACE') this.#accept(event.position, timeMs, command)
      else if (event.kind === 'trade') this.#trade(event, timeMs)
      else if (event.kind === 'trade-state') this.#tradeState(event, position)
      else if (event.kind === 'ended') this.#end(event, position)
      else if (event.kind === 'released') this.#released.push(event.position)
      else if (event.kind === 'level') changed.add(`${event.series}:${event.final}`)
    }
    for (const key of changed) this.#state.bookSequences.set(key, (this.#state.bookSequences.get(key) ?? 0) + 1)
  }

  serialize(): Uint8Array {
    this.#packReleased()
    return serialize({ state: this.#state, ended: this.#ended.all() } satisfies Stored)
  }

  restore(bytes: Uint8Array): void {
    const { state, ended } = deserialize(bytes) as Stored
    this.#state = state
    this.#released = []
    this.#positionByNumber.clear()
    this.#positionByClientId.clear()
    for (const entry of this.#ended.restore(ended)) this.#name(entry)
    for (const entry of state.live.values()) this.#name(entry)
  }

  #at(position: number | undefined): OrderEntry | undefined {
    if (position === undefined) return undefined
    return this.#state.live.get(position) ?? this.#ended.get(position)
  }

  #accept(position: number, timeMs: number, place: Place): void {
    const orderNumber = orderNumberOf(place.hash)
    const entry: OrderEntry = { orderNumber, place, position, timeMs, trades: [], finalUnits: 0, ended: undefined }
    this.#state.live.set(position, entry)
    this.#name(entry)
  }

  #name({ orderNumber, place, position }: OrderEntry): void {
    this.#positionByNumber.set(orderNumber, position)
    if (place.clientOrderId) this.#positionByClientId.set(clientIdKey(place), position)
  }

  /** An order that is forgotten is still refused by its lane if it comes again. */
  #packReleased(): void {
    for (const position of this.#released) {
      const entry = this.#state.live.get(position)
      if (!entry) continue
      this.#state.live.delete(position)
      const forgotten = this.#ended.add(entry)
      if (!forgotten) continue
      this.#positionByNumber.delete(forgotten.orderNumber)
      if (forgotten.place.clientOrderId) this.#positionByClientId.delete(clientIdKey(forgotten.place))
    }
    this.#released.length = 0
  }

  #trade(event: TradeEvent, timeMs: number): void {
    const entry: TradeEntry = { ...event, state: 'MATCHED', batchNo: 0, timeMs, ...NOT_SKIPPED }
    this.#addTrade(entry)
  }

  #addTrade(entry: TradeEntry): void {
    this.#state.trades.set(entry.tradeId, entry)
    for (const position of [entry.buyPosition, entry.sellPosition]) {
      const order = this.#state.live.get(position)
      order?.trades.push(entry)
      if (order && order.trades.length > MAX_TRADES_PER_ORDER) order.trades.shift()
      const account = order?.place.order.account
      if (!account) continue
      const trades = this.#state.tradesByAccount.get(account) ?? new Set()
      this.#state.tradesByAccount.set(account, trades.add(entry))
    }
  }

  #tradeState(event: EngineEvent & { kind: 'trade-state' }, at: number): void {
    const entry = this.#state.trades.get(event.tradeId)
    if (!entry) return
    const { state, batchNo, guilty, skipCode } = event
    Object.assign(entry, { state, batchNo, guilty, skipCode, skippedAt: state === 'SKIPPED' ? at : 0 })
    if (state !== 'FINAL' && state !== 'SKIPPED') return
    this.#state.trades.delete(event.tradeId)
    for (const position of [entry.buyPosition, entry.sellPosition]) {
      const order = this.#state.live.get(position)
      if (!order) continue
      if (state === 'FINAL') order.finalUnits += entry.quantity
      const trades = this.#state.tradesByAccount.get(order.place.order.account)
      trades?.delete(entry)
      if (trades?.size === 0) this.#state.tradesByAccount.delete(order.place.order.account)
    }
  }

  #end({ position, state, reason, filled, unfilled }: EndedEvent, at: number): void {
    const entry = this.#state.live.get(position)
    if (entry) entry.ended = { state, reason, filled, unfilled, position: at }
  }
}

function clientIdKey({ order, clientOrderId }: Place): string {
  return `${order.account}:${clientOrderId}`
}
