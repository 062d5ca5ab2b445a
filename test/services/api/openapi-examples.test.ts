import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { errorSections } from '../../../api/docs/error-page.ts'
import { openApiDocument } from '../../../scripts/generate/openapi-document.ts'
import { bearer, newAccount, signIn } from './support/calls.ts'
import { exampleRequest } from './support/hostile.ts'
import { type OpenApiDocument, operationsOf } from './support/openapi.ts'
import { structureProblems } from './support/openapi-structure.ts'
import { SchemaCheck } from './support/schema-check.ts'
import { useApiWorld } from './support/world.ts'

const document = (await openApiDocument()) as OpenApiDocument
const check = new SchemaCheck(document)
const operations = operationsOf(document)
const codes = new Set(errorSections().flatMap(({ docs }) => docs.map(([code]) => code)))

describe('the OpenAPI document', () => {
  it('is built as OpenAPI 3.1 says', () => {
    assert.deepEqual(structureProblems(document), [])
  })

  it('gives every operation a name of its own', () => {
    const ids = operations.map(({ operationId }) => operationId)
    assert.equal(new Set(ids).size, ids.length)
    assert.ok(
      ids.every((id) => id !== undefined && /^(get|post)[A-Za-z0-9]+$/.test(id)),
      String(ids),
    )
  })

  it('shows every request and every answer by an example that its own schema accepts', () => {
    let seen = 0
    for (const { method, path, requestBody, responses } of operations) {
      const contents = { request: requestBody ?? {}, ...responses }
      for (const [part, { content = {} }] of Object.entries(contents)) {
        for (const [type, { schema, example }] of Object.entries(content)) {
          const name = `${method} ${path}, ${part} ${type}`
          assert.notEqual(example, undefined, `${name} has no example`)
          assert.deepEqual(check.problemsOf(schema, example), [], name)
          seen++
        }
      }
    }
    assert.ok(seen > 600, String(seen))
  })

  it('names an example for every parameter that must be given', () => {
    for (const { method, path, parameters = [] } of operations) {
      for (const { name, required, schema, example } of parameters) {
        if (required) assert.deepEqual(check.problemsOf(schema, example), [], `${method} ${path} ${name}`)
      }
    }
  })

  it('shows problems with codes that are explained', () => {
    const shown = operations.flatMap(({ responses }) =>
      Object.entries(responses).flatMap(([status, { content = {} }]) => {
        const example = content['application/problem+json']?.example as { code: string; status: number } | undefined
        if (example) assert.equal(String(example.status), status)
        return example ? [example.code] : []
      }),
    )
    assert.deepEqual(
      [...new Set(shown)].filter((code) => !codes.has(code) && code !== 'INTERNAL_ERROR'),
      [],
    )
  })

  it('notices a schema that its example is not of', () => {
    const { schema } =
      operations.find(({ path }) => path === '/api/v1/orders')?.requestBody?.content?.['application/json'] ?? {}
    assert(schema)
    assert.notDeepEqual(check.problemsOf(schema, { orders: [{ order: {} }] }), [])
    assert.notDeepEqual(structureProblems({ ...document, paths: { 'no-slash': { get: { responses: {} } } } }), [])
  })
})

describe('the examples of requests', () => {
  const world = useApiWorld()

  it('are taken for what they are: none is refused for its form', async () => {
    const app = world().freshApp(100)
    const statuses = new Set<number>()
    for (const operation of operations) {
      // Anew for each: some of them sign out.
      const headers = bearer(await signIn(app, newAccount()))
      const { path, init } = exampleRequest(document, operation)
      const answer = await app.request(path, { ...init, headers: { ...init.headers, ...headers } })
      // A stream has no end to read to.
      const isJson = answer.headers.get('content-type')?.includes('json')
      if (!isJson) await answer.body?.cancel()
      const { code, errors } = (isJson ? await answer.json() : {}) as { code?: string; errors?: unknown }
      statuses.add(answer.status)
      assert.notEqual(code, 'REQUEST_INVALID', `${operation.method} ${path}: ${JSON.stringify(errors)}`)
    }
    // Refused by rules, unknown, or a part is away: but never all for one reason.
    for (const status of [200, 201, 403, 404, 422, 503]) assert.ok(statuses.has(status), String([...statuses]))
  })
})
