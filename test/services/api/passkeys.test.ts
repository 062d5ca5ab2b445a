import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ApiApp } from '../../../api/http/environment.ts'
import { passkeyAddress } from '../../../sdk/src/passkey/address.ts'
import { FLAGS } from '../../support/software-authenticator.ts'
import { assertProblem, bearer, call, newAccount, post, signIn } from './support/calls.ts'
import {
  attest,
  bornWith,
  idOf,
  newPasskey,
  ORIGIN,
  RP_ID,
  register,
  signInChallenge,
  signInWith,
} from './support/passkeys.ts'
import { ACCOUNT_REGISTRY, useApiWorld } from './support/world.ts'

const PASSKEYS = '/api/v1/auth/passkeys'
const VERIFIED = FLAGS.userPresent | FLAGS.userVerified
const world = useApiWorld()
let fresh: ApiApp | undefined
/** One app for the file, with room for all its requests. */
const app = () => {
  fresh ??= world().freshApp(100)
  return fresh
}

const list = async (headers: Record<string, string>) =>
  (await call(app(), PASSKEYS, { headers })).body.items as { credentialId: string; label: string; revokedAt?: string }[]

describe('a passkey', () => {
  it('gives birth to the account that the chain derives from its key', async () => {
    const passkey = newPasskey()
    const registered = await register(app(), passkey)
    const expected = passkeyAddress(ACCOUNT_REGISTRY, passkey.authenticator.publicKey)
    assert.deepEqual([registered.status, registered.body.account], [201, expected])
    const signedIn = await signInWith(app(), passkey)
    assert.deepEqual([signedIn.status, signedIn.body.account], [200, expected])
  })

  it('signs in again and again', async () => {
    const passkey = newPasskey()
    await bornWith(app(), passkey)
    assert.equal((await signInWith(app(), passkey)).status, 200)
    assert.equal((await signInWith(app(), passkey)).status, 200)
  })

  it('is no way in by its registration alone: no tokens, no place in the list', async () => {
    const [own, claimed] = [newPasskey(), newPasskey()]
    const headers = bearer(await bornWith(app(), own))
    const { body } = await register(app(), claimed, { headers })
    assert.deepEqual(Object.keys(body).toSorted(), ['account', 'credentialId'])
    assert.deepEqual(
      (await list(headers)).map(({ credentialId }) => credentialId),
      [idOf(own)],
    )
    assert.equal((await signInWith(app(), claimed)).status, 200)
    assert.equal((await list(headers)).length, 2)
  })

  it('that never signed in is over after an hour', async () => {
    const passkey = newPasskey()
    await register(app(), passkey)
    world().advance(3_601)
    assertProblem(await signInWith(app(), passkey), 401, 'PASSKEY_REFUSED')
  })

  it('that somebody else merely claimed can be registered by whoever holds it', async () => {
    const passkey = newPasskey()
    const claim = { ...newPasskey(), authenticator: passkey.authenticator }
    assert.equal((await register(app(), claim)).status, 201)
    assert.equal((await register(app(), passkey)).status, 201)
    assert.equal((await signInWith(app(), passkey)).status, 200)
  })

  it('is registered once, also under another id', async () => {
    const passkey = newPasskey()
    await bornWith(app(), passkey)
    assertProblem(await register(app(), passkey), 422, 'PASSKEY_TAKEN')
    const renamed = { ...newPasskey(), authenticator: passkey.authenticator }
    assertProblem(await register(app(), renamed), 422, 'PASSKEY_TAKEN')
  })
})

describe('a registration is refused when', () => {
  it('the page is not ours', async () => {
    assertProblem(await register(app(), newPasskey(), { origin: 'http://evil.test' }), 401, 'PASSKEY_REFUSED')
  })

  it('the passkey belongs to another domain', async () => {
    assertProblem(await register(app(), newPasskey(), { rpId: 'evil.test' }), 401, 'PASSKEY_REFUSED')
  })

  it('the user was not verified', async () => {
    assertProblem(await register(app(), newPasskey(), { flags: FLAGS.userPresent }), 401, 'PASSKEY_REFUSED')
  })

  it('the challenge was used, is a sign-in’s, or nobody’s', async () => {
    const { body } = await post(app(), `${PASSKEYS}/registration-options`, { label: 'a' })
    const send = (challenge: string) =>
      post(app(), PASSKEYS, { label: 'a', credential: attest(newPasskey(), challenge) })
    assert.equal((await send(String(body.challenge))).status, 201)
    for (const challenge of [String(body.challenge), await signInChallenge(app()), 'A'.repeat(43), ''])
      assertProblem(await send(challenge), 401, 'PASSKEY_CHALLENGE_UNKNOWN')
  })

  it('its options were asked for in a session and it comes without', async () => {
    const headers = bearer(await signIn(app()))
    const { body } = await post(app(), `${PASSKEYS}/registration-options`, { label: 'a' }, headers)
    const credential = attest(newPasskey(), String(body.challenge))
    assertProblem(await post(app(), PASSKEYS, { label: 'a', credential }), 401, 'PASSKEY_REFUSED')
  })

  it('it is synchronised where only device-bound ones are taken', async () => {
    const strict = world().freshApp(1, { PASSKEY_DEVICES: 'device-bound' })
    assertProblem(await register(strict, newPasskey()), 422, 'PASSKEY_NOT_DEVICE_BOUND')
    assert.equal((await register(strict, newPasskey(), { flags: VERIFIED })).status, 201)
  })

  it('the session’s sign-in is older than five minutes, although its tokens are not', async () => {
    const tokens = await signIn(app())
    world().advance(301)
    const refreshed = await post(app(), '/api/v1/auth/refresh', { refreshToken: tokens.refreshToken })
    const headers = bearer(refreshed.body as { accessToken: string })
    const answer = await post(app(), `${PASSKEYS}/registration-options`, { label: 'a' }, headers)
    assertProblem(answer, 401, 'STEP_UP_REQUIRED')
  })

  it('the account has ten', async () => {
    const headers = bearer(await signIn(app()))
    for (let i = 0; i < 10; i++) {
      const passkey = newPasskey()
      await register(app(), passkey, { headers })
      await signInWith(app(), passkey)
    }
    assertProblem(await register(app(), newPasskey(), { headers }), 422, 'PASSKEY_LIMIT')
  })
})

describe('a sign-in is refused when', () => {
  it('the passkey is unknown', async () => {
    assertProblem(await signInWith(app(), newPasskey()), 401, 'PASSKEY_REFUSED')
  })

  it('another key signed under its id', async () => {
    const passkey = newPasskey()
    await bornWith(app(), passkey)
    const foreign = { ...newPasskey(), credentialId: passkey.credentialId }
    assertProblem(await signInWith(app(), foreign), 401, 'PASSKEY_REFUSED')
  })

  it('the user was not verified', async () => {
    const passkey = newPasskey()
    await bornWith(app(), passkey)
    assertProblem(await signInWith(app(), passkey, { flags: FLAGS.userPresent }), 401, 'PASSKEY_REFUSED')
  })

  it('it was signed for another page or domain', async () => {
    const at = { seed: crypto.randomUUID(), rpId: RP_ID, origin: ORIGIN }
    const passkey = newPasskey(at)
    await bornWith(app(), passkey)
    for (const place of [{ origin: 'http://evil.test' }, { rpId: 'evil.test' }, {}]) {
      const { authenticator } = newPasskey({ ...at, ...place })
      // As far as the first one's counter went.
      await authenticator.assert(new Uint8Array(32))
      // The last one is where it belongs: the key and all else are the same.
      const { status, body } = await signInWith(app(), { ...passkey, authenticator })
      const expected = Object.keys(place).length === 0 ? [200, undefined] : [401, 'PASSKEY_REFUSED']
      assert.deepEqual([status, body.code], expected)
    }
  })

  it('its counter went back: somebody has a copy', async () => {
    const at = { seed: crypto.randomUUID(), rpId: RP_ID, origin: ORIGIN }
    const passkey = newPasskey(at)
    await bornWith(app(), passkey)
    const { authenticator } = newPasskey(at)
    assertProblem(await signInWith(app(), { ...passkey, authenticator }), 401, 'PASSKEY_REFUSED')
  })

  it('the challenge was used or is too old', async () => {
    const passkey = newPasskey()
    await bornWith(app(), passkey)
    const challenge = await signInChallenge(app())
    assert.equal((await signInWith(app(), passkey, { challenge })).status, 200)
    assertProblem(await signInWith(app(), passkey, { challenge }), 401, 'PASSKEY_CHALLENGE_UNKNOWN')
    const old = await signInChallenge(app())
    world().advance(301)
    assertProblem(await signInWith(app(), passkey, { challenge: old }), 401, 'PASSKEY_CHALLENGE_UNKNOWN')
  })
})

describe('the passkeys of an account', () => {
  it('can be added to a wallet’s account, renamed and revoked', async () => {
    const account = newAccount()
    const headers = bearer(await signIn(app(), account))
    const passkey = newPasskey()
    await register(app(), passkey, { headers })
    assert.equal((await signInWith(app(), passkey)).body.account, account.address)

    const path = `${PASSKEYS}/${idOf(passkey)}`
    const ifMatch = { 'if-match': (await call(app(), path, { headers })).headers.get('etag') ?? '' }
    assert.equal((await post(app(), `${path}/rename`, { label: 'Key' }, { ...headers, ...ifMatch })).body.label, 'Key')
    assert.ok((await post(app(), `${path}/revoke`, {}, headers)).body.revokedAt)
    assertProblem(await signInWith(app(), passkey), 401, 'PASSKEY_REFUSED')
    assertProblem(await register(app(), passkey, { headers }), 422, 'PASSKEY_TAKEN')
  })

  it('are answered to others like unknown ones', async () => {
    const passkey = newPasskey()
    await bornWith(app(), passkey)
    const headers = bearer(await signIn(app()))
    const path = `${PASSKEYS}/${idOf(passkey)}`
    const anyVersion = { ...headers, 'if-match': '*' }
    assertProblem(await post(app(), `${path}/rename`, { label: 'Key' }, anyVersion), 404, 'PASSKEY_UNKNOWN')
    assertProblem(await call(app(), path, { headers }), 404, 'PASSKEY_UNKNOWN')
    assertProblem(await post(app(), `${path}/revoke`, {}, headers), 404, 'PASSKEY_UNKNOWN')
    assert.equal((await signInWith(app(), passkey)).status, 200)
  })
})
