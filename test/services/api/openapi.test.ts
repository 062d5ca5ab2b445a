import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { bearer, call, newAccount, signIn } from './support/calls.ts'
import { assertAsDocumented } from './support/conformance.ts'
import { attemptsOf } from './support/hostile.ts'
import { type OpenApiDocument, operationsOf, refsIn } from './support/openapi.ts'
import { useApiWorld } from './support/world.ts'

const world = useApiWorld()
let document: OpenApiDocument

const readDocument = async () => {
  document = (await call(world().app, '/openapi.json')).body as unknown as OpenApiDocument
}

describe('the OpenAPI document', () => {
  before(readDocument)

  it('is of version 3.1 and names itself', () => {
    assert.match(document.openapi, /^3\.1\./)
    assert.deepEqual(document.info.title, 'Genex API')
    assert.ok(operationsOf(document).length >= 40)
  })

  it('resolves every reference', () => {
    for (const ref of refsIn(document)) {
      const [, , kind = '', name = ''] = ref.split('/')
      assert.ok((document.components as unknown as Record<string, Record<string, unknown>>)[kind]?.[name], ref)
    }
  })

  it('tells of every operation what it is, what it needs and what it answers', () => {
    for (const { method, path, summary, tags = [], security = [], responses, parameters = [] } of operationsOf(
      document,
    )) {
      const name = `${method} ${path}`
      assert.ok(summary && tags.length === 1, name)
      for (const requirement of security)
        for (const scheme of Object.keys(requirement)) assert.ok(document.components.securitySchemes[scheme], name)
      const declared = parameters.filter((parameter) => parameter.in === 'path' && parameter.required)
      const placeholders = [...path.matchAll(/\{([^}]+)\}/g)].map(([, placeholder]) => placeholder)
      assert.deepEqual(
        declared.map((parameter) => parameter.name),
        placeholders,
        name,
      )
      assert.ok(
        Object.keys(responses).some((status) => status.startsWith('2')),
        name,
      )
    }
  })

  it('answers every failure with a problem', () => {
    for (const { method, path, responses } of operationsOf(document)) {
      for (const [status, { content = {} }] of Object.entries(responses)) {
        if (Number(status) < 400) continue
        const types = Object.entries(content).map(([type, { schema }]) => [type, schema.$ref])
        assert.deepEqual(types, [['application/problem+json', '#/components/schemas/Problem']], `${method} ${path}`)
      }
    }
  })
})

describe('every operation answers as documented, whatever is sent', () => {
  before(readDocument)

  it('without a session', async () => {
    for (const operation of operationsOf(document)) {
      const app = world().freshApp(100)
      for (const { path, init } of attemptsOf(document, operation, {}).slice(0, 250)) {
        assertAsDocumented(operation, init, await app.request(path, init))
      }
    }
  })

  it('with a session', async () => {
    const account = newAccount()
    const headers = bearer(await signIn(world().freshApp(), account))
    for (const operation of operationsOf(document)) {
      const app = world().freshApp(100)
      for (const { path, init } of attemptsOf(document, operation, { account: account.address }).slice(0, 900)) {
        const request = { ...init, headers: { ...init.headers, ...headers } }
        assertAsDocumented(operation, request, await app.request(path, request))
      }
    }
  })
})
