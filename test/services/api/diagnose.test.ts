import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { LocalAccount } from 'viem'
import { domainOfStatements } from '../../../api/domain/statement-domain.ts'
import { createRequestSigner, generateApiKey } from '../../../sdk/src/client/api-key.ts'
import { callSigned, type RegisteredKey, register } from './support/api-keys.ts'
import { bearer, call, newAccount, post, signIn, type Tokens } from './support/calls.ts'
import { useApiWorld } from './support/world.ts'

const PATH = '/api/v1/auth/diagnose'
const world = useApiWorld()
let account: LocalAccount
let tokens: Tokens
let key: RegisteredKey

const nowSec = () => Math.floor(world().dependencies.now().getTime() / 1000)
/** The second in which the server judged: by then the test's own may have passed. */
const serverSec = (told: Record<string, unknown>) => Math.floor(Number(told.serverTimeMs) / 1000)
const ask = async (headers: Record<string, string> = {}) => {
  const answer = await call(world().freshApp(), PATH, { headers })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body
}
const askSigned = async (options: Parameters<typeof callSigned>[3] = {}, signer = key.signer, path = PATH) => {
  const { origin } = new URL(world().dependencies.config.PUBLIC_URL)
  const answer = await callSigned(world().freshApp(), signer, { origin, path }, { createdSec: nowSec(), ...options })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body as Record<string, unknown> & { signature: Record<string, unknown> }
}

describe('the diagnosis of credentials', () => {
  before(async () => {
    account = newAccount()
    tokens = await signIn(world().freshApp(), account)
    const domain = domainOfStatements(world().dependencies)
    key = await register(world().freshApp(), tokens, { account, domain, nowSec: nowSec(), terms: { scopes: ['read'] } })
  })

  it('of none says so', async () => {
    const { serverTimeMs, ...told } = await ask()
    assert.deepEqual(told, { credentials: 'none', isAccepted: false })
    assert.equal(serverTimeMs, Math.floor(Number(serverTimeMs)))
  })

  it('of a session names the account', async () => {
    const { serverTimeMs: _, ...told } = await ask(bearer(tokens))
    assert.deepEqual(told, { credentials: 'bearer', isAccepted: true, account: account.address })
  })

  it('of a bad token says why', async () => {
    const told = await ask({ authorization: 'Bearer a.b.c' })
    assert.deepEqual([told.isAccepted, told.code], [false, 'TOKEN_INVALID'])
  })

  it('of a signed request names key, scopes, components, clock and the text that was signed', async () => {
    const createdSec = nowSec() + 2
    const told = await askSigned({ createdSec }, key.signer, `${PATH}?a=b`)
    assert.deepEqual([told.isAccepted, told.account, told.scopes], [true, account.address, ['read']])
    const { expectedBase, ...signature } = told.signature
    assert.deepEqual(signature, {
      keyId: key.keyId,
      components: ['@method', '@authority', '@path', '@query'],
      createdSec,
      clockSkewSec: createdSec - serverSec(told),
    })
    const lines = String(expectedBase).split('\n')
    assert.deepEqual(lines.slice(0, 4), [
      '"@method": GET',
      '"@authority": genex.test:3000',
      `"@path": ${PATH}`,
      '"@query": ?a=b',
    ])
    assert.match(String(lines[4]), /^"@signature-params": \("@method" "@authority" "@path" "@query"\);created=/)
  })

  it('of a wrong clock tells the difference', async () => {
    const createdSec = nowSec() + 100
    const told = await askSigned({ createdSec })
    assert.deepEqual([told.isAccepted, told.code], [false, 'API_SIGNATURE_EXPIRED'])
    assert.equal(told.signature.clockSkewSec, createdSec - serverSec(told))
  })

  it('of a component that is not there gives no text to sign', async () => {
    const spoil = (headers: Record<string, string>) => ({
      ...headers,
      'signature-input': String(headers['signature-input']).replace(' "@query"', ''),
    })
    const told = await askSigned({ spoil })
    assert.deepEqual([told.code, 'expectedBase' in told.signature], ['API_SIGNATURE_COVERAGE', false])
  })

  it('of what cannot be read says what would be', async () => {
    const told = await ask({ 'signature-input': 'x', signature: 'y' })
    assert.deepEqual([told.credentials, told.code], ['signature', 'API_SIGNATURE_MALFORMED'])
  })

  it('of a revoked key tells its holder, and of its id alone nothing', async () => {
    const domain = domainOfStatements(world().dependencies)
    const other = await register(world().freshApp(), tokens, { account, domain, nowSec: nowSec() })
    await post(world().freshApp(), `/api/v1/api-keys/${other.keyId}/revoke`, {}, bearer(tokens))
    const told = await askSigned({}, other.signer)
    assert.deepEqual([told.code, told.account], ['API_KEY_REVOKED', account.address])
    const { seed } = await generateApiKey()
    const ids = [other.keyId, key.keyId, 'gxk_aaaaaaaaaaaaaaaaaaaa']
    const seen = []
    for (const keyId of ids) {
      const stranger = await createRequestSigner(keyId, seed)
      const { signature: _signature, serverTimeMs: _time, ...rest } = await askSigned({}, stranger)
      seen.push(JSON.stringify(rest))
    }
    assert.equal(new Set(seen).size, 1)
    assert.ok(!seen[0]?.includes(account.address))
  })
})
