import type { Field, FieldGroup } from './descriptor.ts'
import { ClearSigningError } from './errors.ts'

/** Bytes of a value, counted from its end: `[-2:-1]` is the last but one. */
export interface ByteSlice {
  from: number
  to: number
}

const SLICE = /\.\[(-\d{1,2}):(-\d{1,2})?\]$/

/** A path and the slice that it ends with. Slices count from the end, so that padding makes no difference. */
export function splitSlice(path: string): { path: string; slice: ByteSlice | undefined } {
  const match = SLICE.exec(path)
  if (!match) return { path, slice: undefined }
  const slice = { from: Number(match[1]), to: Number(match[2] ?? 0) }
  if (slice.from >= slice.to) throw new ClearSigningError('CLEAR_SIGNING_DESCRIPTOR_INVALID', `${path} is empty`)
  return { path: path.slice(0, match.index), slice }
}

/** Fields of a format with whole paths; a group's path stands before those of its fields. */
export function flatten(fields: readonly (Field | FieldGroup)[]): Field[] {
  return fields.flatMap((field) =>
    'fields' in field ? field.fields.map((inner) => ({ ...inner, path: `${field.path}.${inner.path}` })) : [field],
  )
}

/** The values that a path leads to; of an array all elements. */
export function valuesAt(root: unknown, path: string): unknown[] {
  return path.split('.').reduce((values, segment) => values.flatMap((value) => step(value, segment)), [root])
}

/** An integer's bytes `from` to `to`, counted from its end. */
export function sliceOf(value: bigint, { from, to }: ByteSlice): bigint {
  const bytes = BigInt(to - from)
  return (value >> BigInt(-8 * to)) & ((1n << (8n * bytes)) - 1n)
}

function step(value: unknown, segment: string): unknown[] {
  if (segment === '[]' && Array.isArray(value)) return value
  if (typeof value === 'object' && value !== null && Object.hasOwn(value, segment)) {
    return [(value as Record<string, unknown>)[segment]]
  }
  throw new ClearSigningError('CLEAR_SIGNING_DESCRIPTOR_INVALID', `nothing stands at ${segment}`)
}
