import type { Abi } from 'viem'
import type { Descriptor } from './descriptor.ts'
import { faultsOfFormat } from './faults.ts'
import { fieldsOf, functionKey, functionOf, type TypedDataFields, typeKey } from './schema.ts'

/** What a descriptor of calls must match: the ABI, and the names of functions that no person calls. */
export interface ExpectedCalls {
  abi: Abi
  notForPeople: readonly string[]
}

/** What is wrong with a descriptor of calls; empty when each function that people call is shown whole, and no other. */
export function faultsOfCalls(descriptor: Descriptor, { abi, notForPeople }: ExpectedCalls): string[] {
  const functions = abi.flatMap((item) =>
    item.type === 'function' && item.stateMutability !== 'view' && item.stateMutability !== 'pure' ? [item] : [],
  )
  const strangers = notForPeople.filter((name) => !functions.some((item) => item.name === name))
  const own = functions.filter(({ name }) => !notForPeople.includes(name))
  const payable = own.filter(({ stateMutability }) => stateMutability === 'payable').map(functionKey)
  return [
    ...strangers.map((name) => `${name} is excepted and not in the ABI`),
    ...faultsOfKeys(descriptor, own.map(functionKey)),
    ...payable.filter((key) => !showsMoney(descriptor, key)).map((key) => `${key}: it hides the money that goes along`),
    ...faultsOfFormats(descriptor, (key) => functionOf(key).inputs),
  ]
}

/** What is wrong with a descriptor of typed data; empty when each type is shown whole, and no other. */
export function faultsOfTypes(descriptor: Descriptor, types: TypedDataFields): string[] {
  const keys = Object.keys(types).map((name) => typeKey(name, types))
  return [...faultsOfKeys(descriptor, keys), ...faultsOfFormats(descriptor, fieldsOf)]
}

function faultsOfKeys({ display }: Descriptor, expected: readonly string[]): string[] {
  const actual = Object.keys(display.formats)
  return [
    ...expected.filter((key) => !actual.includes(key)).map((key) => `${key} is missing`),
    ...actual.filter((key) => !expected.includes(key)).map((key) => `${key} is not there`),
  ]
}

function faultsOfFormats(descriptor: Descriptor, parametersOf: typeof fieldsOf): string[] {
  return Object.entries(descriptor.display.formats).flatMap(([key, format]) =>
    faultsOfFormat(descriptor, format, parametersOf(key)).map((fault) => `${key}: ${fault}`),
  )
}

function showsMoney({ display }: Descriptor, key: string): boolean {
  return display.formats[key]?.fields.some(({ path }) => path === '@.value') ?? false
}
