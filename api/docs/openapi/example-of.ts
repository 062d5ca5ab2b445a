import { EXAMPLE_MAPS, EXAMPLE_VALUES, UUID } from './example-values.ts'

/** The keywords of JSON Schema that the document uses and an example depends on. */
export interface JsonSchema {
  $ref?: string
  type?: string | readonly string[]
  format?: string
  example?: unknown
  const?: unknown
  enum?: readonly unknown[]
  default?: unknown
  minimum?: number
  minItems?: number
  items?: JsonSchema
  properties?: Readonly<Record<string, JsonSchema>>
  additionalProperties?: boolean | JsonSchema
  anyOf?: readonly JsonSchema[]
  oneOf?: readonly JsonSchema[]
  allOf?: readonly JsonSchema[]
}

export type Components = Readonly<Record<string, JsonSchema>>

/**
 * An example of a schema, put together from those of its fields: what the field says itself, what its name always means, or the plainest
 * value of its type. Undefined where there is none, which the document's test refuses.
 */
export function exampleOf(components: Components, schema: JsonSchema, name = ''): unknown {
  const { $ref, example, const: constant, enum: choices, allOf, anyOf, oneOf } = schema
  if (example !== undefined) return example
  if ($ref !== undefined) return exampleOf(components, components[$ref.split('/').at(-1) ?? ''] ?? {}, name)
  if (constant !== undefined) return constant
  if (choices) return choices.find((choice) => choice === EXAMPLE_VALUES[name]) ?? choices[0]
  if (allOf) return merged(allOf.map((part) => exampleOf(components, part, name)))
  const [first] = anyOf ?? oneOf ?? []
  return first ? exampleOf(components, first, name) : plain(components, schema, name)
}

function plain(components: Components, schema: JsonSchema, name: string): unknown {
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.find((one) => one !== 'null')
  switch (type) {
    case 'object':
      return objectOf(components, schema, name)
    case 'array':
      return [exampleOf(components, schema.items ?? {}, name)]
    case 'integer':
    case 'number':
      return typeof EXAMPLE_VALUES[name] === 'number' ? EXAMPLE_VALUES[name] : (schema.default ?? schema.minimum ?? 1)
    case 'boolean':
      return schema.default ?? false
    case 'string':
      if (schema.format === 'uuid') return UUID
      return typeof EXAMPLE_VALUES[name] === 'string' ? EXAMPLE_VALUES[name] : undefined
    default:
      return schema.properties ? objectOf(components, schema, name) : {}
  }
}

function objectOf(components: Components, { properties, additionalProperties }: JsonSchema, name: string): unknown {
  if (EXAMPLE_MAPS[name]) return EXAMPLE_MAPS[name]
  if (typeof additionalProperties === 'object' && !properties)
    return { settlement: exampleOf(components, additionalProperties) }
  const fields = Object.entries(properties ?? {})
  return Object.fromEntries(fields.map(([field, schema]) => [field, exampleOf(components, schema, field)]))
}

/** Of parts that all hold: objects together, or the one that says something. */
function merged(parts: readonly unknown[]): unknown {
  const objects = parts.filter((part) => typeof part === 'object' && part !== null)
  return objects.length > 0 ? Object.assign({}, ...objects) : parts[0]
}
