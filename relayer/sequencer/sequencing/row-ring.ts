/**
 * The newest rows of a fixed size, in one buffer outside of the heap: what is kept here for long is never copied by a
 * collection of young objects, which would hold up the thread that sequences. Rows are numbered from 0, for ever.
 */
export class RowRing {
  readonly #capacity: number
  readonly #rowBytes: number
  readonly #buffer: Buffer
  #end = 0

  constructor({ capacity, rowBytes }: { capacity: number; rowBytes: number }) {
    this.#capacity = capacity
    this.#rowBytes = rowBytes
    this.#buffer = Buffer.alloc(capacity * rowBytes)
  }

  /** Number of the oldest row. */
  get first(): number {
    return Math.max(0, this.#end - this.#capacity)
  }

  /** Number of the next row. */
  get end(): number {
    return this.#end
  }

  get isFull(): boolean {
    return this.#end >= this.#capacity
  }

  /** Keeps a row in place of the oldest one and returns its number. */
  add(row: Uint8Array): number {
    if (row.length > this.#rowBytes)
      throw new RangeError(`a row of ${row.length} bytes is longer than ${this.#rowBytes}`)
    this.#buffer.set(row, this.#placeOf(this.#end))
    return this.#end++
  }

  /** The row's bytes and, behind them, what its place held before; no copy. */
  row(number: number): Buffer {
    if (number < this.first || number >= this.#end) throw new RangeError(`row ${number} is not kept`)
    const at = this.#placeOf(number)
    return this.#buffer.subarray(at, at + this.#rowBytes)
  }

  /** Numbers of the rows that begin with these bytes, oldest first. */
  startingWith(prefix: Uint8Array): number[] {
    const found: number[] = []
    for (let number = this.first; number < this.#end; number++) {
      const at = this.#placeOf(number)
      if (this.#buffer.compare(prefix, 0, prefix.length, at, at + prefix.length) === 0) found.push(number)
    }
    return found
  }

  /** All rows, oldest first, as `restore` takes them. */
  bytes(): Buffer {
    const split = this.isFull ? this.#placeOf(this.#end) : 0
    const used = Math.min(this.#end, this.#capacity) * this.#rowBytes
    return Buffer.concat([this.#buffer.subarray(split, used), this.#buffer.subarray(0, split)])
  }

  /** Numbers begin at 0 again. */
  restore(bytes: Uint8Array): void {
    if (bytes.length > this.#buffer.length || bytes.length % this.#rowBytes !== 0)
      throw new RangeError(`${bytes.length} bytes are no rows of ${this.#rowBytes}`)
    this.#buffer.set(bytes)
    this.#end = bytes.length / this.#rowBytes
  }

  #placeOf(number: number): number {
    return (number % this.#capacity) * this.#rowBytes
  }
}
