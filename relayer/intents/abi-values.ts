import { type AbiParameter, getAddress, isAddress } from 'viem'
import { InvalidRequestError } from '../../kit/errors.ts'

/** Turns JSON (integers as decimal strings or safe numbers) into the values that an ABI parameter takes; names the field that does not fit. */
export function abiValueOf(parameter: AbiParameter, value: unknown, field: string): unknown {
  const array = /^(.*)\[(\d*)\]$/.exec(parameter.type)
  if (array) return arrayOf({ ...parameter, type: array[1] ?? '' }, array[2] ?? '', value, field)
  if (parameter.type === 'tuple') return tupleOf(parameter, value, field)
  const integer = /^(u?)int(\d+)$/.exec(parameter.type)
  if (integer) return integerOf(integer[1] === 'u', Number(integer[2]), value, field)
  if (parameter.type === 'bool') return expect(typeof value === 'boolean', value, field, 'must be true or false')
  if (parameter.type === 'string') return expect(typeof value === 'string', value, field, 'must be text')
  if (parameter.type === 'address') {
    const isValid = typeof value === 'string' && isAddress(value, { strict: value !== value.toLowerCase() })
    expect(isValid, value, field, 'must be an address with a valid checksum')
    return getAddress(String(value))
  }
  const length = parameter.type === 'bytes' ? undefined : Number(parameter.type.slice('bytes'.length))
  return bytesOf(length, value, field)
}

function arrayOf(item: AbiParameter, length: string, value: unknown, field: string): unknown[] {
  if (!Array.isArray(value)) throw wrong(field, 'must be a list')
  if (length !== '' && value.length !== Number(length)) throw wrong(field, `must have ${length} items`)
  return value.map((each, index) => abiValueOf(item, each, `${field}.${index}`))
}

function tupleOf(parameter: AbiParameter, value: unknown, field: string): Record<string, unknown> {
  const components = 'components' in parameter ? parameter.components : []
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(field, 'must be an object')
  const given = new Map<string, unknown>(Object.entries(value))
  const names = components.map(({ name }) => name ?? '')
  for (const name of given.keys()) {
    if (!names.includes(name)) throw wrong(`${field}.${name}`, `is not a field; accepted are ${names.join(', ')}`)
  }
  return Object.fromEntries(
    components.map((each, index) => {
      const name = names[index] ?? ''
      return [name, abiValueOf(each, given.get(name), `${field}.${name}`)]
    }),
  )
}

function integerOf(isUnsigned: boolean, bits: number, value: unknown, field: string): bigint | number {
  const min = isUnsigned ? 0n : -(2n ** BigInt(bits - 1))
  const max = 2n ** BigInt(isUnsigned ? bits : bits - 1) - 1n
  const reason = `must be an integer between ${min} and ${max}, as a decimal string`
  const isText = typeof value === 'string' && /^(0|-?[1-9][0-9]{0,77})$/.test(value)
  if (!isText && !Number.isSafeInteger(value)) throw wrong(field, reason)
  const integer = BigInt(String(value))
  if (integer < min || integer > max) throw wrong(field, reason)
  // viem takes small integers as numbers and large ones as bigint.
  return bits <= 48 ? Number(integer) : integer
}

function bytesOf(length: number | undefined, value: unknown, field: string): unknown {
  const isHex = typeof value === 'string' && /^0x([0-9a-fA-F]{2})*$/.test(value)
  expect(isHex, value, field, 'must be 0x and an even number of hexadecimal digits')
  const isLength = length === undefined || String(value).length === 2 + 2 * length
  return expect(isLength, value, field, `must be ${length} bytes`)
}

function expect(isValid: boolean, value: unknown, field: string, reason: string): unknown {
  if (!isValid) throw wrong(field, reason)
  return value
}

function wrong(field: string, reason: string): InvalidRequestError {
  return new InvalidRequestError([{ field, reason }])
}
