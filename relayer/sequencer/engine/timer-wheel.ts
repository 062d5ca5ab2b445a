const BITS = 6
const BUCKETS = 1 << BITS
const LEVELS = 5
const DUE = LEVELS * BUCKETS
const NOWHERE = -1
/** Wheel time starts here, so that it fits 30 bits until the year 2057. */
const EPOCH_SEC = 1_700_000_000
const MAX_TIME = 2 ** (BITS * LEVELS) - 1

/**
 * Hierarchical timer wheel over slots: O(1) to add and remove. It only says who is due; the engine removes an order when
 * its EXPIRE command comes, so a replay (which never asks) and a live run have the same books.
 */
export class TimerWheel {
  readonly #next: Int32Array
  readonly #previous: Int32Array
  /** Bucket + 1 per slot, 0 when the slot is not in the wheel. */
  readonly #bucket: Int32Array
  readonly #time: Int32Array
  readonly #heads = new Int32Array(DUE + 1).fill(NOWHERE)
  #now = 0
  #count = 0

  constructor(capacity: number) {
    this.#next = new Int32Array(capacity)
    this.#previous = new Int32Array(capacity)
    this.#bucket = new Int32Array(capacity)
    this.#time = new Int32Array(capacity)
  }

  /** The slot is due from the second after `expirySec` on. */
  add(slot: number, expirySec: number, nowSec: number): void {
    if (this.#count++ === 0) this.#now = Math.max(this.#now, wheelTime(nowSec))
    this.#time[slot] = wheelTime(expirySec)
    this.#put(slot)
  }

  remove(slot: number): void {
    const bucket = (this.#bucket[slot] as number) - 1
    if (bucket === NOWHERE) return
    const next = this.#next[slot] as number
    const previous = this.#previous[slot] as number
    if (previous === NOWHERE) this.#heads[bucket] = next
    else this.#next[previous] = next
    if (next !== NOWHERE) this.#previous[next] = previous
    this.#bucket[slot] = 0
    this.#count--
  }

  /** Slots whose expiry second lies before `nowSec`, in no particular order; they stay due until removed. */
  due(nowSec: number, limit: number): number[] {
    this.#advance(wheelTime(nowSec))
    const slots: number[] = []
    for (let slot = this.#heads[DUE] as number; slot !== NOWHERE && slots.length < limit; ) {
      slots.push(slot)
      slot = this.#next[slot] as number
    }
    return slots
  }

  #advance(to: number): void {
    if (this.#count === 0) this.#now = Math.max(this.#now, to)
    while (this.#now < to) {
      this.#empty(this.#now & (BUCKETS - 1), true)
      this.#now++
      for (let level = 1; level < LEVELS && (this.#now & ((1 << (BITS * level)) - 1)) === 0; level++) {
        this.#empty(level * BUCKETS + ((this.#now >>> (BITS * level)) & (BUCKETS - 1)), false)
      }
    }
  }

  /** Moves a bucket's slots to the due list, or down to finer buckets. */
  #empty(bucket: number, isPast: boolean): void {
    let slot = this.#heads[bucket] as number
    this.#heads[bucket] = NOWHERE
    while (slot !== NOWHERE) {
      const next = this.#next[slot] as number
      if (isPast) this.#link(slot, DUE)
      else this.#put(slot)
      slot = next
    }
  }

  #put(slot: number): void {
    const time = this.#time[slot] as number
    const level = Math.floor((31 - Math.clz32((time ^ this.#now) | 1)) / BITS)
    const bucket = level * BUCKETS + ((time >>> (BITS * level)) & (BUCKETS - 1))
    this.#link(slot, time < this.#now ? DUE : bucket)
  }

  #link(slot: number, bucket: number): void {
    const head = this.#heads[bucket] as number
    this.#next[slot] = head
    this.#previous[slot] = NOWHERE
    if (head !== NOWHERE) this.#previous[head] = slot
    this.#heads[bucket] = slot
    this.#bucket[slot] = bucket + 1
  }
}

const wheelTime = (sec: number): number => Math.min(Math.max(Math.floor(sec) - EPOCH_SEC, 0), MAX_TIME)
