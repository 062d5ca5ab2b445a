import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { LocalAccount } from 'viem'
import { domainOfStatements } from '../../../api/domain/statement-domain.ts'
import { API_KEY_TTL_SEC, MAX_API_KEYS } from '../../../api/limits.ts'
import { callSigned, register, type Wish, writeRegistration } from './support/api-keys.ts'
import { assertProblem, bearer, call, messageFor, newAccount, post, signIn, type Tokens } from './support/calls.ts'
import { useApiWorld } from './support/world.ts'

const PATH = '/api/v1/api-keys'
const world = useApiWorld()
let account: LocalAccount
let tokens: Tokens

const nowSec = () => Math.floor(world().dependencies.now().getTime() / 1000)
const wish = (terms: Wish['terms'] = {}): Wish => {
  return { account, domain: domainOfStatements(world().dependencies), nowSec: nowSec(), terms }
}
const fresh = async () => {
  account = newAccount()
  tokens = await signIn(world().freshApp(), account)
}
const send = async (body: unknown) => await post(world().freshApp(), PATH, body, bearer(tokens))

describe('an API key', () => {
  before(fresh)

  it('is registered by a session with the account’s and the key’s own signature, and listed', async () => {
    const { body } = await writeRegistration(wish({ label: 'quotes', ipAllowList: ['192.0.2.0/24', '2001:db8::1'] }))
    const answer = await send(body)
    assert.equal(answer.status, 201, JSON.stringify(answer.body))
    const { keyId, createdAt, ...told } = answer.body
    assert.match(String(keyId), /^gxk_[\w-]{20}$/)
    assert.ok(!Number.isNaN(Date.parse(String(createdAt))))
    assert.deepEqual(told, {
      account: account.address,
      publicKey: body.publicKey,
      label: 'quotes',
      scopes: ['mm', 'read', 'trade'],
      ipAllowList: ['192.0.2.0/24', '2001:db8::1'],
      expiresAt: new Date(body.expiresAt * 1000).toISOString(),
    })
    const { items } = (await call(world().freshApp(), PATH, { headers: bearer(tokens) })).body
    assert.deepEqual(items, [answer.body])
  })

  it('leaves nothing secret with us', async () => {
    const { seed, body } = await writeRegistration(wish())
    await send(body)
    const { rows } = await world().dependencies.pool.query('select * from app.api_key where public_key = $1', [
      body.publicKey,
    ])
    assert.equal(rows.length, 1)
    assert.ok(!JSON.stringify(rows).includes(seed.slice(2)))
  })

  it('of a contract account is registered by its owner’s signature (ERC-1271)', async () => {
    const owner = newAccount()
    const wallet = await world().deploy('mocks/MockWallet', [owner.address])
    const domain = domainOfStatements(world().dependencies)
    const { body } = await writeRegistration({ account: owner, domain, nowSec: nowSec(), terms: { account: wallet } })
    const message = await messageFor(world().app, wallet)
    const signature = await owner.signMessage({ message })
    const session = (await post(world().app, '/api/v1/auth/siwe', { message, signature })).body as unknown as Tokens
    const answer = await post(world().freshApp(), PATH, body, bearer(session))
    assert.deepEqual([answer.status, answer.body.account], [201, wallet])
  })

  describe('is refused when', () => {
    it('there is no session', async () => {
      const { body } = await writeRegistration(wish())
      assertProblem(await post(world().freshApp(), PATH, body), 401, 'AUTH_REQUIRED')
    })

    it('another account consented', async () => {
      const { body } = await writeRegistration({
        ...wish(),
        account: newAccount(),
        terms: { account: account.address },
      })
      assertProblem(await send(body), 422, 'API_KEY_BAD_CONSENT')
    })

    for (const change of [{ scopes: ['read'] }, { label: 'other' }, { ipAllowList: ['10.0.0.0/8'] }]) {
      it(`the consent was to other terms: ${Object.keys(change)}`, async () => {
        const { body } = await writeRegistration(wish())
        // Both signatures are over the terms; the key's is looked at first.
        assertProblem(await send({ ...body, ...change }), 422, 'API_KEY_BAD_POSSESSION')
      })
    }

    it('somebody else’s public key is given', async () => {
      const [own, other] = [await writeRegistration(wish()), await writeRegistration(wish())]
      const body = { ...own.body, publicKey: other.body.publicKey }
      assertProblem(await send(body), 422, 'API_KEY_BAD_POSSESSION')
    })

    it('the public key is no point of the curve', async () => {
      const { body } = await writeRegistration(wish({ publicKey: `0x${'ff'.repeat(32)}` }))
      assertProblem(await send(body), 422, 'API_KEY_BAD_POSSESSION')
    })

    it('the consent is old, or ahead of us', async () => {
      for (const issuedAt of [nowSec() - 301, nowSec() + 330]) {
        assertProblem(await send((await writeRegistration(wish({ issuedAt }))).body), 422, 'API_KEY_TERMS')
      }
    })

    it('it would be over at once, or too late', async () => {
      for (const expiresAt of [nowSec() - 1, nowSec() + API_KEY_TTL_SEC + 60]) {
        assertProblem(await send((await writeRegistration(wish({ expiresAt }))).body), 422, 'API_KEY_TERMS')
      }
    })

    it('it was registered before, also when it was revoked since', async () => {
      const { body } = await writeRegistration(wish())
      const { keyId } = (await send(body)).body
      assertProblem(await send(body), 422, 'API_KEY_TAKEN')
      await post(world().freshApp(), `${PATH}/${keyId}/revoke`, {}, bearer(tokens))
      assertProblem(await send(body), 422, 'API_KEY_TAKEN')
    })

    it('the account has as many as it may, until one is revoked', async () => {
      await fresh()
      const keys = []
      for (let i = 0; i < MAX_API_KEYS; i++) keys.push(await register(world().freshApp(), tokens, wish()))
      assertProblem(await send((await writeRegistration(wish())).body), 422, 'API_KEY_LIMIT')
      await post(world().freshApp(), `${PATH}/${keys[0]?.keyId}/revoke`, {}, bearer(tokens))
      assert.equal((await send((await writeRegistration(wish())).body)).status, 201)
    })

    it('its list of addresses is none', async () => {
      for (const ipAllowList of [['10.0.0.0/33'], ['host'], ['10.0.0.1/8/8'], ['10.0.0.2', '10.0.0.1']]) {
        const { body } = await writeRegistration(wish())
        assertProblem(await send({ ...body, ipAllowList }), 400, 'REQUEST_INVALID')
      }
    })
  })

  it('is revoked by its own account only', async () => {
    await fresh()
    const { keyId } = await register(world().freshApp(), tokens, wish())
    const other = await signIn(world().freshApp())
    assertProblem(await post(world().freshApp(), `${PATH}/${keyId}/revoke`, {}, bearer(other)), 404, 'API_KEY_UNKNOWN')
    const revoked = await post(world().freshApp(), `${PATH}/${keyId}/revoke`, {}, bearer(tokens))
    assert.ok(revoked.body.revokedAt)
    const again = await post(world().freshApp(), `${PATH}/${keyId}/revoke`, {}, bearer(tokens))
    assert.deepEqual(again.body, revoked.body)
    const path = `${PATH}/${keyId}`
    assert.deepEqual((await call(world().freshApp(), path, { headers: bearer(tokens) })).body, revoked.body)
    assertProblem(await call(world().freshApp(), path, { headers: bearer(other) }), 404, 'API_KEY_UNKNOWN')
  })

  it('manages no keys', async () => {
    await fresh()
    const { signer } = await register(world().freshApp(), tokens, wish())
    const app = world().freshApp()
    const { origin } = new URL(world().dependencies.config.PUBLIC_URL)
    const options = { createdSec: nowSec() }
    assertProblem(await callSigned(app, signer, { origin, path: PATH }, options), 403, 'API_KEY_SCOPE')
    const { body } = await writeRegistration(wish())
    assertProblem(await callSigned(app, signer, { origin, path: PATH, body }, options), 403, 'API_KEY_SCOPE')
  })
})
