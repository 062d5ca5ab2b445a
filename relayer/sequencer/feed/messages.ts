import type { OrderNumber } from '../../../sdk/src/ids.ts'
import type { EngineEvent, LevelEvent, OrderState, Side } from '../engine/types.ts'
import type { OrderEntry, OrderRegistry } from '../sequencing/order-registry.ts'
import { stateOf } from '../sequencing/order-state.ts'
import type { Applied, Sequencer } from '../sequencing/sequencer.ts'

/** [price, quantity, orders] of a level; quantity 0 removes it. */
type LevelTuple = readonly [price: bigint, quantity: number, orders: number]

/** New totals of levels; `sequence` counts up by one per book, so that a reader sees a gap. */
interface DeltaMessage {
  type: 'delta'
  series: number
  final: boolean
  sequence: number
  bids: LevelTuple[]
  asks: LevelTuple[]
}

/** A trade, or a later state of it. `sequence` is the trade's number. */
interface TradeMessage {
  type: 'trade'
  series: number
  final: boolean
  sequence: number
  price: bigint
  quantity: number
  takerSide: Side
  state: string
  batchNo: number
  skipCode: number
  timeMs: number
  buyOrderNumber: OrderNumber | undefined
  sellOrderNumber: OrderNumber | undefined
}

/** Something happened to an order; `sequence` is the place in the journal of what did it. */
interface OrderMessage {
  type: 'order'
  series: number
  final: boolean
  sequence: number
  orderNumber: OrderNumber
  account: string
  event: 'accepted' | 'matched' | 'restored' | 'ended' | 'submitted' | 'safe' | 'final' | 'skipped' | 'reverted'
  /** Where the order stands after it. */
  state: OrderState
  reason?: string
}

export type FeedMessage = DeltaMessage | TradeMessage | OrderMessage

const TRADE_EVENTS = {
  MATCHED: 'reverted',
  SUBMITTED: 'submitted',
  SAFE: 'safe',
  FINAL: 'final',
  SKIPPED: 'skipped',
} as const

/** What the outside is told of one command. */
export function messagesOf({ sequenced, events }: Applied, { registry, state }: Sequencer): FeedMessage[] {
  const told = events.flatMap((event) => [
    ...tradeMessages(event, sequenced.timeMs, registry),
    ...orderMessages(event, sequenced.position, { registry, state }),
  ])
  return [...deltas(events, registry), ...told]
}

function deltas(events: readonly EngineEvent[], registry: OrderRegistry): DeltaMessage[] {
  const byBook = new Map<string, Map<string, LevelEvent>>()
  for (const event of events) {
    if (event.kind !== 'level') continue
    const key = `${event.series}:${event.final}`
    const levels = byBook.get(key) ?? new Map<string, LevelEvent>()
    byBook.set(key, levels.set(`${event.side}:${event.price}`, event))
  }
  return [...byBook.values()].flatMap((levels) => {
    const changed = [...levels.values()]
    const [first] = changed
    if (!first) return []
    const { series, final } = first
    const side = (name: Side) =>
      changed
        .filter((level) => level.side === name)
        .map(({ price, quantity, orders }) => [price, quantity, orders] as const)
    const sequence = registry.bookSequence(series, final)
    return [{ type: 'delta' as const, series, final, sequence, bids: side('buy'), asks: side('sell') }]
  })
}

function tradeMessages(event: EngineEvent, timeMs: number, registry: OrderRegistry): TradeMessage[] {
  if (event.kind !== 'trade' && event.kind !== 'trade-state') return []
  const trade = event.kind === 'trade' ? { ...event, state: 'MATCHED', batchNo: 0, skipCode: 0 } : { ...event }
  const known = event.kind === 'trade' ? event : registry.tradeOf(event.buyPosition, event.tradeId)
  if (!known) return []
  const { series, final, price, quantity, takerSide, tradeId: sequence } = known
  const { state, batchNo, skipCode } = trade
  const [buyOrderNumber, sellOrderNumber] = [event.buyPosition, event.sellPosition].map(
    (position) => registry.byPosition(position)?.orderNumber,
  )
  const numbers = { buyOrderNumber, sellOrderNumber }
  return [
    {
      type: 'trade',
      series,
      final,
      sequence,
      price,
      quantity,
      takerSide,
      state,
      batchNo,
      skipCode,
      timeMs,
      ...numbers,
    },
  ]
}

function orderMessages(
  event: EngineEvent,
  sequence: number,
  { registry, state }: Pick<Sequencer, 'registry' | 'state'>,
): OrderMessage[] {
  const message = (position: number, name: OrderMessage['event'], reason?: string): OrderMessage[] => {
    const entry = registry.byPosition(position)
    return entry
      ? [{ ...base(entry), sequence, event: name, state: stateOf(state, entry), ...(reason ? { reason } : {}) }]
      : []
  }
  switch (event.kind) {
    case 'accepted':
    case 'restored':
      return message(event.position, event.kind)
    case 'ended':
      return message(event.position, 'ended', event.reason)
    case 'trade':
      return [...message(event.buyPosition, 'matched'), ...message(event.sellPosition, 'matched')]
    case 'trade-state': {
      const name = TRADE_EVENTS[event.state]
      return [...message(event.buyPosition, name), ...message(event.sellPosition, name)]
    }
    default:
      return []
  }
}

function base({ place, orderNumber }: OrderEntry) {
  const { series, flags, account } = place.order
  return { type: 'order' as const, series, final: (flags & 2) !== 0, orderNumber, account }
}
