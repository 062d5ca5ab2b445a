import type { OrderNumber } from '../../../sdk/src/ids.ts'
import { CHECKSUM_LEVELS } from '../../../sdk/src/market-data/checksum.ts'
import type { EngineEvent, LevelEvent, OrderState, Side } from '../engine/types.ts'
import type { OrderEntry, OrderRegistry } from '../sequencing/order-registry.ts'
import { stateOf } from '../sequencing/order-state.ts'
import type { Applied, Sequencer } from '../sequencing/sequencer.ts'
import { checksumOf } from './book-checksum.ts'
import type { MarketMessage } from './market-message.ts'

/** [price, quantity, orders] of a level; quantity 0 removes it. */
export type LevelTuple = readonly [price: bigint, quantity: number, orders: number]

/** New totals of levels; `sequence` counts up by one per book, so that a reader sees a gap. `checksum` is of the book after it. */
interface DeltaMessage {
  type: 'delta'
  series: number
  final: boolean
  sequence: number
  checksum: number
  bids: LevelTuple[]
  asks: LevelTuple[]
}

/** A trade, or a later state of it. `sequence` is the trade's number, `timeMs` the time of the match. */
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

export type FeedMessage = DeltaMessage | TradeMessage | OrderMessage | MarketMessage

const MATCHED = { state: 'MATCHED', batchNo: 0, skipCode: 0 } as const

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
  return [...deltas(events, { registry, state }), ...told]
}

function deltas(
  events: readonly EngineEvent[],
  { registry, state }: Pick<Sequencer, 'registry' | 'state'>,
): DeltaMessage[] {
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
    const checksum = checksumOf(state.book(series, final, CHECKSUM_LEVELS))
    return [{ type: 'delta' as const, series, final, sequence, checksum, bids: side('buy'), asks: side('sell') }]
  })
}

function tradeMessages(event: EngineEvent, timeMs: number, registry: OrderRegistry): TradeMessage[] {
  if (event.kind !== 'trade' && event.kind !== 'trade-state') return []
  const { tradeId, buyPosition, sellPosition } = event
  // An order tells only its newest trades, so the other side's is asked as well.
  const known =
    registry.trade(tradeId) ?? registry.tradeOf(buyPosition, tradeId) ?? registry.tradeOf(sellPosition, tradeId)
  const trade = event.kind === 'trade' ? { ...event, timeMs } : known
  if (!trade) return []
  const { series, final, price, quantity, takerSide } = trade
  const { state, batchNo, skipCode } = event.kind === 'trade' ? MATCHED : event
  return [
    {
      type: 'trade',
      series,
      final,
      sequence: tradeId,
      price,
      quantity,
      takerSide,
      state,
      batchNo,
      skipCode,
      timeMs: trade.timeMs,
      buyOrderNumber: registry.byPosition(buyPosition)?.orderNumber,
      sellOrderNumber: registry.byPosition(sellPosition)?.orderNumber,
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
