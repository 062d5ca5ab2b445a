import { z } from 'zod'
import type { OpenApiDocument, Schema } from './openapi.ts'

/** Checks values against the schemas of a document. The library reads JSON Schema 2020-12, whose definitions stand at another place. */
export class SchemaCheck {
  readonly #definitions: Record<string, unknown>
  readonly #compiled = new Map<string, z.ZodType>()

  constructor({ components }: OpenApiDocument) {
    this.#definitions = asJsonSchema(components.schemas) as Record<string, unknown>
  }

  /** What is wrong with a value, one line each; nothing when it is as the schema says. */
  problemsOf(schema: Schema, value: unknown): string[] {
    const result = this.#compile(schema).safeParse(value)
    return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  }

  #compile(schema: Schema): z.ZodType {
    const text = JSON.stringify(schema)
    const known = this.#compiled.get(text)
    if (known) return known
    const compiled = z.fromJSONSchema({ ...(asJsonSchema(schema) as object), $defs: this.#definitions } as never)
    this.#compiled.set(text, compiled)
    return compiled
  }
}

function asJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asJsonSchema)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    key === '$ref' ? String(item).replace('#/components/schemas/', '#/$defs/') : asJsonSchema(item),
  ])
  return Object.fromEntries(entries)
}
