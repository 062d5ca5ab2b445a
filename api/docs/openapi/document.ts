import type { JsonSchema } from './example-of.ts'

/** The parts of an OpenAPI 3.1 document that are completed. */
export interface MediaType {
  schema?: JsonSchema
  example?: unknown
}

export interface Header {
  $ref?: string
  description?: string
  schema?: JsonSchema
}

export interface Answer {
  description: string
  headers?: Record<string, Header>
  content?: Record<string, MediaType>
}

export interface Parameter {
  $ref?: string
  name?: string
  in?: string
  required?: boolean
  schema?: JsonSchema
  example?: unknown
}

export interface Operation {
  operationId?: string
  security?: unknown
  parameters?: Parameter[]
  requestBody?: { required?: boolean; content: Record<string, MediaType> }
  responses: Record<string, Answer>
}

export interface Document {
  paths: Record<string, Record<string, Operation>>
  components: {
    schemas: Record<string, JsonSchema>
    parameters?: Record<string, Parameter>
    headers?: Record<string, Header>
  }
}
