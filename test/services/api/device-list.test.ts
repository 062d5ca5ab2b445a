import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LocalAccount } from 'viem'
import { assertProblem, bearer, call, messageFor, newAccount, post, type Tokens } from './support/calls.ts'
import { useApiWorld } from './support/world.ts'

const SESSIONS = '/api/v1/auth/sessions'
/** More than a process believes what it last read of a session, and less than 5 s. */
const REVOKED_WITHIN_SEC = 3
const world = useApiWorld()

interface SessionView {
  sessionId: string
  device: string
  isCurrent: boolean
  isBound: boolean
  lastUsedAt: string
}

async function signInOn(account: LocalAccount, device: string): Promise<Tokens> {
  const message = await messageFor(world().app, account.address)
  const signature = await account.signMessage({ message })
  const answer = await post(world().app, '/api/v1/auth/siwe', { message, signature, device })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body as unknown as Tokens
}

async function list(tokens: Tokens, app = world().app): Promise<SessionView[]> {
  const { status, body } = await call(app, SESSIONS, { headers: bearer(tokens) })
  assert.equal(status, 200, JSON.stringify(body))
  return body.items as SessionView[]
}

const idOf = async (tokens: Tokens) => (await list(tokens)).find(({ isCurrent }) => isCurrent)?.sessionId ?? ''

describe('the list of devices', () => {
  it('names every device and the one that asks', async () => {
    const account = newAccount()
    const telephone = await signInOn(account, 'Telephone')
    await signInOn(account, 'Laptop')
    const items = await list(telephone)
    assert.deepEqual(items.map(({ device, isCurrent }) => [device, isCurrent]).toSorted(), [
      ['Laptop', false],
      ['Telephone', true],
    ])
  })

  it('tells when a device was used last', async () => {
    const tokens = await signInOn(newAccount(), 'Telephone')
    const [before] = await list(tokens)
    world().advance(120)
    await list(tokens)
    const [after] = await list(tokens)
    assert.ok(Date.parse(after?.lastUsedAt ?? '') - Date.parse(before?.lastUsedAt ?? '') >= 120_000)
  })

  it('keeps at most fifty: the one unused for longest ends', async () => {
    const account = newAccount()
    const first = await signInOn(account, 'first')
    const app = world().freshApp(100)
    for (let i = 0; i < 50; i++) {
      const message = await messageFor(app, account.address)
      await post(app, '/api/v1/auth/siwe', { message, signature: await account.signMessage({ message }) })
    }
    assertProblem(await call(app, SESSIONS, { headers: bearer(first) }), 401, 'SESSION_REVOKED')
  })

  it('does not take a name with control characters', async () => {
    const account = newAccount()
    const message = await messageFor(world().app, account.address)
    const body = { message, signature: await account.signMessage({ message }), device: 'a\nb' }
    assertProblem(await post(world().app, '/api/v1/auth/siwe', body), 400, 'REQUEST_INVALID')
  })
})

describe('revoking', () => {
  it('one device ends its tokens at once in the process that did it', async () => {
    const account = newAccount()
    const [telephone, lost] = [await signInOn(account, 'Telephone'), await signInOn(account, 'lost')]
    const path = `${SESSIONS}/${await idOf(lost)}/revoke`
    assert.equal((await post(world().app, path, {}, bearer(telephone))).status, 204)
    assertProblem(await call(world().app, SESSIONS, { headers: bearer(lost) }), 401, 'SESSION_REVOKED')
    const { refreshToken } = lost
    assertProblem(await post(world().app, '/api/v1/auth/refresh', { refreshToken }), 401, 'REFRESH_TOKEN_INVALID')
    assert.deepEqual((await list(telephone)).length, 1)
  })

  it('acts in another process behind the same database in less than five seconds', async () => {
    const account = newAccount()
    const [telephone, lost] = [await signInOn(account, 'Telephone'), await signInOn(account, 'lost')]
    const other = world().freshApp()
    assert.equal((await list(lost, other)).length, 2)
    await post(world().app, `${SESSIONS}/${await idOf(lost)}/revoke`, {}, bearer(telephone))
    world().advance(REVOKED_WITHIN_SEC)
    assertProblem(await call(other, SESSIONS, { headers: bearer(lost) }), 401, 'SESSION_REVOKED')
    assert.equal((await list(telephone, other)).length, 1)
  })

  it('all others leaves the device that asks', async () => {
    const account = newAccount()
    const [telephone, ...others] = [
      await signInOn(account, 'Telephone'),
      await signInOn(account, 'Laptop'),
      await signInOn(account, 'Tablet'),
    ]
    const { body } = await post(world().app, `${SESSIONS}/revoke-others`, {}, bearer(telephone))
    assert.equal(body.revoked, 2)
    for (const tokens of others)
      assertProblem(await call(world().app, SESSIONS, { headers: bearer(tokens) }), 401, 'SESSION_REVOKED')
    assert.equal((await list(telephone)).length, 1)
  })

  it('another account’s device is answered like an unknown one', async () => {
    const [own, foreign] = [await signInOn(newAccount(), 'own'), await signInOn(newAccount(), 'foreign')]
    const path = `${SESSIONS}/${await idOf(foreign)}/revoke`
    assertProblem(await post(world().app, path, {}, bearer(own)), 404, 'SESSION_UNKNOWN')
    assert.equal((await list(foreign)).length, 1)
  })

  it('is what a refresh token used twice does to the access token as well', async () => {
    const tokens = await signInOn(newAccount(), 'copied')
    const { refreshToken } = tokens
    await post(world().app, '/api/v1/auth/refresh', { refreshToken })
    assertProblem(await post(world().app, '/api/v1/auth/refresh', { refreshToken }), 401, 'REFRESH_TOKEN_REUSED')
    world().advance(REVOKED_WITHIN_SEC)
    assertProblem(await call(world().app, SESSIONS, { headers: bearer(tokens) }), 401, 'SESSION_REVOKED')
  })
})
