import { inspect } from 'node:util'
import { z } from 'zod'

/** A value that never shows in a log, an error or a JSON document; `reveal()` is the only way to it. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [inspect.custom](): string {
    return '[secret]'
  }
}

/** A configuration field that is wrapped at once. */
export const secretField = (minLength = 16) =>
  z
    .string()
    .min(minLength, `must have at least ${minLength} characters`)
    .transform((value) => new Secret(value))

/** A secp256k1 private key as 0x-prefixed hex. */
export const privateKeyField = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/, 'must be 0x and 64 hexadecimal digits')
  .transform((value) => new Secret(value))

/** Several private keys, separated by commas. */
export const privateKeysField = z
  .string()
  .transform((value) => value.split(',').map((key) => key.trim()))
  .pipe(z.array(privateKeyField).min(1).max(32))
