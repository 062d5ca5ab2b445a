/** The parts of an OpenAPI 3.1 document that the tests read. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  example?: unknown
  enum?: unknown[]
  const?: unknown
  minimum?: number
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  anyOf?: Schema[]
  oneOf?: Schema[]
}

interface Parameter {
  $ref?: string
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  schema: Schema
  example?: unknown
}

interface Content {
  content?: Record<string, { schema: Schema; example?: unknown }>
}

export interface Operation {
  operationId?: string
  summary?: string
  tags?: string[]
  security?: Record<string, string[]>[]
  parameters?: Parameter[]
  requestBody?: Content
  responses: Record<string, Content & { description: string }>
}

export interface OpenApiDocument {
  openapi: string
  info: { title: string; version: string }
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, unknown> }
}

export interface NamedOperation extends Operation {
  method: string
  path: string
}

export function operationsOf({ paths }: OpenApiDocument): NamedOperation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  )
}

/** Every `$ref` in a document. */
export function refsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(refsIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => (key === '$ref' ? [String(item)] : refsIn(item)))
}

export function resolve(document: OpenApiDocument, schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1)
  return name === undefined ? schema : resolve(document, document.components.schemas[name] ?? {})
}

/** A value of a schema: its example, or the plainest one; properties named in `known` get their values. */
export function sampleOf(document: OpenApiDocument, schema: Schema, known: Record<string, unknown> = {}): unknown {
  const resolved = resolve(document, schema)
  const { example, enum: choices, items, properties, anyOf, oneOf, minimum = 1, type } = resolved
  if (example !== undefined) return example
  if (resolved.const !== undefined) return resolved.const
  if (choices) return choices[0]
  const [first] = anyOf ?? oneOf ?? []
  if (first) return sampleOf(document, first, known)
  if (items) return [sampleOf(document, items, known)]
  if (properties) {
    const names = resolved.required ?? []
    return Object.fromEntries(
      names.map((name) => [name, known[name] ?? sampleOf(document, properties[name] ?? {}, known)]),
    )
  }
  return type === 'boolean' ? false : type === 'integer' || type === 'number' ? Math.max(minimum, 1) : '0x'
}
