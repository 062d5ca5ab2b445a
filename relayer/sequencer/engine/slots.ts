/** Hands out the indices 0..capacity-1 of a pool; freed ones first, so that a pool touches as little memory as it can. */
export class Slots {
  readonly capacity: number
  readonly #free: Int32Array
  #freeCount = 0
  #fresh = 0

  constructor(capacity: number) {
    this.capacity = capacity
    this.#free = new Int32Array(capacity)
  }

  get available(): number {
    return this.capacity - this.#fresh + this.#freeCount
  }

  /** The caller has checked `available`. */
  take(): number {
    if (this.#freeCount > 0) return this.#free[--this.#freeCount] as number
    return this.#fresh++
  }

  give(slot: number): void {
    this.#free[this.#freeCount++] = slot
  }
}
