import type { AbiParameter } from 'viem'
import { type Descriptor, type DisplayFormat, type Field, FORMATS, type Format, HIDDEN_REASONS } from './descriptor.ts'
import { flatten, splitSlice } from './paths.ts'
import { type Leaf, leavesOf } from './schema.ts'

/** Solidity types that a format shows. */
const TYPES: Readonly<Record<Format, RegExp>> = {
  raw: /./,
  addressName: /^address$/,
  amount: /^uint/,
  calldata: /^bytes$/,
  date: /^uint/,
  duration: /^uint/,
  enum: /^uint/,
  tokenAmount: /^uint/,
  unit: /^uint/,
}
/** Of the transaction around the call, only the money that goes with it. */
const CONTAINER_PATHS = ['@.value']
/** What may be hidden, whatever a descriptor says. */
const MAY_BE_HIDDEN = /(?:^|\.)(?:\w*signature|possession|[vrs])$/i
const LABEL = /^\S.{1,60}$/

/** What is wrong with a format for these parameters; empty when every value is shown, once by its own words, or hidden with a reason. */
export function faultsOfFormat(
  descriptor: Descriptor,
  format: DisplayFormat,
  parameters: readonly AbiParameter[],
): string[] {
  const leaves = leavesOf(parameters)
  const fields = flatten(format.fields)
  return [
    ...(LABEL.test(format.intent ?? '') ? [] : ['it says no intent']),
    ...fields.flatMap((field) => faultsOfField(descriptor, field, leaves)),
    ...leaves.filter((leaf) => !isCovered(leaf, fields)).map(({ path }) => `${path} is not shown`),
  ]
}

function faultsOfField(descriptor: Descriptor, field: Field, leaves: readonly Leaf[]): string[] {
  if (CONTAINER_PATHS.includes(field.path)) return field.format === 'amount' ? [] : [`${field.path} is no amount`]
  const { path, slice } = splitSlice(field.path)
  const leaf = leaves.find((one) => one.path === path)
  if (!leaf) return [`${field.path} leads nowhere`]
  const { format, visible = 'always' } = field
  if (visible === 'never') return mayBeHidden(field) ? [] : [`${path} is hidden`]
  if (visible !== 'always' && visible !== 'optional') return [`${path} is shown under a condition`]
  if (!LABEL.test(field.label ?? '')) return [`${field.path} has no label`]
  if (!format || !FORMATS.includes(format)) return [`${field.path} has an unknown format`]
  if (!TYPES[format].test(leaf.type)) return [`${field.path} is ${leaf.type}, which ${format} does not show`]
  if (slice && !leaf.type.startsWith('uint')) return [`${field.path} is ${leaf.type}, which has no slices`]
  return faultsOfParams(descriptor, field, leaves)
}

function mayBeHidden({ $id, path }: Field): boolean {
  return Object.hasOwn(HIDDEN_REASONS, $id ?? '') && MAY_BE_HIDDEN.test(path)
}

function faultsOfParams(descriptor: Descriptor, field: Field, leaves: readonly Leaf[]): string[] {
  const { path, format, params = {} } = field
  const isAddress = (at: string | undefined) =>
    at === '@.to' || leaves.some((leaf) => leaf.path === at && leaf.type === 'address')
  switch (format) {
    case 'enum':
      return enumOf(descriptor, params.$ref) ? [] : [`${path} has no words`]
    case 'date':
      return params.encoding === 'timestamp' ? [] : [`${path} has no encoding`]
    case 'unit':
      return params.base ? [] : [`${path} has no unit`]
    case 'tokenAmount':
      return params.token || isAddress(params.tokenPath) ? [] : [`${path} has no token`]
    case 'calldata':
      if (path.includes('[].')) return [`${path} is a call inside a list of structs`]
      return isAddress(params.calleePath) ? [] : [`${path} has no callee`]
    default:
      return []
  }
}

/** The words of `$.metadata.enums.<name>`. */
export function enumOf({ metadata }: Descriptor, reference: string | undefined) {
  const name = reference?.replace(/^\$\.metadata\.enums\./, '')
  return name === undefined || !metadata.enums || !Object.hasOwn(metadata.enums, name)
    ? undefined
    : metadata.enums[name]
}

/** Whether the whole value is shown or hidden; slices must make up all of its bytes. */
function isCovered(leaf: Leaf, fields: readonly Field[]): boolean {
  const own = fields.map(({ path }) => splitSlice(path)).filter(({ path }) => path === leaf.path)
  if (own.some(({ slice }) => !slice)) return true
  const size = Number(/^uint(\d+)$/.exec(leaf.type)?.[1] ?? 0) / 8
  const shown = new Set(
    own.flatMap(({ slice }) => (slice ? range(slice.from, slice.to) : [])).filter((at) => at >= -size),
  )
  return size > 0 && shown.size === size
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index)
}
