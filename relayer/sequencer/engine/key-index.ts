/**
 * Insert-only open-addressing index from a uint32 key to the dense number it got when it was first seen.
 * Nothing is ever deleted, so linear probing needs no tombstones.
 */
export class KeyIndex {
  readonly keys: Uint32Array
  size = 0
  readonly #table: Int32Array
  readonly #mask: number

  constructor(capacity: number) {
    const tableSize = 2 ** Math.ceil(Math.log2(capacity * 2))
    this.keys = new Uint32Array(capacity)
    this.#table = new Int32Array(tableSize)
    this.#mask = tableSize - 1
  }

  get full(): boolean {
    return this.size === this.keys.length
  }

  /** -1 when the key is unknown. */
  find(key: number): number {
    return (this.#table[this.#place(key)] as number) - 1
  }

  /** The caller has checked that the key is unknown and the index is not full. */
  add(key: number): number {
    const index = this.size++
    this.keys[index] = key
    this.#table[this.#place(key)] = index + 1
    return index
  }

  #place(key: number): number {
    let place = (Math.imul(key, 0x9e3779b1) >>> 7) & this.#mask
    for (;;) {
      const entry = this.#table[place] as number
      if (entry === 0 || this.keys[entry - 1] === key) return place
      place = (place + 1) & this.#mask
    }
  }
}
