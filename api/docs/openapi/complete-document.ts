import { PROBLEM_MEDIA_TYPE } from '../../../kit/problem.ts'
import type { Document, MediaType, Operation } from './document.ts'
import { type Components, exampleOf, type JsonSchema } from './example-of.ts'
import { HEADERS, PARAMETERS } from './headers.ts'
import { problemExample } from './problem-example.ts'

/**
 * What every operation has and no route says: an id, an example of its request and of each answer, the headers that requests and answers
 * carry everywhere, and 304. Changes the document that it is given.
 */
export function completeDocument(document: Document): Document {
  const { components, paths } = document
  for (const schema of Object.values(components.schemas)) correct(schema)
  components.headers = { ...components.headers, ...HEADERS }
  components.parameters = { ...components.parameters, ...PARAMETERS }
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      operation.operationId = operationIdOf(method, path)
      correct(operation)
      addHeaders(operation, { method, path })
      addExamples(components.schemas, operation, path)
    }
  }
  return document
}

/** `get /api/v1/orders/{orderNumber}` is `getOrdersByOrderNumber`. */
function operationIdOf(method: string, path: string): string {
  const words = path.replace(/^\/api\/v1/, '').replaceAll('{', 'by-')
  return `${method}${words.replaceAll(/[^A-Za-z0-9]+([A-Za-z0-9]?)/g, (_all, letter: string) => letter.toUpperCase())}`
}

/** Puts right what the generator writes and JSON Schema does not mean. */
function correct(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  const schema = value as Pick<JsonSchema, 'allOf' | 'anyOf'> & { pattern?: unknown }
  const [first, second] = schema.allOf ?? []
  // A reference that may be null is written as both at once, which nothing is.
  if (first?.$ref !== undefined && Array.isArray(second?.type) && second.type.includes('null')) {
    delete schema.allOf
    schema.anyOf = [first, { type: 'null' }]
  }
  if (typeof schema.pattern === 'string') schema.pattern = withoutFlag(schema.pattern)
  for (const part of Object.values(value)) correct(part)
}

/** The generator leaves half of the slashes and the flag of an expression; without it, control characters are spelled out. */
function withoutFlag(pattern: string): string {
  return pattern.replace(/^\/?(.*)\/u$/, '$1').replaceAll('\\p{Cc}', '\\u0000-\\u001f\\u007f-\\u009f')
}

function addHeaders(operation: Operation, { method, path }: { method: string; path: string }): void {
  const isCounted = path.startsWith('/api/')
  const own = (name: string) => ({ $ref: `#/components/headers/${name}` })
  for (const [status, answer] of Object.entries(operation.responses)) {
    const headers = isCounted ? { RateLimit: own('RateLimit'), 'RateLimit-Policy': own('RateLimitPolicy') } : {}
    const retry = status === '429' || status === '503' ? { 'Retry-After': own('RetryAfter') } : {}
    if (Object.keys({ ...headers, ...retry }).length > 0) answer.headers = { ...answer.headers, ...headers, ...retry }
  }
  const shown = operation.responses['200']
  if (isCounted && method === 'get' && shown?.content?.['application/json']) {
    shown.headers = { ...shown.headers, ETag: own('ETag') }
    const headers = { ETag: own('ETag'), RateLimit: own('RateLimit'), 'RateLimit-Policy': own('RateLimitPolicy') }
    operation.responses['304'] = { description: 'You have it already: `If-None-Match` names what is there.', headers }
    addParameter(operation, 'IfNoneMatch')
  }
  // Answers with tokens are never remembered.
  if (method === 'post' && operation.security && !path.startsWith('/api/v1/auth/'))
    addParameter(operation, 'IdempotencyKey')
}

function addParameter(operation: Operation, name: keyof typeof PARAMETERS): void {
  operation.parameters = [...(operation.parameters ?? []), { $ref: `#/components/parameters/${name}` }]
}

function addExamples(components: Components, operation: Operation, path: string): void {
  for (const parameter of operation.parameters ?? []) {
    const { name = '', schema } = parameter
    if (schema) parameter.example ??= exampleOf(components, schema, name)
  }
  for (const media of Object.values(operation.requestBody?.content ?? {})) addExample(components, media)
  for (const [status, { content = {} }] of Object.entries(operation.responses)) {
    const problem = content[PROBLEM_MEDIA_TYPE]
    if (problem) problem.example = problemExample(Number(status), path)
    else for (const [type, media] of Object.entries(content)) addExample(components, media, type)
  }
}

function addExample(components: Components, media: MediaType, type = ''): void {
  if (media.schema) media.example ??= exampleOf(components, media.schema, type)
}
