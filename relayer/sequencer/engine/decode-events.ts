import { SELL } from './codes.ts'
import {
  EVENT_ACCEPTED,
  EVENT_ENDED,
  EVENT_LEVEL,
  EVENT_MARKET_OPENED,
  EVENT_REJECTED,
  EVENT_RELEASED,
  EVENT_RESTED,
  EVENT_RESTORED,
  EVENT_STRIDE,
  EVENT_TRADE,
  EVENT_TRADE_STATE,
} from './event-buffer.ts'
import type { OrderBook } from './order-book.ts'
import {
  type EndedEvent,
  type EngineEvent,
  endReasons,
  guilties,
  rejectCodes,
  type Side,
  tradeStates,
} from './types.ts'

export const endStates = ['CANCELLED', 'EXPIRED', 'EVICTED', 'FINAL'] as const satisfies readonly EndedEvent['state'][]

/** The events of the last command as objects. */
export const decodeEvents = (book: OrderBook): EngineEvent[] => {
  const { count, values } = book.events
  const events: EngineEvent[] = []
  for (let index = 0; index < count; index++) {
    const at = index * EVENT_STRIDE
    events.push(decoders[values[at] as number]?.(book, { values, at: at + 1 }) ?? unknown())
  }
  return events
}

export const marketOf = (book: OrderBook, bookSide: number): { series: number; final: boolean } => {
  const key = book.markets.keys[bookSide >> 1] as number
  return { series: key >>> 1, final: (key & 1) === 1 }
}

export const sideOf = (bookSide: number): Side => ((bookSide & 1) === SELL ? 'sell' : 'buy')

/** An entry of a code list; an index outside it is a bug of the engine, not an input. */
export const nameOf = <Name>(names: readonly Name[], index: number): Name => names[index] ?? unknown()

/** The values of one event. */
interface Values {
  values: Float64Array
  at: number
}
const value = ({ at, values }: Values, index: number): number => values[at + index] as number

const decoders: Readonly<Record<number, (book: OrderBook, values: Values) => EngineEvent>> = {
  [EVENT_REJECTED]: (_, v) => ({ kind: 'rejected', code: nameOf(rejectCodes, value(v, 0)), subject: value(v, 1) }),
  [EVENT_MARKET_OPENED]: (_, v) => ({ kind: 'market-opened', series: value(v, 0), tick: BigInt(value(v, 1)) }),
  [EVENT_ACCEPTED]: (_, v) => ({ kind: 'accepted', position: value(v, 0) }),
  [EVENT_RESTED]: (_, v) => ({ kind: 'rested', position: value(v, 0), quantity: value(v, 1) }),
  [EVENT_TRADE]: (book, v) => ({
    kind: 'trade',
    tradeId: value(v, 0),
    ...marketOf(book, value(v, 1)),
    price: BigInt(value(v, 2)),
    quantity: value(v, 3),
    buyPosition: value(v, 4),
    sellPosition: value(v, 5),
    takerSide: sideOf(value(v, 1)),
  }),
  [EVENT_ENDED]: (_, v) => ({
    kind: 'ended',
    position: value(v, 0),
    state: nameOf(endStates, value(v, 1)),
    reason: nameOf(endReasons, value(v, 2)),
    unfilled: value(v, 3),
    filled: value(v, 4),
  }),
  [EVENT_RESTORED]: (_, v) => ({
    kind: 'restored',
    position: value(v, 0),
    tradeId: value(v, 1),
    quantity: value(v, 2),
  }),
  [EVENT_TRADE_STATE]: (_, v) => ({
    kind: 'trade-state',
    tradeId: value(v, 0),
    state: nameOf(tradeStates, value(v, 1) - 1),
    batchNo: value(v, 2),
    guilty: nameOf(guilties, value(v, 3)),
    skipCode: value(v, 4),
    buyPosition: value(v, 5),
    sellPosition: value(v, 6),
  }),
  [EVENT_LEVEL]: (book, v) => ({
    kind: 'level',
    ...marketOf(book, value(v, 0)),
    side: sideOf(value(v, 0)),
    price: BigInt(value(v, 1)),
    quantity: value(v, 2),
    orders: value(v, 3),
  }),
  [EVENT_RELEASED]: (_, v) => ({ kind: 'released', position: value(v, 0) }),
}

const unknown = (): never => {
  throw new RangeError('the engine emitted an unknown number')
}
