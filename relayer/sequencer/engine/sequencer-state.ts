import { hash } from 'node:crypto'
import { AccountTable } from './account-table.ts'
import { ByteReader, ByteWriter } from './bytes.ts'
import { NONE, REJECT, TRADE_MATCHED } from './codes.ts'
import { readPlace, writePlace } from './command-codec.ts'
import { decodeEvents } from './decode-events.ts'
import { Engine } from './engine.ts'
import { EVENT_REJECTED } from './event-buffer.ts'
import { defaultEngineLimits, type EngineLimits, LANES_PER_ACCOUNT } from './limits.ts'
import { restoreBook } from './restore.ts'
import { serializeBook } from './serialize.ts'
import type {
  BookView,
  Command,
  EngineEvent,
  Evict,
  Expire,
  Hex,
  KeepAlive,
  OrderView,
  Place,
  Sequenced,
  SetGroup,
  Silence,
  TradeView,
} from './types.ts'
import { viewBook, viewOrder, viewTrade, viewTrades } from './views.ts'

/**
 * Everything the journal determines: books, lanes, accounts, live orders with their signatures, trades in flight.
 * Deterministic and synchronous; the same commands give the same events and the same `hash()`.
 * Use: position = journal.append(command, timeMs); events = state.apply({ position, timeMs, command });
 * await journal.whenDurable(position); only then acknowledge, publish or send anything that follows from it.
 */
export class SequencerState {
  /** Position of the last applied command, 0 before the first. */
  position = 0
  /** Time of the last applied command. */
  timeMs = 0
  readonly #engine: Engine
  readonly #accounts: AccountTable
  /** By slot; entries of released slots are stale until the slot is used again. */
  readonly #places: Place[] = []
  readonly #slotByPosition = new Map<number, number>()

  constructor(limits: EngineLimits = defaultEngineLimits) {
    this.#engine = new Engine(limits)
    this.#accounts = new AccountTable(limits.accounts)
  }

  /** Applies one command; positions must be consecutive. Refusals are `rejected` events, never exceptions. */
  apply(sequenced: Sequenced<Command>): EngineEvent[] {
    if (sequenced.position !== this.position + 1) {
      throw new RangeError(`position ${sequenced.position} does not follow ${this.position}`)
    }
    this.position = sequenced.position
    this.timeMs = sequenced.timeMs
    this.#dispatch(sequenced)
    const events = decodeEvents(this.#engine.book)
    for (const event of events) {
      if (event.kind === 'released') this.#slotByPosition.delete(event.position)
    }
    return events
  }

  /**
   * EXPIRE commands for orders whose expiry second is before `timeMs`; sequence them before the next command. Orders
   * stay due until their EXPIRE is applied.
   */
  dueExpiries(timeMs: number, limit: number): Expire[] {
    const { lanes, orders, timers } = this.#engine.book
    return timers.due(Math.floor(timeMs / 1000), limit).map((slot) => ({
      kind: 'EXPIRE',
      account: this.#accounts.addressOf(orders.account[slot] as number),
      lane: (lanes.keys[orders.lane[slot] as number] as number) % LANES_PER_ACCOUNT,
      seq: orders.seq[slot] as number,
    }))
  }

  /** SILENCE commands for switches whose deadline has come at `timeMs`; sequence them before the next command. */
  dueSilences(timeMs: number): Silence[] {
    return this.#engine.book.keepAlives.due(timeMs).map(({ account, series }) => ({
      kind: 'SILENCE',
      account: this.#accounts.addressOf(account),
      ...(series === 0 ? {} : { series }),
    }))
  }

  /** Switches of an account; series 0 covers all of its orders. */
  keepAlivesOf(account: Hex): { series: number; deadlineMs: number }[] {
    return this.#engine.book.keepAlives
      .of(this.#accounts.find(account))
      .map(({ series, deadlineMs }) => ({ series, deadlineMs }))
  }

  /** The account's group, itself first, and the version of its newest statement. */
  groupOf(account: Hex): { accounts: Hex[]; version: number } {
    const id = this.#accounts.find(account)
    if (id === NONE) return { accounts: [account], version: 0 }
    const { groups } = this.#engine.book
    const accounts = groups.membersOf(id).map((member) => this.#accounts.addressOf(member))
    return { accounts, version: groups.versionOf(id) }
  }

  hasMarket(series: number): boolean {
    return this.#engine.book.markets.find(series * 2) !== NONE
  }

  book(series: number, final: boolean, depth: number): BookView {
    return viewBook(this.#engine.book, series, final, depth)
  }

  /** Any order not yet released, ended ones with trades in flight included. */
  order(position: number): OrderView | undefined {
    const slot = this.#slotByPosition.get(position)
    return slot === undefined ? undefined : this.#view(slot)
  }

  /** The order of a lane that has not ended, whatever its state. */
  orderInLane(account: Hex, lane: number): OrderView | undefined {
    const slot = this.#engine.orderInLane(this.#accounts.find(account), lane)
    return slot === NONE ? undefined : this.#view(slot)
  }

  /** Highest seq the lane has seen, 0 if none. */
  laneSeq(account: Hex, lane: number): number {
    const id = this.#accounts.find(account)
    const known = id === NONE ? NONE : this.#engine.book.lanes.find(id * LANES_PER_ACCOUNT + lane)
    return known === NONE ? 0 : (this.#engine.book.laneSeq[known] as number)
  }

  /** All unreleased orders of an account, oldest first. */
  ordersOf(account: Hex): OrderView[] {
    return this.#engine.ordersOf(this.#accounts.find(account)).map((slot) => this.#view(slot))
  }

  /** All unreleased orders of all accounts, oldest first. */
  orders(): OrderView[] {
    return [...this.#slotByPosition.entries()].sort(([a], [b]) => a - b).map(([, slot]) => this.#view(slot))
  }

  /** Trades that wait for a batch, in trade order. */
  matchedTrades(limit: number): TradeView[] {
    return viewTrades(this.#engine.book, limit, TRADE_MATCHED)
  }

  /** All trades not yet FINAL or SKIPPED, in trade order. */
  trades(): TradeView[] {
    return viewTrades(this.#engine.book, Number.POSITIVE_INFINITY)
  }

  trade(tradeId: number): TradeView | undefined {
    const at = this.#engine.book.trades.find(tradeId)
    return at === NONE ? undefined : viewTrade(this.#engine.book, at)
  }

  /** sha256 of `serialize()`; walks everything, so not for every request. */
  hash(): Hex {
    return `0x${hash('sha256', this.serialize(), 'hex')}`
  }

  /** Canonical bytes: books in queue order, lanes, accounts, orders with payload, trades in flight. */
  serialize(): Uint8Array {
    const writer = new ByteWriter(1 << 16)
    writer.u48(this.position)
    writer.u48(this.timeMs)
    this.#accounts.write(writer)
    serializeBook(this.#engine.book, writer, (_, slot) => writePlace(writer, this.#placeAt(slot)))
    return writer.bytes()
  }

  static restore(bytes: Uint8Array, limits: EngineLimits = defaultEngineLimits): SequencerState {
    const state = new SequencerState(limits)
    const reader = new ByteReader(bytes)
    state.position = reader.u48()
    state.timeMs = reader.u48()
    state.#accounts.read(reader)
    restoreBook(state.#engine.book, reader, (_, slot) => state.#remember(slot, readPlace(reader)))
    return state
  }

  #dispatch({ command, position, timeMs }: Sequenced): void {
    const engine = this.#engine
    switch (command.kind) {
      case 'PLACE':
        this.#place(command, position, timeMs)
        break
      case 'OPEN_MARKET':
        engine.openMarket(command.series, Number(command.tick))
        break
      case 'CANCEL':
        engine.cancel(this.#accounts.find(command.account), command.lane, command.seq)
        break
      case 'EXPIRE':
        engine.expire(this.#accounts.find(command.account), command.lane, command.seq)
        break
      case 'CANCEL_ALL':
        engine.cancelAll(this.#accounts.find(command.account), command.series ?? 0)
        break
      case 'EVICT':
        this.#evict(command)
        break
      case 'SUBMITTED':
        engine.submit(command)
        break
      case 'SETTLED':
        engine.settle(command)
        break
      case 'REVERTED':
        engine.revert(command)
        break
      case 'FINALIZED':
        engine.finalize(command)
        break
      case 'SET_GROUP':
        this.#setGroup(command)
        break
      case 'KEEP_ALIVE':
        this.#keepAlive(command, timeMs)
        break
      case 'SILENCE':
        engine.silence(this.#accounts.find(command.account), command.series ?? 0)
        break
      case 'BATCHED':
      case 'BATCH_DROPPED':
      case 'HELD':
      case 'BRAKED':
        engine.book.events.clear()
    }
  }

  #place(command: Place, position: number, timeMs: number): void {
    const { expiry, flags, lane, price, quantity, seq, series } = command.order
    const account = this.#accounts.findOrAdd(command.order.account)
    if (account === NONE) {
      this.#refuseAccount()
      return
    }
    const cancelsTaker = command.selfTradePrevention === 'cancel-taker'
    const amounts = { price: Number(price), quantity, expirySec: expiry }
    const slot = this.#engine.place({ position, timeMs, account, series, flags, ...amounts, lane, seq, cancelsTaker })
    if (slot !== NONE) this.#remember(slot, command)
  }

  #setGroup({ accounts, version }: SetGroup): void {
    const ids = accounts.map((account) => this.#accounts.findOrAdd(account))
    if (ids.includes(NONE)) this.#refuseAccount()
    else this.#engine.setGroup(ids, version)
  }

  #keepAlive({ account, series = 0, timeoutMs }: KeepAlive, timeMs: number): void {
    const id = this.#accounts.findOrAdd(account)
    if (id === NONE) this.#refuseAccount()
    else this.#engine.keepAlive(id, series, timeoutMs === 0 ? undefined : timeMs + timeoutMs)
  }

  #refuseAccount(): void {
    const { events } = this.#engine.book
    events.clear()
    events.push(EVENT_REJECTED, REJECT.ACCOUNTS_FULL, 0)
  }

  #evict({ account, order, series }: Evict): void {
    const id = this.#accounts.find(account)
    if (order === undefined) this.#engine.evict(id, series ?? 0)
    else this.#engine.evictOne(id, order.lane, order.seq)
  }

  #remember(slot: number, place: Place): void {
    this.#places[slot] = place
    this.#slotByPosition.set(this.#engine.book.orders.position[slot] as number, slot)
  }

  #view(slot: number): OrderView {
    return viewOrder(this.#engine.book, slot, this.#placeAt(slot))
  }

  #placeAt(slot: number): Place {
    const place = this.#places[slot]
    if (place === undefined) throw new RangeError(`slot ${slot} holds no order`)
    return place
  }
}
