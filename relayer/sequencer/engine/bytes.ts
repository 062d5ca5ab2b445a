import type { Hex } from './types.ts'

/** Little-endian writer over a buffer that grows; the format of journal payloads and snapshots. */
export class ByteWriter {
  #buffer: Buffer
  #length = 0

  constructor(capacity = 512) {
    this.#buffer = Buffer.allocUnsafe(capacity)
  }

  u8(value: number): void {
    this.#length = this.#room(1).writeUInt8(value, this.#length)
  }
  u16(value: number): void {
    this.#length = this.#room(2).writeUInt16LE(value, this.#length)
  }
  u32(value: number): void {
    this.#length = this.#room(4).writeUInt32LE(value, this.#length)
  }
  u48(value: number): void {
    this.#length = this.#room(6).writeUIntLE(value, this.#length, 6)
  }
  u64(value: bigint): void {
    this.#length = this.#room(8).writeBigUInt64LE(value, this.#length)
  }
  /** Fixed length, known to the reader. */
  hex(value: Hex, bytes: number): void {
    if (value.length !== 2 + bytes * 2)
      throw new RangeError(`expected ${bytes} bytes of hex, got ${value.length / 2 - 1}`)
    const written = this.#room(bytes).write(value.slice(2), this.#length, 'hex')
    if (written !== bytes) throw new RangeError('not hexadecimal')
    this.#length += bytes
  }
  /** At most 255 bytes of UTF-8. */
  text(value: string): void {
    const bytes = Buffer.byteLength(value)
    this.u8(bytes)
    this.#length += this.#room(bytes).write(value, this.#length)
  }
  raw(value: Uint8Array): void {
    this.#room(value.length).set(value, this.#length)
    this.#length += value.length
  }

  /** The bytes written so far, without a copy; the writer must not be used again except after `reset`. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }
  reset(): void {
    this.#length = 0
  }

  #room(bytes: number): Buffer {
    const needed = this.#length + bytes
    if (needed > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2))
      this.#buffer.copy(grown, 0, 0, this.#length)
      this.#buffer = grown
    }
    return this.#buffer
  }
}

/** Reads what ByteWriter wrote; reading past the end throws a RangeError. */
export class ByteReader {
  readonly #buffer: Buffer
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  get isAtEnd(): boolean {
    return this.#at === this.#buffer.length
  }

  u8(): number {
    return this.#buffer.readUInt8(this.#skip(1))
  }
  u16(): number {
    return this.#buffer.readUInt16LE(this.#skip(2))
  }
  u32(): number {
    return this.#buffer.readUInt32LE(this.#skip(4))
  }
  u48(): number {
    return this.#buffer.readUIntLE(this.#skip(6), 6)
  }
  u64(): bigint {
    return this.#buffer.readBigUInt64LE(this.#skip(8))
  }
  hex(bytes: number): Hex {
    const at = this.#skip(bytes)
    return `0x${this.#buffer.toString('hex', at, at + bytes)}`
  }
  text(): string {
    const bytes = this.u8()
    const at = this.#skip(bytes)
    return this.#buffer.toString('utf8', at, at + bytes)
  }
  raw(bytes: number): Buffer {
    const at = this.#skip(bytes)
    return this.#buffer.subarray(at, at + bytes)
  }

  #skip(bytes: number): number {
    const at = this.#at
    if (at + bytes > this.#buffer.length)
      throw new RangeError(`read past the end: ${at + bytes} of ${this.#buffer.length}`)
    this.#at = at + bytes
    return at
  }
}
