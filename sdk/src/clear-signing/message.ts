import { type AbiParameter, isAddress, isHex, size } from 'viem'
import { ClearSigningError } from './errors.ts'
import { elementOf } from './schema.ts'

/**
 * A typed message with its integers as bigints. Strict, as what is shown must be what is hashed: every field of the type, no other,
 * each a value of its type.
 */
export function readMessage(fields: readonly AbiParameter[], message: object): Record<string, unknown> {
  const given = Object.keys(message)
  const strangers = given.filter((name) => !fields.some((field) => field.name === name))
  if (strangers.length > 0) malformed(`${strangers.join(', ')} is not in the type`)
  return Object.fromEntries(
    fields.map(({ name = '', type }) => {
      if (!given.includes(name)) malformed(`${name} is missing`)
      return [name, read(type, (message as Record<string, unknown>)[name], name)]
    }),
  )
}

function read(type: string, value: unknown, name: string): unknown {
  const { base, isArray } = elementOf(type)
  if (isArray) return Array.isArray(value) ? value.map((one) => read(base, one, name)) : malformed(`${name} is no list`)
  const bits = /^uint(\d+)$/.exec(base)?.[1]
  if (bits) return readUint(Number(bits), value, name)
  return isOf(base, value) ? value : malformed(`${name} is no ${base}`)
}

function readUint(bits: number, value: unknown, name: string): bigint {
  const isInteger = typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))
  // Wallets hand large integers over as decimal strings.
  const isText = typeof value === 'string' && /^(0|[1-9]\d{0,77})$/.test(value)
  if (!isInteger && !isText) return malformed(`${name} is no integer`)
  const number = BigInt(value)
  return number >= 0n && number < 1n << BigInt(bits) ? number : malformed(`${name} does not fit uint${bits}`)
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'bool') return typeof value === 'boolean'
  if (type === 'string') return typeof value === 'string'
  if (type === 'address') return typeof value === 'string' && isAddress(value, { strict: false })
  const bytes = /^bytes(\d*)$/.exec(type)?.[1]
  if (bytes === undefined || !isHex(value) || value.length % 2 !== 0) return false
  return bytes === '' || size(value) === Number(bytes)
}

function malformed(details: string): never {
  throw new ClearSigningError('CLEAR_SIGNING_DATA_MALFORMED', details)
}
