import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { generateKeyPair, generateProof, type KeyPair } from 'dpop'
import { exportJWK, type JWTPayload, SignJWT } from 'jose'
import type { ApiApp } from '../../../api/http/environment.ts'
import {
  type Answer,
  assertProblem,
  bearer,
  call,
  messageFor,
  newAccount,
  post,
  signIn,
  type Tokens,
} from './support/calls.ts'
import { useApiWorld } from './support/world.ts'

const SESSIONS = '/api/v1/auth/sessions'
const SIWE = '/api/v1/auth/siwe'
const REFRESH = '/api/v1/auth/refresh'
const world = useApiWorld()
let fresh: ApiApp | undefined
/** One app for the file, with room for all its requests. */
const app = () => {
  fresh ??= world().freshApp(100)
  return fresh
}
const origin = () => new URL(world().dependencies.config.PUBLIC_URL).origin
const keyPair = () => generateKeyPair('ES256', { extractable: true })

/** The nonce that an answer hands out. */
const nonceOf = ({ headers }: Answer) => headers.get('dpop-nonce') ?? ''

async function nonce(): Promise<string> {
  const proof = await generateProof(await keyPair(), `${origin()}${REFRESH}`, 'POST')
  return nonceOf(await post(app(), REFRESH, { refreshToken: 'x'.repeat(43) }, { dpop: proof }))
}

/** Signs in with a wallet and a key that the tokens are bound to. */
async function signInBound(key: KeyPair): Promise<Tokens> {
  const account = newAccount()
  const message = await messageFor(app(), account.address)
  const dpop = await generateProof(key, `${origin()}${SIWE}`, 'POST', await nonce())
  const body = { message, signature: await account.signMessage({ message }) }
  const answer = await post(app(), SIWE, body, { dpop })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  assert.equal(answer.body.tokenType, 'DPoP')
  return answer.body as unknown as Tokens
}

const bound = ({ accessToken }: Tokens, dpop: string) => ({ authorization: `DPoP ${accessToken}`, dpop })

/** A proof for the list of sessions whose claims are as they should be but for `changes`. */
async function spoiledProof(key: KeyPair, { accessToken }: Tokens, changes: JWTPayload, typ = 'dpop+jwt') {
  const hash = await crypto.subtle.digest('SHA-256', Buffer.from(accessToken))
  const usual = {
    jti: crypto.randomUUID(),
    htm: 'GET',
    htu: `${origin()}${SESSIONS}`,
    iat: Math.floor(world().dependencies.now().getTime() / 1000),
    ath: Buffer.from(hash).toString('base64url'),
    nonce: await nonce(),
  }
  const jwk = await exportJWK(key.publicKey)
  return await new SignJWT({ ...usual, ...changes }).setProtectedHeader({ alg: 'ES256', typ, jwk }).sign(key.privateKey)
}

describe('a bound session', () => {
  it('is used and refreshed by an independent client with its key', async () => {
    const key = await keyPair()
    const tokens = await signInBound(key)
    const proof = await generateProof(key, `${origin()}${SESSIONS}`, 'GET', await nonce(), tokens.accessToken)
    const answer = await call(app(), SESSIONS, { headers: bound(tokens, proof) })
    assert.deepEqual([answer.status, (answer.body.items as { isBound: boolean }[])[0]?.isBound], [200, true])
    const dpop = await generateProof(key, `${origin()}${REFRESH}`, 'POST', nonceOf(answer))
    const { refreshToken } = tokens
    const next = await post(app(), REFRESH, { refreshToken }, { dpop })
    assert.deepEqual([next.status, next.body.tokenType], [200, 'DPoP'])
  })

  it('is worth nothing without its key: as a bearer token', async () => {
    const tokens = await signInBound(await keyPair())
    assertProblem(await call(app(), SESSIONS, { headers: bearer(tokens) }), 401, 'DPOP_KEY_MISMATCH')
  })

  it('is worth nothing with another key', async () => {
    const tokens = await signInBound(await keyPair())
    const proof = await generateProof(
      await keyPair(),
      `${origin()}${SESSIONS}`,
      'GET',
      await nonce(),
      tokens.accessToken,
    )
    assertProblem(await call(app(), SESSIONS, { headers: bound(tokens, proof) }), 401, 'DPOP_KEY_MISMATCH')
  })

  it('is not refreshed or ended by whoever has its refresh token alone', async () => {
    const key = await keyPair()
    const { refreshToken } = await signInBound(key)
    assertProblem(await post(app(), REFRESH, { refreshToken }), 401, 'DPOP_KEY_MISMATCH')
    const foreign = await generateProof(await keyPair(), `${origin()}${REFRESH}`, 'POST', await nonce())
    assertProblem(await post(app(), REFRESH, { refreshToken }, { dpop: foreign }), 401, 'DPOP_KEY_MISMATCH')
    const dpop = await generateProof(key, `${origin()}${REFRESH}`, 'POST', await nonce())
    assert.equal((await post(app(), REFRESH, { refreshToken }, { dpop })).status, 200)
  })

  it('is not made of an unbound one', async () => {
    const tokens = await signIn(app())
    const key = await keyPair()
    const proof = await generateProof(key, `${origin()}${SESSIONS}`, 'GET', await nonce(), tokens.accessToken)
    assertProblem(await call(app(), SESSIONS, { headers: bound(tokens, proof) }), 401, 'DPOP_KEY_MISMATCH')
  })
})

describe('a proof', () => {
  it('without a nonce is answered with one, as RFC 9449 says', async () => {
    const proof = await generateProof(await keyPair(), `${origin()}${REFRESH}`, 'POST')
    const answer = await post(app(), REFRESH, { refreshToken: 'x'.repeat(43) }, { dpop: proof })
    assertProblem(answer, 401, 'DPOP_NONCE_REQUIRED')
    assert.match(answer.headers.get('www-authenticate') ?? '', /^DPoP error="use_dpop_nonce"/)
    assert.ok(nonceOf(answer).length > 20)
  })

  it('is taken with a nonce of another process', async () => {
    const key = await keyPair()
    const tokens = await signInBound(key)
    const proof = await generateProof(key, `${origin()}${SESSIONS}`, 'GET', await nonce(), tokens.accessToken)
    assert.equal((await call(world().freshApp(), SESSIONS, { headers: bound(tokens, proof) })).status, 200)
  })

  it('is taken once, by whichever process', async () => {
    const key = await keyPair()
    const tokens = await signInBound(key)
    const headers = bound(tokens, await spoiledProof(key, tokens, {}))
    assert.equal((await call(app(), SESSIONS, { headers })).status, 200)
    assertProblem(await call(app(), SESSIONS, { headers }), 401, 'DPOP_PROOF_REPLAYED')
    assertProblem(await call(world().freshApp(), SESSIONS, { headers }), 401, 'DPOP_PROOF_REPLAYED')
  })

  const spoiled: [string, () => JWTPayload, string][] = [
    ['another method', () => ({ htm: 'POST' }), 'DPOP_PROOF_INVALID'],
    ['another path', () => ({ htu: `${origin()}/api/v1/orders` }), 'DPOP_PROOF_INVALID'],
    ['another host', () => ({ htu: `http://evil.test${SESSIONS}` }), 'DPOP_PROOF_INVALID'],
    ['no URL', () => ({ htu: 'sessions' }), 'DPOP_PROOF_INVALID'],
    ['another token', () => ({ ath: 'A'.repeat(43) }), 'DPOP_PROOF_INVALID'],
    ['no token', () => ({ ath: undefined }), 'DPOP_PROOF_INVALID'],
    ['a time long past', () => ({ iat: 1_600_000_000 }), 'DPOP_PROOF_INVALID'],
    ['a time to come', () => ({ iat: 4_000_000_000 }), 'DPOP_PROOF_INVALID'],
    ['no id', () => ({ jti: '' }), 'DPOP_PROOF_INVALID'],
    ['an id that is too long', () => ({ jti: 'x'.repeat(129) }), 'DPOP_PROOF_INVALID'],
    ['a nonce of nobody', () => ({ nonce: 'x'.repeat(43) }), 'DPOP_NONCE_REQUIRED'],
  ]
  for (const [name, changes, code] of spoiled) {
    it(`with ${name} is refused`, async () => {
      const key = await keyPair()
      const tokens = await signInBound(key)
      const proof = await spoiledProof(key, tokens, changes())
      assertProblem(await call(app(), SESSIONS, { headers: bound(tokens, proof) }), 401, code)
    })
  }

  it('of another type, too long or no JWT at all is refused', async () => {
    const key = await keyPair()
    const tokens = await signInBound(key)
    for (const proof of [await spoiledProof(key, tokens, {}, 'JWT'), 'x'.repeat(3_000), 'x', ''])
      assertProblem(await call(app(), SESSIONS, { headers: bound(tokens, proof) }), 401, 'DPOP_PROOF_INVALID')
  })

  it('that shows the private key is refused', async () => {
    const key = await keyPair()
    const tokens = await signInBound(key)
    const jwk = await exportJWK(key.privateKey)
    const proof = await new SignJWT({ jti: 'a' })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
      .sign(key.privateKey)
    assertProblem(await call(app(), SESSIONS, { headers: bound(tokens, proof) }), 401, 'DPOP_PROOF_INVALID')
  })

  // Last: the independent client makes its proofs by the machine's clock, which this leaves behind.
  it('with a nonce that is out of date is refused', async () => {
    const key = await keyPair()
    const tokens = await signInBound(key)
    const old = await nonce()
    world().advance(241)
    const proof = await spoiledProof(key, tokens, { nonce: old })
    assertProblem(await call(app(), SESSIONS, { headers: bound(tokens, proof) }), 401, 'DPOP_NONCE_REQUIRED')
  })
})
