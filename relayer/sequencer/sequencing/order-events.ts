import type { Address } from 'viem'
import type { OrderNumber } from '../../../sdk/src/ids.ts'
import { knownFlags } from '../admission/known-flags.ts'
import { ByteWriter } from '../engine/bytes.ts'
import type { SequencerState } from '../engine/sequencer-state.ts'
import type { EndReason, EngineEvent, OrderState, Sequenced, Side, TradeState } from '../engine/types.ts'
import { MAX_KEPT_EVENTS, MAX_RESUMED_EVENTS, ORDER_EVENT_BYTES } from '../limits.ts'
import { type orderEventNames, readOrderEvent, writeOrderEvent } from './order-event-row.ts'
import type { OrderEntry, OrderRegistry, TradeEntry } from './order-registry.ts'
import { stateOf } from './order-state.ts'
import { RowRing } from './row-ring.ts'

/** Something happened to an order; `sequence` is the place in the journal of what did it. */
export interface OrderEvent {
  type: 'order'
  series: number
  final: boolean
  sequence: number
  timeMs: number
  orderNumber: OrderNumber
  clientOrderId?: string
  side: Side
  account: Address
  /** Counts the events of this account; the journal determines it, so it means the same after every restart. */
  accountSequence: number
  event: (typeof orderEventNames)[number]
  /** Where the order stands after the command. */
  state: OrderState
  openUnits: number
  reason?: EndReason
  /** Of a trade, or of a later state of one. */
  trade?: OwnTrade
}

/** A trade as one of its orders sees it. */
export type OwnTrade = Pick<TradeEntry, 'tradeId' | 'price' | 'quantity' | 'batchNo' | 'skipCode'> & {
  isTaker: boolean
  state: TradeState
}

/** An account's events behind one that its reader knows. */
export interface Resumption {
  account: Address
  /** What the reader knows; undefined to begin with what happens next. */
  after: number | undefined
  /** Number of the account's newest event. */
  sequence: number
  /** Whether `events` are all that happened behind `after`. */
  isComplete: boolean
  events: OrderEvent[]
}

interface Stored {
  sequences: Map<Address, number>
  kept: Uint8Array
}

const TRADE_EVENTS = {
  MATCHED: 'reverted',
  SUBMITTED: 'submitted',
  SAFE: 'safe',
  FINAL: 'final',
  SKIPPED: 'skipped',
} as const

interface Book {
  registry: OrderRegistry
  state: SequencerState
}

/** What happened to orders, numbered by account, the newest of it kept so that a reader who was away can go on where it stood. */
export class OrderEvents {
  #sequences = new Map<Address, number>()
  readonly #kept = new RowRing({ capacity: MAX_KEPT_EVENTS, rowBytes: ORDER_EVENT_BYTES })
  readonly #writer = new ByteWriter(ORDER_EVENT_BYTES)
  #latest: readonly OrderEvent[] = []

  /** Of the command that was applied last. */
  get latest(): readonly OrderEvent[] {
    return this.#latest
  }

  apply(sequenced: Sequenced, events: readonly EngineEvent[], book: Book): void {
    this.#latest = events.flatMap((event) => orderEventsOf(event, sequenced, book)).map((event) => this.#number(event))
    for (const event of this.#latest) {
      this.#writer.reset()
      writeOrderEvent(this.#writer, event)
      this.#kept.add(this.#writer.bytes())
    }
  }

  resume(account: Address, after: number | undefined): Resumption {
    const sequence = this.#sequences.get(account) ?? 0
    const missed = after === undefined ? 0 : sequence - after
    const own = missed > 0 && missed <= MAX_RESUMED_EVENTS ? this.#newest(account, missed) : []
    const isComplete = missed >= 0 && own.length === missed
    return { account, after, sequence, isComplete, events: isComplete ? own : [] }
  }

  all(): Stored {
    return { sequences: this.#sequences, kept: this.#kept.bytes() }
  }

  restore({ sequences, kept }: Stored): void {
    this.#sequences = sequences
    this.#kept.restore(kept)
  }

  /** At most `count` events of an account, fewer when older ones are not kept. */
  #newest(account: Address, count: number): OrderEvent[] {
    const rows = this.#kept.startingWith(Buffer.from(account.slice(2), 'hex'))
    return rows.slice(-count).map((row) => readOrderEvent(this.#kept.row(row)))
  }

  #number(event: Omit<OrderEvent, 'accountSequence'>): OrderEvent {
    const accountSequence = (this.#sequences.get(event.account) ?? 0) + 1
    this.#sequences.set(event.account, accountSequence)
    return { ...event, accountSequence }
  }
}

function orderEventsOf(
  event: EngineEvent,
  sequenced: Sequenced,
  { registry, state }: Book,
): Omit<OrderEvent, 'accountSequence'>[] {
  const told = (position: number, more: Pick<OrderEvent, 'event'> & Pick<Partial<OrderEvent>, 'reason' | 'trade'>) => {
    const entry = registry.byPosition(position)
    return entry ? [{ ...standingOf(entry, sequenced, state), ...more }] : []
  }
  switch (event.kind) {
    case 'accepted':
    case 'restored':
      return told(event.position, { event: event.kind })
    case 'ended':
      return told(event.position, { event: 'ended', reason: event.reason })
    case 'trade':
    case 'trade-state': {
      const name = event.kind === 'trade' ? 'matched' : TRADE_EVENTS[event.state]
      return [event.buyPosition, event.sellPosition].flatMap((position) => {
        const trade = registry.trade(event.tradeId) ?? registry.tradeOf(position, event.tradeId)
        return told(position, { event: name, ...(trade ? { trade: ownTradeOf(trade, position) } : {}) })
      })
    }
    default:
      return []
  }
}

function standingOf(entry: OrderEntry, { position: sequence, timeMs }: Sequenced, state: SequencerState) {
  const { orderNumber, place, position } = entry
  const { account, flags, series } = place.order
  const { final, side } = knownFlags(flags)
  return {
    type: 'order' as const,
    series,
    final,
    sequence,
    timeMs,
    orderNumber,
    ...(place.clientOrderId === undefined ? {} : { clientOrderId: place.clientOrderId }),
    side,
    account,
    state: stateOf(state, entry),
    openUnits: state.order(position)?.open ?? 0,
  }
}

function ownTradeOf(trade: TradeEntry, position: number): OwnTrade {
  const { tradeId, price, quantity, batchNo, skipCode, state, takerSide, buyPosition } = trade
  const isTaker = (takerSide === 'buy') === (position === buyPosition)
  return { tradeId, price, quantity, batchNo, skipCode, state, isTaker }
}
