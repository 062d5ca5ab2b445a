/** What an object of an OpenAPI 3.1 document may have, must have, and what its values are; `*` is any other key. */
interface Shape {
  required?: readonly string[]
  fields: Readonly<Record<string, string>>
}

const STATUS = /^(default|[1-5](\d\d|XX))$/
const NAME = /^[A-Za-z0-9._-]+$/

/** After the tables of the specification (https://spec.openapis.org/oas/v3.1.0), as far as the document goes; anything else is refused. */
const SHAPES: Readonly<Record<string, Shape>> = {
  Document: {
    required: ['openapi', 'info', 'paths'],
    fields: {
      openapi: 'text',
      info: 'Info',
      servers: 'Server[]',
      paths: 'Paths',
      components: 'Components',
      webhooks: 'any',
    },
  },
  Info: { required: ['title', 'version'], fields: { title: 'text', version: 'text', description: 'text' } },
  Server: { required: ['url'], fields: { url: 'text', description: 'text' } },
  Paths: { fields: { '*': 'PathItem' } },
  PathItem: {
    fields: { get: 'Operation', post: 'Operation', put: 'Operation', delete: 'Operation', patch: 'Operation' },
  },
  Operation: {
    required: ['responses', 'operationId'],
    fields: {
      operationId: 'text',
      summary: 'text',
      description: 'text',
      tags: 'text[]',
      security: 'any',
      parameters: 'Parameter[]',
      requestBody: 'RequestBody',
      responses: 'Responses',
      deprecated: 'any',
    },
  },
  Parameter: {
    required: ['name', 'in', 'schema'],
    fields: { name: 'text', in: 'text', required: 'any', schema: 'Schema', example: 'any', description: 'text' },
  },
  RequestBody: { required: ['content'], fields: { content: 'Contents', required: 'any', description: 'text' } },
  Contents: { fields: { '*': 'MediaType' } },
  MediaType: { fields: { schema: 'Schema', example: 'any' } },
  Responses: { fields: { '*': 'Response' } },
  Response: { required: ['description'], fields: { description: 'text', headers: 'Headers', content: 'Contents' } },
  Headers: { fields: { '*': 'Header' } },
  Header: { fields: { description: 'text', schema: 'Schema' } },
  Components: {
    fields: { schemas: 'Schemas', parameters: 'Parameters', headers: 'Headers', securitySchemes: 'SecuritySchemes' },
  },
  Schemas: { fields: { '*': 'Schema' } },
  Parameters: { fields: { '*': 'Parameter' } },
  SecuritySchemes: { fields: { '*': 'SecurityScheme' } },
  SecurityScheme: {
    required: ['type'],
    fields: { type: 'text', scheme: 'text', bearerFormat: 'text', in: 'text', name: 'text', description: 'text' },
  },
  Schema: { fields: { '*': 'any' } },
}
const TYPES = new Set(['string', 'integer', 'number', 'boolean', 'object', 'array', 'null'])

/** What is not as OpenAPI 3.1 says, one line each. */
export function structureProblems(document: unknown): string[] {
  return check('Document', document, '#')
}

function check(kind: string, value: unknown, at: string): string[] {
  if (kind === 'any') return []
  if (kind === 'text') return typeof value === 'string' ? [] : [`${at} is no text`]
  if (kind.endsWith('[]')) {
    if (!Array.isArray(value)) return [`${at} is no list`]
    return value.flatMap((item, i) => check(kind.slice(0, -2), item, `${at}/${i}`))
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at} is no object`]
  if ('$ref' in value && kind !== 'Schema')
    return Object.keys(value).length === 1 ? [] : [`${at} says more than its reference`]
  return checkObject(kind, value as Record<string, unknown>, at)
}

function checkObject(kind: string, value: Record<string, unknown>, at: string): string[] {
  const { required = [], fields } = SHAPES[kind] ?? { fields: {} }
  const missing = required.filter((name) => !(name in value)).map((name) => `${at} lacks ${name}`)
  const wrong = Object.entries(value).flatMap(([name, item]) => {
    const field = fields[name] ?? fields['*']
    if (field === undefined) return [`${at} has ${name}, which ${kind} does not know`]
    return [...keyProblem(kind, name, at), ...check(field, item, `${at}/${name}`)]
  })
  return [
    ...missing,
    ...wrong,
    ...(kind === 'Parameter' ? parameterProblems(value, at) : []),
    ...(kind === 'Schema' ? schemaProblems(value, at) : []),
  ]
}

function keyProblem(kind: string, name: string, at: string): string[] {
  const isGood =
    (kind !== 'Paths' || name.startsWith('/')) &&
    (kind !== 'Responses' || STATUS.test(name)) &&
    (kind !== 'Contents' || /^[\w-]+\/[\w.+-]+$/.test(name)) &&
    (!['Schemas', 'Parameters', 'SecuritySchemes'].includes(kind) || NAME.test(name))
  return isGood ? [] : [`${at} has the key ${name}`]
}

function parameterProblems({ in: place, required }: Record<string, unknown>, at: string): string[] {
  if (!['path', 'query', 'header', 'cookie'].includes(String(place))) return [`${at} is in ${String(place)}`]
  return place === 'path' && required !== true ? [`${at} is in the path and not required`] : []
}

/** JSON Schema 2020-12, as far as a mistake shows by itself: types, expressions, nothing of OpenAPI 3.0. */
function schemaProblems(schema: Record<string, unknown>, at: string): string[] {
  const types = [schema.type ?? []].flat()
  const parts = ['properties', '$defs'].flatMap((key) => Object.entries((schema[key] ?? {}) as object))
  const lists = ['anyOf', 'oneOf', 'allOf'].flatMap((key) => Object.entries((schema[key] ?? []) as object))
  const single = ['items', 'additionalProperties'].flatMap((key) =>
    typeof schema[key] === 'object' ? [[key, schema[key]] as const] : [],
  )
  return [
    ...types.filter((type) => !TYPES.has(String(type))).map((type) => `${at} is of type ${String(type)}`),
    ...('nullable' in schema ? [`${at} is nullable, a word of OpenAPI 3.0`] : []),
    ...(typeof schema.pattern === 'string' && !isExpression(schema.pattern)
      ? [`${at} has the pattern ${schema.pattern}`]
      : []),
    ...[...parts, ...lists, ...single].flatMap(([name, part]) => check('Schema', part, `${at}/${name}`)),
  ]
}

function isExpression(pattern: string): boolean {
  try {
    return !/^\/|\/[a-z]*$/.test(pattern) && new RegExp(pattern, 'u') instanceof RegExp
  } catch {
    return false
  }
}
