import { chainHash, HASH_BYTES, HEADER_BYTES, recordBytes, writeHeader } from './record.ts'

/** Records that are written and synced together. They lie behind the hash they chain to, so hashing copies nothing. */
export class Group {
  readonly firstPosition: number
  lastPosition: number
  readonly promise: Promise<void>
  resolve: () => void = () => {}
  reject: (error: Error) => void = () => {}
  #buffer = Buffer.allocUnsafe(8192)
  #length = HASH_BYTES

  constructor(positionBefore: number, hashBefore: Buffer) {
    this.firstPosition = positionBefore + 1
    this.lastPosition = positionBefore
    hashBefore.copy(this.#buffer)
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve
      this.reject = reject
    })
    this.promise.catch(() => {})
  }

  get isEmpty(): boolean {
    return this.#length === HASH_BYTES
  }

  get bytes(): number {
    return this.#length - HASH_BYTES
  }

  add(type: number, timeMs: number, payload: Uint8Array): number {
    const at = this.#length
    const bytes = recordBytes(payload.length)
    this.#reserve(at + bytes)
    const position = this.lastPosition + 1
    writeHeader(this.#buffer, at, { payloadBytes: payload.length, type, position, timeMs })
    this.#buffer.set(payload, at + HEADER_BYTES)
    chainHash(this.#buffer, at, payload.length).copy(this.#buffer, at + bytes - HASH_BYTES)
    this.#length = at + bytes
    this.lastPosition = position
    return position
  }

  records(): Buffer {
    return this.#buffer.subarray(HASH_BYTES, this.#length)
  }

  /** The hash before the first record and the records: what can be checked by itself. */
  linkedRecords(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }

  hashBefore(): Buffer {
    return this.#buffer.subarray(0, HASH_BYTES)
  }

  /** Hash of the last record, or of the one before the group while it is empty. */
  lastHash(): Buffer {
    return this.#buffer.subarray(this.#length - HASH_BYTES, this.#length)
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#buffer.length) return
    const grown = Buffer.allocUnsafe(Math.max(bytes, this.#buffer.length * 2))
    this.#buffer.copy(grown, 0, 0, this.#length)
    this.#buffer = grown
  }
}
