import type { Address } from 'viem'
import type { OrderNumber } from '../../../sdk/src/ids.ts'
import { decodeOrderFlags } from '../../../sdk/src/order-flags.ts'
import type { SequencerState } from '../engine/sequencer-state.ts'
import type { EngineEvent, OrderState, Sequenced, Side, TradeState } from '../engine/types.ts'
import { MAX_KEPT_EVENTS, MAX_RESUMED_EVENTS } from '../limits.ts'
import type { OrderEntry, OrderRegistry, TradeEntry } from './order-registry.ts'
import { stateOf } from './order-state.ts'

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
  event: 'accepted' | 'matched' | 'restored' | 'ended' | 'submitted' | 'safe' | 'final' | 'skipped' | 'reverted'
  /** Where the order stands after the command. */
  state: OrderState
  openUnits: number
  reason?: string
  /** Of a trade, or of a later state of one. */
  trade?: OwnTrade
}

/** A trade as one of its orders sees it. */
type OwnTrade = Pick<TradeEntry, 'tradeId' | 'price' | 'quantity' | 'batchNo' | 'skipCode'> & {
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
  kept: OrderEvent[]
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
  #kept: OrderEvent[] = []
  #latest: readonly OrderEvent[] = []

  /** Of the command that was applied last. */
  get latest(): readonly OrderEvent[] {
    return this.#latest
  }

  apply(sequenced: Sequenced, events: readonly EngineEvent[], book: Book): void {
    this.#latest = events.flatMap((event) => orderEventsOf(event, sequenced, book)).map((event) => this.#number(event))
    this.#kept.push(...this.#latest)
    // Seldom and in one piece, rather than by one with each event.
    if (this.#kept.length > 2 * MAX_KEPT_EVENTS) this.#kept = this.#kept.slice(-MAX_KEPT_EVENTS)
  }

  resume(account: Address, after: number | undefined): Resumption {
    const sequence = this.#sequences.get(account) ?? 0
    const missed = after === undefined ? 0 : sequence - after
    const own = this.#kept.filter((event) => event.account === account && event.accountSequence > sequence - missed)
    const isComplete = missed >= 0 && missed <= MAX_RESUMED_EVENTS && own.length === missed
    return { account, after, sequence, isComplete, events: isComplete ? own : [] }
  }

  all(): Stored {
    return { sequences: this.#sequences, kept: this.#kept.slice(-MAX_KEPT_EVENTS) }
  }

  restore({ sequences, kept }: Stored): void {
    this.#sequences = sequences
    this.#kept = kept
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
  const { final, side } = decodeOrderFlags(flags)
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
