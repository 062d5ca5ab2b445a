import { NONE, TRADE_FREE, TRADE_MATCHED } from './codes.ts'

/** Trades in flight, in a ring by trade id: a trade's place is its id modulo the capacity, so nothing is searched. */
export class TradeRing {
  readonly id: Float64Array
  readonly buy: Int32Array
  readonly sell: Int32Array
  readonly tick: Int32Array
  readonly quantity: Uint8Array
  readonly state: Uint8Array
  /** Side of the taker. */
  readonly taker: Uint8Array
  readonly batchNo: Float64Array
  nextId = 1
  oldestId = 1
  readonly #mask: number

  constructor(capacity: number) {
    if ((capacity & (capacity - 1)) !== 0) throw new RangeError('trade capacity must be a power of two')
    this.#mask = capacity - 1
    this.id = new Float64Array(capacity)
    this.buy = new Int32Array(capacity)
    this.sell = new Int32Array(capacity)
    this.tick = new Int32Array(capacity)
    this.quantity = new Uint8Array(capacity)
    this.state = new Uint8Array(capacity)
    this.taker = new Uint8Array(capacity)
    this.batchNo = new Float64Array(capacity)
  }

  get available(): number {
    return this.id.length - (this.nextId - this.oldestId)
  }

  /** The caller has checked `available`. */
  add(buy: number, sell: number, tick: number, quantity: number, taker: number): number {
    const id = this.nextId++
    const at = id & this.#mask
    this.id[at] = id
    this.buy[at] = buy
    this.sell[at] = sell
    this.tick[at] = tick
    this.quantity[at] = quantity
    this.state[at] = TRADE_MATCHED
    this.taker[at] = taker
    this.batchNo[at] = 0
    return id
  }

  /** Place of a trade in flight, NONE when it is unknown or already forgotten. */
  find(id: number): number {
    if (id < this.oldestId || id >= this.nextId) return NONE
    const at = this.at(id)
    return this.state[at] === TRADE_FREE ? NONE : at
  }

  /** `id & mask` takes the low 32 bits, which is exact for ids up to 2^53. */
  at(id: number): number {
    return id & this.#mask
  }

  free(at: number): void {
    this.state[at] = TRADE_FREE
    while (this.oldestId < this.nextId && this.state[this.at(this.oldestId)] === TRADE_FREE) this.oldestId++
  }
}
