import { type NamedOperation, type OpenApiDocument, sampleOf } from './openapi.ts'

/** A request to one operation. */
export interface Attempt {
  path: string
  init: { method: string; headers: Record<string, string>; body?: string }
}

/** What no field should be. */
const VALUES: readonly unknown[] = [
  null,
  '',
  ' ',
  '\u0000',
  "'; drop table app.session; --",
  '💥',
  'x'.repeat(5_000),
  '-1',
  '1e309',
  '0x',
  -1,
  0,
  1.5,
  2 ** 53,
  1e308,
  true,
  [],
  {},
  { $gt: '' },
]
const BODIES = ['', '{', 'null', '[]', '"text"', '{}', '{"__proto__":{"a":1}}', '['.repeat(20_000)]
const PATH_VALUES = ['0', '-1', '1', '%00', '..%2f..', "'", 'x'.repeat(2_000), '99999999999999999999', '%F0%9F%92%A5']
const QUERY_VALUES = ['', '-1', '0', '1e3', "'", '%00', 'x'.repeat(1_000), '99999999999999999999', '%F0%9F%92%A5']
const JSON_TYPE = { 'content-type': 'application/json' }

/** Empty, boundary and hostile requests to an operation. `known` are values by field name that a valid body would have. */
export function attemptsOf(
  document: OpenApiDocument,
  operation: NamedOperation,
  known: Record<string, unknown>,
): Attempt[] {
  const path = pathOf(document, operation)
  const { method } = operation
  const plain: Attempt = { path, init: { method, headers: {} } }
  return [
    plain,
    exampleRequest(document, operation),
    ...pathAttempts(operation),
    ...queryAttempts(operation, path),
    ...bodyAttempts(document, operation, known),
  ]
}

/** The request that the document itself shows. */
export function exampleRequest(document: OpenApiDocument, operation: NamedOperation): Attempt {
  const { method, parameters = [], requestBody } = operation
  const own = parameters.filter(({ in: place, required }) => place === 'query' && required)
  const query = own.map(({ name, example }) => `?${name}=${example}`).join('&')
  const shown = parameters
    .filter(({ in: place, required }) => place === 'header' && required)
    .map(({ name, example }) => [name, String(example)])
  const isRepeatable = parameters.some(({ $ref }) => $ref?.endsWith('/IdempotencyKey'))
  const headers = [...shown, ...(isRepeatable ? [['Idempotency-Key', `example-${operation.operationId}`]] : [])]
  const body = requestBody?.content?.['application/json']?.example
  const sent = method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }
  const type = method === 'GET' ? {} : JSON_TYPE
  return {
    path: `${pathOf(document, operation)}${query}`,
    init: { method, headers: { ...Object.fromEntries(headers), ...type }, ...sent },
  }
}

function pathAttempts({ path, method }: NamedOperation): Attempt[] {
  if (!path.includes('{')) return []
  return PATH_VALUES.map((value) => ({ path: path.replace(/\{[^}]+\}/g, value), init: { method, headers: {} } }))
}

function queryAttempts({ parameters = [], method }: NamedOperation, path: string): Attempt[] {
  const queries = parameters.filter((parameter) => parameter.in === 'query')
  return queries.flatMap(({ name }) => [
    ...QUERY_VALUES.map((value) => ({ path: `${path}?${name}=${value}`, init: { method, headers: {} } })),
    { path: `${path}?${name}=1&${name}=2`, init: { method, headers: {} } },
  ])
}

function bodyAttempts(document: OpenApiDocument, operation: NamedOperation, known: Record<string, unknown>): Attempt[] {
  const { method } = operation
  if (method !== 'POST') return []
  const path = pathOf(document, operation)
  const schema = operation.requestBody?.content?.['application/json']?.schema
  const sample = schema ? sampleOf(document, schema, known) : {}
  const valid = { ...(operation.requestBody?.content?.['application/json']?.example ?? {}), ...(sample as object) }
  const spoiled = [valid, ...spoil(valid)].map((value) => JSON.stringify(value))
  return [
    ...[...BODIES, ...spoiled].map((body) => ({ path, init: { method, headers: JSON_TYPE, body } })),
    { path, init: { method, headers: { 'content-type': 'text/plain' }, body: JSON.stringify(valid) } },
    { path, init: { method, headers: { ...JSON_TYPE, 'idempotency-key': 'a b' }, body: JSON.stringify(valid) } },
  ]
}

/** The value with one leaf after the other replaced, taken away, and one too many. */
function spoil(value: unknown): unknown[] {
  if (Array.isArray(value)) {
    const [first] = value
    return [[], Array.from({ length: 101 }, () => first), ...spoil(first).map((item) => [item])]
  }
  if (typeof value !== 'object' || value === null) return [...VALUES]
  return [
    { ...value, surplus: 1 },
    ...Object.entries(value).flatMap(([name, item]) => {
      const { [name]: _left, ...rest } = value as Record<string, unknown>
      return [rest, ...spoil(item).map((other) => ({ ...value, [name]: other }))]
    }),
  ]
}

function pathOf(document: OpenApiDocument, { path, parameters = [] }: NamedOperation): string {
  return parameters
    .filter((parameter) => parameter.in === 'path')
    .reduce((text, { name, schema, example }) => {
      return text.replace(`{${name}}`, String(example ?? sampleOf(document, schema)))
    }, path)
}
