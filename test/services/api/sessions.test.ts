import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assertProblem, bearer, call, post, signIn } from './support/calls.ts'
import { useApiWorld } from './support/world.ts'

const world = useApiWorld()
const refresh = (refreshToken: string) => post(world().app, '/api/v1/auth/refresh', { refreshToken })

describe('a refresh token', () => {
  it('gives new tokens of the same account', async () => {
    const first = await signIn(world().app)
    const { status, body } = await refresh(first.refreshToken)
    assert.equal(status, 200)
    assert.notEqual(body.refreshToken, first.refreshToken)
    assert.equal((await refresh(String(body.refreshToken))).status, 200)
  })

  it('that comes twice closes the session, the newest token included', async () => {
    const first = await signIn(world().app)
    const second = await refresh(first.refreshToken)
    assertProblem(await refresh(first.refreshToken), 401, 'REFRESH_TOKEN_REUSED')
    assertProblem(await refresh(String(second.body.refreshToken)), 401, 'REFRESH_TOKEN_INVALID')
  })

  it('leaves other sessions of the account alone when it comes twice', async () => {
    const [copied, other] = [await signIn(world().app), await signIn(world().app)]
    await refresh(copied.refreshToken)
    await refresh(copied.refreshToken)
    assert.equal((await refresh(other.refreshToken)).status, 200)
  })

  it('used twice at the same time succeeds once and closes the session', async () => {
    const { refreshToken } = await signIn(world().app)
    const answers = await Promise.all([refresh(refreshToken), refresh(refreshToken)])
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 401])
    const winner = answers.find(({ status }) => status === 200)
    assertProblem(await refresh(String(winner?.body.refreshToken)), 401, 'REFRESH_TOKEN_INVALID')
  })

  it('is refused when nobody gave it', async () => {
    assertProblem(await refresh('x'.repeat(43)), 401, 'REFRESH_TOKEN_INVALID')
  })

  it('is not kept in the clear', async () => {
    const { refreshToken } = await signIn(world().app)
    const { rows } = await world().dependencies.pool.query('select hash from app.refresh_token where hash = $1', [
      refreshToken,
    ])
    assert.deepEqual(rows, [])
  })

  it('is over after thirty days', async () => {
    const { refreshToken } = await signIn(world().app)
    world().advance(30 * 24 * 3600 + 1)
    assertProblem(await refresh(refreshToken), 401, 'REFRESH_TOKEN_INVALID')
  })
})

describe('sign-out', () => {
  it('makes the refresh token worthless', async () => {
    const tokens = await signIn(world().app)
    const answer = await call(world().app, '/api/v1/auth/sign-out', { method: 'POST', headers: bearer(tokens) })
    assert.equal(answer.status, 204)
    assertProblem(await refresh(tokens.refreshToken), 401, 'REFRESH_TOKEN_INVALID')
  })

  it('ends the access token as well', async () => {
    const init = { method: 'POST', headers: bearer(await signIn(world().app)) }
    await call(world().app, '/api/v1/auth/sign-out', init)
    assertProblem(await call(world().app, '/api/v1/auth/sign-out', init), 401, 'SESSION_REVOKED')
  })

  it('needs a session', async () => {
    assertProblem(await call(world().app, '/api/v1/auth/sign-out', { method: 'POST' }), 401, 'AUTH_REQUIRED')
  })
})
