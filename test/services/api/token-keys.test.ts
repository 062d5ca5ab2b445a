import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  generateKeyPair,
  type JSONWebKeySet,
  jwtVerify,
  SignJWT,
} from 'jose'
import { TokenKeys } from '../../../api/domain/auth/token-keys.ts'
import type { ApiApp } from '../../../api/http/environment.ts'
import { assertProblem, bearer, call, signIn } from './support/calls.ts'
import { useApiWorld } from './support/world.ts'

const HOUR_SEC = 3600
const world = useApiWorld()

async function publishedBy(app: ApiApp): Promise<JSONWebKeySet> {
  const { status, body } = await call(app, '/.well-known/jwks.json')
  assert.equal(status, 200)
  return body as unknown as JSONWebKeySet
}

const kidOf = (token: string) => String(decodeProtectedHeader(token).kid)
const kidsOf = ({ keys }: JSONWebKeySet) => keys.map(({ kid }) => String(kid))

describe('access tokens', () => {
  it('are verified by anybody with the published keys', async () => {
    const { accessToken } = await signIn(world().app)
    const currentDate = world().dependencies.now()
    const keys = createLocalJWKSet(await publishedBy(world().app))
    const { payload } = await jwtVerify(accessToken, keys, { issuer: 'genex', audience: 'genex-api', currentDate })
    assert.deepEqual(payload.amr, ['wallet'])
    assert.equal(Number(payload.exp) - Number(payload.iat), 900)
    assert.equal(payload.auth_time, payload.iat)
  })

  it('are taken by another process behind the same database', async () => {
    const other = world().freshApp()
    assert.equal(
      (await call(other, '/api/v1/auth/sessions', { headers: bearer(await signIn(world().app)) })).status,
      200,
    )
  })

  it('are refused when another key signed in the name of ours', async () => {
    const { accessToken } = await signIn(world().app)
    const { privateKey } = await generateKeyPair('EdDSA')
    const header = { alg: 'EdDSA', typ: 'at+jwt', kid: kidOf(accessToken) }
    const forged = await new SignJWT(decodeJwt(accessToken)).setProtectedHeader(header).sign(privateKey)
    assertProblem(
      await call(world().app, '/api/v1/auth/sessions', { headers: bearer({ accessToken: forged }) }),
      401,
      'TOKEN_INVALID',
    )
  })

  it('are refused when the public key is used as a shared secret', async () => {
    const { accessToken } = await signIn(world().app)
    const [key] = (await publishedBy(world().app)).keys
    const header = { alg: 'HS256', typ: 'at+jwt', kid: kidOf(accessToken) }
    const forged = await new SignJWT(decodeJwt(accessToken))
      .setProtectedHeader(header)
      .sign(Buffer.from(String(key?.x), 'base64url'))
    assertProblem(
      await call(world().app, '/api/v1/auth/sessions', { headers: bearer({ accessToken: forged }) }),
      401,
      'TOKEN_INVALID',
    )
  })
})

describe('the set of keys', () => {
  it('holds no private part and may be cached for less than a key is published ahead', async () => {
    const { headers, body } = await call(world().app, '/.well-known/jwks.json')
    assert.equal(headers.get('cache-control'), 'public, max-age=300')
    for (const key of (body as unknown as JSONWebKeySet).keys)
      assert.deepEqual(Object.keys(key).toSorted(), ['alg', 'crv', 'kid', 'kty', 'use', 'x'])
  })

  it('is the same for two processes that start with an empty table at once', async () => {
    await world().dependencies.pool.query('delete from app.token_key')
    const sets = await Promise.all([publishedBy(world().freshApp()), publishedBy(world().freshApp())])
    const [first, second] = sets.map((set) => kidsOf(set).join())
    assert.equal(first, second)
    assert.match(first ?? '', /^[\w-]{16}$/)
  })

  it('is sealed in the table', async () => {
    await signIn(world().app)
    const { rows } = await world().dependencies.pool.query('select sealed_private, public_jwk from app.token_key')
    assert.ok(rows.length > 0)
    for (const { sealed_private, public_jwk } of rows) {
      assert.match(sealed_private, /^g1\./)
      assert.equal('d' in public_jwk, false)
    }
  })

  it('shows the successor before it signs, and the predecessor until its last token is over', async () => {
    const { dependencies, advance, freshApp } = world()
    await dependencies.pool.query('delete from app.token_key')
    const app = freshApp(100)
    const old = kidOf((await signIn(app)).accessToken)

    advance(23.5 * HOUR_SEC)
    // What every process does once in a minute; here another one does it.
    await new TokenKeys(dependencies).rotate()
    const overlap = kidsOf(await publishedBy(app))
    assert.equal(overlap.length, 2)
    assert.equal(overlap[0], old)
    assert.equal(kidOf((await signIn(app)).accessToken), old)

    advance(0.5 * HOUR_SEC + 1)
    const last = await publishedBy(app)
    assert.deepEqual(kidsOf(last), overlap)
    assert.equal(kidOf((await signIn(app)).accessToken), overlap[1])

    advance(15 * 60)
    assert.deepEqual(kidsOf(await publishedBy(app)).includes(old), false)
  })
})
