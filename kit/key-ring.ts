import { inspect } from 'node:util'
import { z } from 'zod'

interface RingKey {
  id: string
  key: Buffer
}

/** Key-encryption keys by id: the first wraps, all of them open, so that keys are rotated without a pause. */
export class KeyRing {
  readonly #keys: readonly RingKey[]

  constructor(keys: readonly [RingKey, ...RingKey[]]) {
    this.#keys = keys
  }

  get current(): RingKey {
    const [first] = this.#keys
    if (!first) throw new Error('a key ring without keys')
    return first
  }

  find(id: string): Buffer | undefined {
    return this.#keys.find((entry) => entry.id === id)?.key
  }

  toJSON(): string {
    return '[secret]'
  }

  [inspect.custom](): string {
    return '[secret]'
  }
}

const KEY_FORMAT = /^[a-z0-9-]{1,32}:[0-9a-fA-F]{64}$/

/** A configuration field: `id:64 hex digits`, the current key first, older ones after commas. */
export const keyRingField = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .refine(
    (parts) => parts.every((part) => KEY_FORMAT.test(part)),
    'must be id:64 hexadecimal digits, separated by commas',
  )
  .transform((parts) => parts.map((part) => ({ id: part.slice(0, -65), key: Buffer.from(part.slice(-64), 'hex') })))
  .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length, 'must not name a key twice')
  .transform((keys) => new KeyRing(keys as [RingKey, ...RingKey[]]))
