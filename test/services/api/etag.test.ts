import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { etagOf } from '../../../api/http/etag.ts'
import { assertProblem, bearer, call, newAccount, post, signIn } from './support/calls.ts'
import { idOf, newPasskey, register, signInWith } from './support/passkeys.ts'
import { useApiWorld } from './support/world.ts'

const PASSKEYS = '/api/v1/auth/passkeys'
const world = useApiWorld()

/** The path of an account's passkey, and what its owner calls with. */
async function ownPasskey() {
  const app = world().freshApp(100)
  const headers = bearer(await signIn(app, newAccount()))
  const passkey = newPasskey()
  await register(app, passkey, { headers })
  assert.equal((await signInWith(app, passkey)).status, 200)
  const path = `${PASSKEYS}/${idOf(passkey)}`
  const read = (more: Record<string, string> = {}) => call(app, path, { headers: { ...headers, ...more } })
  const rename = (label: string, more: Record<string, string> = {}) =>
    post(app, `${path}/rename`, { label }, { ...headers, ...more })
  return { read, rename }
}

const tagOf = ({ headers }: { headers: Headers }) => headers.get('etag') ?? ''

describe('a GET', () => {
  it('is tagged by its bytes, for its reader alone', async () => {
    const { read } = await ownPasskey()
    const { headers, body } = await read()
    assert.match(tagOf({ headers }), /^"[\w-]{27}"$/)
    assert.deepEqual([tagOf({ headers }), headers.get('cache-control')], [etagOf(body), 'private, no-cache'])
  })

  it('answers 304 without a body to who has it, and counts it', async () => {
    const { read } = await ownPasskey()
    const tag = tagOf(await read())
    for (const wanted of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const answer = await read({ 'if-none-match': wanted })
      assert.deepEqual([answer.status, answer.body.text, tagOf(answer), answer.type], [304, '', tag, null])
      assert.ok(answer.headers.get('ratelimit'))
    }
  })

  it('answers in full when it is another by now', async () => {
    const { read, rename } = await ownPasskey()
    const before = tagOf(await read())
    await rename('Other', { 'if-match': before })
    const answer = await read({ 'if-none-match': before })
    assert.deepEqual([answer.status, answer.body.label], [200, 'Other'])
    assert.notEqual(tagOf(answer), before)
  })

  it('that is refused has no tag', async () => {
    const { read } = await ownPasskey()
    const answer = await call(world().freshApp(), PASSKEYS, { headers: { 'if-none-match': tagOf(await read()) } })
    assertProblem(answer, 401, 'AUTH_REQUIRED')
    assert.equal(answer.headers.get('etag'), null)
  })
})

describe('a change of what somebody else may have changed', () => {
  it('names the version that it changes, and is told the new one', async () => {
    const { read, rename } = await ownPasskey()
    const answer = await rename('New', { 'if-match': tagOf(await read()) })
    assert.deepEqual([answer.status, tagOf(answer)], [200, tagOf(await read())])
  })

  it('is refused without one', async () => {
    const { read, rename } = await ownPasskey()
    const before = await read()
    assertProblem(await rename('New'), 428, 'PRECONDITION_REQUIRED')
    assert.equal(tagOf(await read()), tagOf(before))
  })

  for (const wanted of ['"other"', 'W/"other"', '', 'x'.repeat(1_000)]) {
    it(`is refused with another: ${wanted.slice(0, 10)}`, async () => {
      const { read, rename } = await ownPasskey()
      const before = await read()
      assertProblem(await rename('New', { 'if-match': wanted }), 412, 'PRECONDITION_FAILED')
      assert.equal(tagOf(await read()), tagOf(before))
    })
  }

  it('is refused with a weak tag, which does not promise the same bytes', async () => {
    const { read, rename } = await ownPasskey()
    assertProblem(await rename('New', { 'if-match': `W/${tagOf(await read())}` }), 412, 'PRECONDITION_FAILED')
  })

  it('is made whatever it is by now with *', async () => {
    const { rename } = await ownPasskey()
    assert.equal((await rename('New', { 'if-match': '*' })).status, 200)
  })

  it('is made by one of two who saw the same', async () => {
    const { read, rename } = await ownPasskey()
    const ifMatch = { 'if-match': tagOf(await read()) }
    const answers = await Promise.all(['One', 'Two'].map((label) => rename(label, ifMatch)))
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 412])
    const won = answers.find(({ status }) => status === 200)
    assert.equal((await read()).body.label, won?.body.label)
  })
})
