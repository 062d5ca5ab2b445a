import { NONE } from './codes.ts'
import { Slots } from './slots.ts'

/** Bits of `meta`. */
export const META_POST_ONLY = 1 << 2
export const META_RESTS = 1 << 3
export const META_CANCEL_TAKER = 1 << 4
export const META_IN_USE = 1 << 5
export const META_ENDED = 1 << 6
/** End state, only with META_ENDED: 0 CANCELLED, 1 EXPIRED, 2 EVICTED, 3 FINAL. */
export const META_END_SHIFT = 7
export const META_END_MASK = 3 << META_END_SHIFT

/** Orders of all books, field by field in typed arrays; an order is its slot. */
export class OrderPool {
  readonly slots: Slots
  /** Journal position of the PLACE: identity and time priority. */
  readonly position: Float64Array
  readonly timeMs: Float64Array
  readonly expirySec: Float64Array
  readonly account: Int32Array
  readonly lane: Int32Array
  readonly seq: Uint32Array
  /** market * 2 + side. */
  readonly bookSide: Int32Array
  readonly tick: Int32Array
  readonly meta: Uint16Array
  readonly quantity: Uint32Array
  /** Still to be matched; 0 once ended. */
  readonly open: Uint32Array
  readonly matched: Uint32Array
  readonly submitted: Uint32Array
  readonly safe: Uint32Array
  readonly final: Uint32Array
  /** Trades in flight that refer to the order. */
  readonly references: Int32Array
  /** Price level the order rests in, NONE when not in the book. */
  readonly level: Int32Array
  readonly next: Int32Array
  readonly previous: Int32Array
  readonly accountNext: Int32Array
  readonly accountPrevious: Int32Array

  constructor(capacity: number) {
    this.slots = new Slots(capacity)
    this.position = new Float64Array(capacity)
    this.timeMs = new Float64Array(capacity)
    this.expirySec = new Float64Array(capacity)
    this.account = new Int32Array(capacity)
    this.lane = new Int32Array(capacity)
    this.seq = new Uint32Array(capacity)
    this.bookSide = new Int32Array(capacity)
    this.tick = new Int32Array(capacity)
    this.meta = new Uint16Array(capacity)
    this.quantity = new Uint32Array(capacity)
    this.open = new Uint32Array(capacity)
    this.matched = new Uint32Array(capacity)
    this.submitted = new Uint32Array(capacity)
    this.safe = new Uint32Array(capacity)
    this.final = new Uint32Array(capacity)
    this.references = new Int32Array(capacity)
    this.level = new Int32Array(capacity)
    this.next = new Int32Array(capacity)
    this.previous = new Int32Array(capacity)
    this.accountNext = new Int32Array(capacity)
    this.accountPrevious = new Int32Array(capacity)
  }

  /** A slot with nothing matched, not in the book. */
  take(quantity: number): number {
    const slot = this.slots.take()
    this.quantity[slot] = quantity
    this.open[slot] = quantity
    this.matched[slot] = 0
    this.submitted[slot] = 0
    this.safe[slot] = 0
    this.final[slot] = 0
    this.references[slot] = 0
    this.level[slot] = NONE
    return slot
  }

  isEnded(slot: number): boolean {
    return ((this.meta[slot] as number) & META_ENDED) !== 0
  }

  isInUse(slot: number): boolean {
    return ((this.meta[slot] as number) & META_IN_USE) !== 0
  }

  /** Matched so far, settled or not. */
  filled(slot: number): number {
    return (
      (this.matched[slot] as number) +
      (this.submitted[slot] as number) +
      (this.safe[slot] as number) +
      (this.final[slot] as number)
    )
  }
}
