import { type AbiFunction, type AbiParameter, parseAbiItem } from 'viem'
import { ClearSigningError } from './errors.ts'

/** A value in what is signed that has no parts: `auth.account`, `bands.[].upTo`, `tokenIds.[]`. */
export interface Leaf {
  path: string
  type: string
}

export type TypedDataFields = Readonly<Record<string, readonly { name: string; type: string }[]>>

/** The key of `display.formats` for a function: `transfer(address to,uint256 value)`. */
export function functionKey({ name, inputs }: AbiFunction): string {
  return `${name}(${inputs.map(parameterText).join(',')})`
}

/** The function that a key says; without results, as only calls are shown. */
export function functionOf(key: string): AbiFunction {
  try {
    const item = parseAbiItem(`function ${key}` as string)
    if (typeof item === 'object' && 'type' in item && item.type === 'function') return item
  } catch (cause) {
    throw new ClearSigningError('CLEAR_SIGNING_DESCRIPTOR_INVALID', `${key} is no function`, cause)
  }
  throw new ClearSigningError('CLEAR_SIGNING_DESCRIPTOR_INVALID', `${key} is no function`)
}

/** The key of `display.formats` for a type: `encodeType` of EIP-712. Structs inside structs are not among ours. */
export function typeKey(primaryType: string, types: TypedDataFields): string {
  const fields = types[primaryType]
  if (!fields) throw new ClearSigningError('CLEAR_SIGNING_TYPE_UNKNOWN', `${primaryType} is not among the types`)
  return `${primaryType}(${fields.map(({ name, type }) => `${type} ${name}`).join(',')})`
}

/** The fields that a type's key says. */
export function fieldsOf(key: string): readonly AbiParameter[] {
  return functionOf(key).inputs
}

/** Every value without parts, in the order in which it is encoded. */
export function leavesOf(parameters: readonly AbiParameter[], prefix = ''): Leaf[] {
  return parameters.flatMap((parameter) => {
    const { base, isArray } = elementOf(parameter.type)
    const path = `${prefix}${parameter.name}${isArray ? '.[]' : ''}`
    if ('components' in parameter) return leavesOf(parameter.components, `${path}.`)
    return [{ path, type: base }]
  })
}

/** Type of the elements; arrays of arrays are not among ours. */
export function elementOf(type: string): { base: string; isArray: boolean } {
  return type.endsWith('[]') ? { base: type.slice(0, -2), isArray: true } : { base: type, isArray: false }
}

function parameterText(parameter: AbiParameter): string {
  if (!('components' in parameter)) return `${parameter.type} ${parameter.name}`
  const parts = parameter.components.map(parameterText).join(',')
  return `(${parts})${parameter.type.slice('tuple'.length)} ${parameter.name}`
}
