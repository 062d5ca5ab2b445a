import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { proofRuleOf, WRITE_PROOFS } from '../../../api/http/write-proofs.ts'
import { call } from './support/calls.ts'
import { type NamedOperation, type OpenApiDocument, operationsOf, resolve } from './support/openapi.ts'
import { useApiWorld } from './support/world.ts'

const world = useApiWorld()
const nameOf = ({ method, path }: NamedOperation) => `${method} ${path}`
const readDocument = async () => (await call(world().app, '/openapi.json')).body as unknown as OpenApiDocument
const writesOf = (document: OpenApiDocument) => operationsOf(document).filter(({ method }) => method !== 'GET')

/** Names of all properties of a request's body, also inside lists. */
function fieldsOf(document: OpenApiDocument, { requestBody }: NamedOperation): string[] {
  const visit = (schema: Parameters<typeof resolve>[1] | undefined): string[] => {
    if (!schema) return []
    const { properties = {}, items, anyOf = [], oneOf = [] } = resolve(document, schema)
    return [
      ...Object.keys(properties),
      ...[...Object.values(properties), ...anyOf, ...oneOf, ...(items ? [items] : [])].flatMap(visit),
    ]
  }
  return visit(requestBody?.content?.['application/json']?.schema)
}

describe('the table of proofs', () => {
  it('names every write of the interface and nothing else', async () => {
    const writes = writesOf(await readDocument()).map(nameOf)
    assert.ok(writes.length >= 60)
    assert.deepEqual(Object.keys(WRITE_PROOFS).toSorted(), writes.toSorted())
  })

  it('calls signed only what carries a signature', async () => {
    const document = await readDocument()
    const signed = writesOf(document).filter((operation) => WRITE_PROOFS[nameOf(operation)] === 'signed')
    assert.ok(signed.length >= 35)
    for (const operation of signed) assert.ok(fieldsOf(document, operation).includes('signature'), nameOf(operation))
  })

  it('demands the most of what it does not name', () => {
    assert.deepEqual(proofRuleOf('POST /api/v1/unheard-of', ['POST /api/v1/unheard-of']), {
      kinds: ['wallet', 'passkey', 'totp'],
      isReusable: false,
    })
  })

  it('takes a one-time code for what is of low risk only', () => {
    for (const [operation, demand] of Object.entries(WRITE_PROOFS))
      assert.equal(proofRuleOf(operation, undefined)?.kinds.includes('otp') ?? false, demand === 'recent', operation)
  })

  it('lets no operation share a proof by configuration whose demand forbids it', () => {
    assert.throws(() => world().freshApp(1, { PROOF_REUSE: ['POST /api/v1/withdrawals'] }), /may not share a proof/)
  })
})
