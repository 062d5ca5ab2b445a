import type { OrderNumber } from '../../../sdk/src/ids.ts'
import { CHECKSUM_LEVELS } from '../../../sdk/src/market-data/checksum.ts'
import type { EngineEvent, LevelEvent, Side } from '../engine/types.ts'
import type { OrderEvent } from '../sequencing/order-events.ts'
import type { OrderRegistry } from '../sequencing/order-registry.ts'
import type { Applied, Sequencer } from '../sequencing/sequencer.ts'
import type { AccountMessage } from './account-message.ts'
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

export type FeedMessage = DeltaMessage | TradeMessage | OrderEvent | MarketMessage | AccountMessage

const MATCHED = { state: 'MATCHED', batchNo: 0, skipCode: 0 } as const

/** What the outside is told of one command. */
export function messagesOf({ sequenced, events }: Applied, { registry, shell, state }: Sequencer): FeedMessage[] {
  const trades = events.flatMap((event) => tradeMessages(event, sequenced.timeMs, registry))
  return [...deltas(events, { registry, state }), ...trades, ...shell.orderEvents.latest]
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
