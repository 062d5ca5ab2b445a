import type { ByteReader, ByteWriter } from './bytes.ts'
import { NONE } from './codes.ts'
import type { Hex } from './types.ts'

/** Dense account numbers in order of first appearance, the same in every replay. */
export class AccountTable {
  readonly #capacity: number
  readonly #idByAddress = new Map<string, number>()
  readonly #addresses: Hex[] = []

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  find(address: Hex): number {
    return this.#idByAddress.get(address.toLowerCase()) ?? NONE
  }

  /** NONE when the table is full. */
  findOrAdd(address: Hex): number {
    const known = this.find(address)
    return known === NONE && this.#addresses.length < this.#capacity ? this.#add(address) : known
  }

  addressOf(id: number): Hex {
    const address = this.#addresses[id]
    if (address === undefined) throw new RangeError(`no account ${id}`)
    return address
  }

  write(writer: ByteWriter): void {
    writer.u32(this.#addresses.length)
    for (const address of this.#addresses) writer.hex(address, 20)
  }

  read(reader: ByteReader): void {
    for (let left = reader.u32(); left > 0; left--) this.#add(reader.hex(20))
  }

  #add(address: Hex): number {
    const id = this.#addresses.length
    const lowerCase = address.toLowerCase() as Hex
    this.#idByAddress.set(lowerCase, id)
    this.#addresses.push(lowerCase)
    return id
  }
}
