import { orderNumberOf } from '../../../sdk/src/ids.ts'
import { ByteReader, ByteWriter } from '../engine/bytes.ts'
import { readPlace, writePlace } from '../engine/command-codec.ts'
import { endStates, nameOf } from '../engine/decode-events.ts'
import { endReasons } from '../engine/types.ts'
import { ENDED_ORDER_BYTES, MAX_KNOWN_ORDERS } from '../limits.ts'
import type { OrderEntry, TradeEntry } from './order-registry.ts'
import { RowRing } from './row-ring.ts'

export interface StoredEndedOrders {
  rows: Uint8Array
  trades: Map<number, TradeEntry[]>
}

/** Orders that nothing can happen to any more, as bytes; the one that ended first is forgotten first. */
export class EndedOrders {
  readonly #ring: RowRing
  readonly #rowByPosition = new Map<number, number>()
  readonly #writer = new ByteWriter(ENDED_ORDER_BYTES)
  /** By position; most orders of market makers end without one. */
  #trades = new Map<number, TradeEntry[]>()

  constructor(capacity = MAX_KNOWN_ORDERS) {
    this.#ring = new RowRing({ capacity, rowBytes: ENDED_ORDER_BYTES })
  }

  /** Keeps an order and returns the one that is forgotten for it. */
  add(entry: OrderEntry): OrderEntry | undefined {
    const oldest = this.#ring.isFull ? this.#read(this.#ring.first) : undefined
    if (oldest) {
      this.#rowByPosition.delete(oldest.position)
      this.#trades.delete(oldest.position)
    }
    this.#writer.reset()
    writeEntry(this.#writer, entry)
    this.#rowByPosition.set(entry.position, this.#ring.add(this.#writer.bytes()))
    if (entry.trades.length > 0) this.#trades.set(entry.position, entry.trades)
    return oldest
  }

  get(position: number): OrderEntry | undefined {
    const row = this.#rowByPosition.get(position)
    return row === undefined ? undefined : this.#read(row)
  }

  all(): StoredEndedOrders {
    return { rows: this.#ring.bytes(), trades: this.#trades }
  }

  /** @returns The orders, the one that ended first first. */
  *restore({ rows, trades }: StoredEndedOrders): Generator<OrderEntry> {
    this.#ring.restore(rows)
    this.#trades = trades
    this.#rowByPosition.clear()
    for (let row = this.#ring.first; row < this.#ring.end; row++) {
      const entry = this.#read(row)
      this.#rowByPosition.set(entry.position, row)
      yield entry
    }
  }

  #read(row: number): OrderEntry {
    const entry = readEntry(new ByteReader(this.#ring.row(row)))
    const trades = this.#trades.get(entry.position) ?? []
    return { ...entry, trades }
  }
}

function writeEntry(writer: ByteWriter, { place, position, timeMs, finalUnits, ended }: OrderEntry): void {
  if (!ended) throw new RangeError(`order ${position} has not ended`)
  writer.u48(position)
  writer.u48(timeMs)
  writer.u32(finalUnits)
  writer.u8(endStates.indexOf(ended.state))
  writer.u8(endReasons.indexOf(ended.reason))
  writer.u32(ended.filled)
  writer.u32(ended.unfilled)
  writer.u48(ended.position)
  writePlace(writer, place)
}

function readEntry(reader: ByteReader): Omit<OrderEntry, 'trades'> {
  const [position, timeMs, finalUnits] = [reader.u48(), reader.u48(), reader.u32()]
  const ended = {
    state: nameOf(endStates, reader.u8()),
    reason: nameOf(endReasons, reader.u8()),
    filled: reader.u32(),
    unfilled: reader.u32(),
    position: reader.u48(),
  }
  const place = readPlace(reader)
  return { orderNumber: orderNumberOf(place.hash), place, position, timeMs, finalUnits, ended }
}
