import assert from 'node:assert/strict'
import { before, beforeEach, describe, it } from 'node:test'
import type { LocalAccount } from 'viem'
import { domainOfStatements } from '../../../api/domain/statement-domain.ts'
import type { ApiApp } from '../../../api/http/environment.ts'
import { answers } from '../../../local/postgres.ts'
import { until } from '../../../local/until.ts'
import { createRequestSigner, generateApiKey } from '../../../sdk/src/client/api-key.ts'
import { callSigned, type RegisteredKey, register } from './support/api-keys.ts'
import { assertProblem, bearer, call, newAccount, post, signIn, type Tokens } from './support/calls.ts'
import { useApiWorld } from './support/world.ts'

/** Answered by the sequencer, which is away here: 503 means that the request was taken. */
const TAKEN = [503, 'SEQUENCER_UNAVAILABLE'] as const
const READ = '/api/v1/mm/orders'
const BODY = { timeoutMs: 5_000 }
const KEEP_ALIVE = '/api/v1/mm/keep-alive'

const world = useApiWorld()
let account: LocalAccount
let tokens: Tokens
let key: RegisteredKey
let app: ApiApp

const nowSec = () => Math.floor(world().dependencies.now().getTime() / 1000)
const origin = () => new URL(world().dependencies.config.PUBLIC_URL).origin
const newKey = (terms: Record<string, unknown> = {}) =>
  register(world().freshApp(), tokens, {
    account,
    domain: domainOfStatements(world().dependencies),
    nowSec: nowSec(),
    terms,
  })
const send = (
  request: { path: string; body?: unknown; headers?: Record<string, string> },
  options: Parameters<typeof callSigned>[3] = {},
  signer = key.signer,
) => callSigned(app, signer, { origin: origin(), ...request }, { createdSec: nowSec(), ...options })

describe('a signed request', () => {
  before(async () => {
    account = newAccount()
    tokens = await signIn(world().freshApp(), account)
    key = await newKey()
  })
  beforeEach(() => {
    app = world().freshApp()
  })

  it('is taken with and without a body, a query and an Idempotency-Key', async () => {
    assertProblem(await send({ path: READ }), ...TAKEN)
    assertProblem(await send({ path: '/api/v1/mm/orderbook/1?depth=5&final=true' }), ...TAKEN)
    assertProblem(await send({ path: KEEP_ALIVE, body: BODY }), ...TAKEN)
    assertProblem(await send({ path: KEEP_ALIVE, body: BODY, headers: { 'idempotency-key': 'a1' } }), ...TAKEN)
  })

  it('is good once', async () => {
    const options = { nonce: 'a-nonce-used-twice' }
    assertProblem(await send({ path: READ }, options), ...TAKEN)
    assertProblem(await send({ path: READ }, options), 401, 'API_SIGNATURE_REPLAYED')
    assertProblem(await send({ path: READ }, { ...options, createdSec: nowSec() + 3 }), 401, 'API_SIGNATURE_REPLAYED')
  })

  it('does not spend the nonce of another key', async () => {
    const other = await newKey()
    const options = { nonce: 'a-nonce-of-two-keys' }
    assertProblem(await send({ path: READ }, options), ...TAKEN)
    assertProblem(await send({ path: READ }, options, other.signer), ...TAKEN)
  })

  it('is good for five seconds either way, and not from before this process', async () => {
    for (const away of [-6, 6])
      assertProblem(await send({ path: READ }, { createdSec: nowSec() + away }), 401, 'API_SIGNATURE_EXPIRED')
    assertProblem(await send({ path: READ }, { createdSec: nowSec() - 3 }), 401, 'API_SIGNATURE_EXPIRED')
    world().advance(10)
    assertProblem(await send({ path: READ }, { createdSec: nowSec() - 3 }), ...TAKEN)
    assertProblem(await send({ path: READ }, { createdSec: nowSec() + 4 }), ...TAKEN)
  })

  it('is taken while the database is away when its key was used shortly before', async () => {
    assertProblem(await send({ path: READ }), ...TAKEN)
    const [unused, revoked] = [await newKey(), await newKey()]
    assertProblem(await send({ path: READ }, {}, revoked.signer), ...TAKEN)
    await post(app, `/api/v1/api-keys/${revoked.keyId}/revoke`, {}, bearer(tokens))
    await world().postgres.kill('SIGINT')
    assertProblem(await send({ path: READ }), ...TAKEN)
    for (const { signer } of [unused, revoked])
      assertProblem(await send({ path: READ }, {}, signer), 503, 'DATABASE_UNAVAILABLE')
    world().advance(16 * 60)
    assertProblem(await send({ path: READ }), 503, 'DATABASE_UNAVAILABLE')
    await world().postgres.start()
    await until('the database', () => answers(world().dependencies.config.DATABASE_URL))
    // The session’s token has run out meanwhile.
    tokens = await signIn(world().freshApp(), account)
  })

  describe('is refused when', () => {
    it('its body, path, query or method is another one', async () => {
      const body = { path: KEEP_ALIVE, body: BODY }
      const other = { sentBody: '{"timeoutMs":6000}' }
      assertProblem(await send(body, other), 401, 'API_SIGNATURE_DIGEST')
      const headers = await signedHeaders(READ)
      assertProblem(await call(app, '/api/v1/mm/group', { headers }), 401, 'API_SIGNATURE_INVALID')
      assertProblem(await call(app, `${READ}?a=1`, { headers }), 401, 'API_SIGNATURE_INVALID')
    })

    it('it was signed for another host', async () => {
      const answer = await callSigned(
        app,
        key.signer,
        { origin: 'http://evil.test', path: READ },
        { createdSec: nowSec() },
      )
      assertProblem(answer, 401, 'API_SIGNATURE_INVALID')
    })

    for (const component of ['@method', '@authority', '@path', '@query', 'content-digest', 'idempotency-key']) {
      it(`"${component}" is not covered`, async () => {
        const spoil = (headers: Record<string, string>) => ({
          ...headers,
          'signature-input': String(headers['signature-input'])
            .replace(new RegExp(` ?"${component}"`), '')
            .replace('( ', '('),
        })
        const request = { path: KEEP_ALIVE, body: BODY, headers: { 'idempotency-key': 'b1' } }
        const answer = await send(request, { spoil })
        assertProblem(answer, 401, 'API_SIGNATURE_COVERAGE')
        assert.ok(String(answer.body.detail).includes(`"${component}"`))
      })
    }

    it('it covers what the request does not have', async () => {
      const spoil = (headers: Record<string, string>) => ({
        ...headers,
        'signature-input': String(headers['signature-input']).replace('"@query"', '"@query" "x-none"'),
      })
      assertProblem(await send({ path: READ }, { spoil }), 401, 'API_SIGNATURE_COVERAGE')
    })

    const malformed: [name: string, change: (input: string) => string][] = [
      ['there are two', (input) => `${input}, other=("@method");created=1;keyid="k"`],
      ['the parameters have spaces', (input) => input.replace(';created', '; created')],
      ['a component has parameters', (input) => input.replace('"@query"', '"@query";req')],
      ['a component is covered twice', (input) => input.replace('"@query"', '"@query" "@query"')],
      ['created is missing', (input) => input.replace(/;created=\d+/, '')],
      ['created is text', (input) => input.replace(/created=(\d+)/, 'created="$1"')],
      ['created is given twice', (input) => `${input};created=1`],
      ['the nonce is short', (input) => input.replace(/nonce="[^"]+"/, 'nonce="short"')],
      ['the nonce is missing', (input) => input.replace(/;nonce="[^"]+"/, '')],
      ['the key is missing', (input) => input.replace(/;keyid="[^"]+"/, '')],
      ['the algorithm is another', (input) => input.replace('ed25519', 'hmac-sha256')],
      ['a parameter is unknown', (input) => `${input};context="x"`],
      ['the label is another', (input) => input.replace('genex=', 'other=')],
      ['it is empty', () => ''],
    ]
    for (const [name, change] of malformed) {
      it(`it cannot be read: ${name}`, async () => {
        const spoil = (headers: Record<string, string>) => ({
          ...headers,
          'signature-input': change(String(headers['signature-input'])),
        })
        assertProblem(await send({ path: READ }, { spoil }), 401, 'API_SIGNATURE_MALFORMED')
      })
    }

    it('it comes with a token', async () => {
      const headers = { ...(await signedHeaders(READ)), ...bearer(tokens) }
      assertProblem(await call(app, READ, { headers }), 401, 'CREDENTIALS_AMBIGUOUS')
    })

    it('the key is unknown, in the same words as when it did not sign', async () => {
      const stranger = await createRequestSigner('gxk_aaaaaaaaaaaaaaaaaaaa', (await generateApiKey()).seed)
      const forged = await createRequestSigner(key.keyId, (await generateApiKey()).seed)
      const [unknown, wrong] = [await send({ path: READ }, {}, stranger), await send({ path: READ }, {}, forged)]
      assertProblem(unknown, 401, 'API_SIGNATURE_INVALID')
      assert.deepEqual(unknown.body, wrong.body)
    })

    it('the key was revoked, at once', async () => {
      const other = await newKey()
      assertProblem(await send({ path: READ }, {}, other.signer), ...TAKEN)
      await post(world().freshApp(), `/api/v1/api-keys/${other.keyId}/revoke`, {}, bearer(tokens))
      assertProblem(await send({ path: READ }, {}, other.signer), 401, 'API_KEY_REVOKED')
    })

    it('the key has expired', async () => {
      const other = await newKey({ expiresAt: nowSec() + 5 })
      world().advance(6)
      assertProblem(await send({ path: READ }, {}, other.signer), 401, 'API_KEY_EXPIRED')
    })

    it('it comes from an address that the key does not allow', async () => {
      const other = await newKey({ ipAllowList: ['192.0.2.0/24'] })
      assertProblem(await send({ path: READ }, {}, other.signer), 403, 'API_KEY_ADDRESS')
    })

    const outside = [
      [['read'], KEEP_ALIVE, BODY],
      [['read', 'trade'], KEEP_ALIVE, BODY],
      [['mm', 'read'], '/api/v1/orders/cancel-all', {}],
      [['mm', 'trade'], READ, undefined],
      [['mm', 'read', 'trade'], '/api/v1/exits', {}],
      [['mm', 'read', 'trade'], '/api/v1/auth/sign-out', {}],
    ] as const
    for (const [scopes, path, body] of outside) {
      it(`a key with ${scopes} calls ${path}`, async () => {
        const other = await keyWith(scopes)
        const answer = await send({ path, ...(body ? { body } : {}) }, {}, other.signer)
        assertProblem(answer, 403, 'API_KEY_SCOPE')
      })
    }
  })

  async function keyWith(scopes: readonly string[]): Promise<RegisteredKey> {
    account = newAccount()
    tokens = await signIn(world().freshApp(), account)
    return await newKey({ scopes })
  }

  async function signedHeaders(path: string): Promise<Record<string, string>> {
    let kept: Record<string, string> = {}
    const spoil = (headers: Record<string, string>) => {
      kept = headers
      return {}
    }
    await send({ path }, { spoil })
    return kept
  }
})
