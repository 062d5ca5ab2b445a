import { type Address, getAddress, type Hex, isAddress } from 'viem'
import { z } from 'zod'
import { InvalidRequestError } from './errors.ts'

/** Parses what came from outside; names every wrong field, why, and what would be accepted. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const fields = result.error.issues.map((issue) => ({ field: issue.path.join('.'), reason: issue.message }))
  throw new InvalidRequestError(fields, result.error)
}

/** An unsigned integer of `bits` bits as a decimal string, so that no JSON reader rounds it. */
export const uintField = (bits: number) => {
  const max = 2n ** BigInt(bits) - 1n
  return z
    .string(`must be a decimal string between 0 and ${max}`)
    .regex(/^(0|[1-9][0-9]{0,77})$/, 'must be a decimal integer without sign, point or leading zero')
    .transform((text) => BigInt(text))
    .refine((value) => value <= max, `must be at most ${max}`)
}

/** An address in any letter case (a wrong checksum is refused), given back with its checksum. */
export const addressField = z
  .string('must be an address')
  .refine(
    (text) => isAddress(text, { strict: text !== text.toLowerCase() }),
    'must be 0x and 40 hexadecimal digits with a valid checksum',
  )
  .transform((text): Address => getAddress(text))

/** Hex bytes of at most `maxBytes`. */
export const hexField = (maxBytes: number) =>
  z
    .string('must be hexadecimal bytes')
    .max(2 + 2 * maxBytes, `must be at most ${maxBytes} bytes`)
    .regex(/^0x([0-9a-fA-F]{2})*$/, 'must be 0x and an even number of hexadecimal digits')
    .transform((text) => text.toLowerCase() as Hex)

export const bytes32Field = z
  .string('must be 32 bytes')
  .regex(/^0x[0-9a-fA-F]{64}$/, 'must be 0x and 64 hexadecimal digits')
  .transform((text) => text.toLowerCase() as Hex)
