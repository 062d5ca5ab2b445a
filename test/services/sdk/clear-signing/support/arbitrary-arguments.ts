import fc from 'fast-check'
import { type AbiParameter, encodeFunctionData, getAddress, type Hex } from 'viem'
import type { Descriptor, Field } from '../../../../../sdk/src/clear-signing/descriptor.ts'
import { enumOf } from '../../../../../sdk/src/clear-signing/faults.ts'
import { flatten } from '../../../../../sdk/src/clear-signing/paths.ts'
import { elementOf, functionOf } from '../../../../../sdk/src/clear-signing/schema.ts'
import { contract } from './known-descriptors.ts'

/** What the arbitrary arguments of one function or type must obey. */
interface Scope {
  descriptor: Descriptor
  fields: readonly Field[]
}

/** What every call inside another calls: it has no argument of its own, so it can be written down. */
const INNER_TARGET = 'Settlement'
const INNER_CALL = encodeFunctionData({ abi: [functionOf('requestExit()')] })

/** Random arguments that the contract could be given: any number, but of enums only values that have words. */
export function argumentsOf(descriptor: Descriptor, key: string): fc.Arbitrary<Record<string, unknown>> {
  const scope = { descriptor, fields: flatten(descriptor.display.formats[key]?.fields ?? []) }
  return recordOf(scope, functionOf(key).inputs, '')
}

function recordOf(scope: Scope, parameters: readonly AbiParameter[], prefix: string) {
  return fc.record(
    Object.fromEntries(parameters.map((parameter) => [parameter.name ?? '', parameterOf(scope, parameter, prefix)])),
  )
}

function parameterOf(scope: Scope, parameter: AbiParameter, prefix: string): fc.Arbitrary<unknown> {
  const { base, isArray } = elementOf(parameter.type)
  const path = `${prefix}${parameter.name}${isArray ? '.[]' : ''}`
  const element =
    'components' in parameter ? recordOf(scope, parameter.components, `${path}.`) : leafOf(scope, { path, type: base })
  if (!isArray) return element
  // Calls, callees and money that belong together are as many.
  const length = linksOf(scope).includes(path) ? { minLength: 2, maxLength: 2 } : { maxLength: 3 }
  return fc.array(element, length)
}

/** Paths that are read together, index by index. */
function linksOf({ fields }: Scope): string[] {
  const calls = fields.filter(({ format }) => format === 'calldata')
  return calls.flatMap(({ path, params = {} }) => [path, params.calleePath ?? '', params.amountPath ?? ''])
}

function leafOf({ descriptor, fields }: Scope, { path, type }: { path: string; type: string }): fc.Arbitrary<unknown> {
  const own = fields.filter((field) => field.path === path || field.path.startsWith(`${path}.[-`))
  const callees = fields.flatMap(({ params }) => params?.calleePath ?? [])
  // What is called takes no money.
  if (fields.some(({ params }) => params?.amountPath === path)) return fc.constant(0n)
  if (callees.includes(path)) return fc.constant(contract(INNER_TARGET))
  const callee = own.find(({ format }) => format === 'calldata')?.params?.calleePath
  if (callee) return callee === '@.to' ? ownCall(descriptor) : fc.constant(INNER_CALL)
  const choices = own.filter(({ format }) => format === 'enum')
  return choices.length > 0 ? choiceOf(descriptor, choices) : anyOf(type)
}

/** Slices stand from the last byte to the first, so each adds above those before it. */
function choiceOf(descriptor: Descriptor, fields: readonly Field[]): fc.Arbitrary<bigint> {
  const parts = fields
    .toSorted((a, b) => offsetOf(a) - offsetOf(b))
    .map(({ params }) => fc.constantFrom(...Object.keys(enumOf(descriptor, params?.$ref) ?? {}).map(BigInt)))
  return fc.tuple(...parts).map((bytes) => bytes.reduceRight((value, byte) => (value << 8n) | byte, 0n))
}

/** How far from the end a slice ends, in bytes. */
function offsetOf({ path }: Field): number {
  return -Number(/:(-\d+)\]$/.exec(path)?.[1] ?? 0)
}

/** A call of the same contract without calls inside it. */
function ownCall(descriptor: Descriptor): fc.Arbitrary<Hex> {
  const keys = Object.entries(descriptor.display.formats)
    .filter(([, format]) =>
      flatten(format.fields).every((field) => field.format !== 'calldata' && field.path !== '@.value'),
    )
    .map(([key]) => key)
  return fc.constantFrom(...keys).chain((key) => argumentsOf(descriptor, key).map((values) => encodeCall(key, values)))
}

export function encodeCall(key: string, values: Readonly<Record<string, unknown>>): Hex {
  const item = functionOf(key)
  const args = item.inputs.map(({ name = '' }) => values[name])
  return encodeFunctionData({ abi: [item], functionName: item.name, args } as never)
}

function anyOf(type: string): fc.Arbitrary<unknown> {
  const bits = /^uint(\d+)$/.exec(type)?.[1]
  if (bits) return fc.bigInt({ min: 0n, max: (1n << BigInt(bits)) - 1n })
  if (type === 'bool') return fc.boolean()
  if (type === 'string') return fc.string({ unit: 'grapheme' })
  if (type === 'address') return hex(20).map((address) => getAddress(address))
  const size = /^bytes(\d+)$/.exec(type)?.[1]
  return size ? hex(Number(size)) : fc.nat(100).chain(hex)
}

function hex(bytes: number): fc.Arbitrary<Hex> {
  return fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((array): Hex => `0x${Buffer.from(array).toString('hex')}`)
}
