import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { type Answer, assertProblem, bearer, call, newAccount, post, signIn } from './support/calls.ts'
import { useApiWorld } from './support/world.ts'

const BASE = '/api/v1/auth/totp'
const STEP_SEC = 30
const world = useApiWorld()

interface Person {
  send: (path: string, body?: unknown) => Promise<Answer>
  read: () => Promise<Answer>
  address: string
}

async function person(): Promise<Person> {
  const app = world().freshApp(100)
  const account = newAccount()
  const headers = bearer(await signIn(app, account))
  return {
    send: (path, body = {}) => post(app, `${BASE}${path}`, body, headers),
    read: () => call(app, BASE, { headers }),
    address: account.address,
  }
}

/** What the app on a telephone shows, `steps` from now. */
function codeOf(secret: string, steps = 0): string {
  const timestamp = world().dependencies.now().getTime() + steps * STEP_SEC * 1000
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp })
}

/** A code that none of the steps around now has. */
function wrongCode(secret: string): string {
  const right = [-2, -1, 0, 1, 2].map((steps) => codeOf(secret, steps))
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !right.includes(code)) ?? ''
}

async function enrolled() {
  const owner = await person()
  const secret = String((await owner.send('')).body.secret)
  const { status, body } = await owner.send('/confirm', { code: codeOf(secret) })
  assert.equal(status, 200, JSON.stringify(body))
  // To the beginning of a step that is not taken yet, so that a test does not cross into the next.
  const { now } = world().dependencies
  world().advance(2 * STEP_SEC - ((now().getTime() / 1000) % STEP_SEC))
  return { ...owner, secret, recoveryCodes: body.recoveryCodes as string[] }
}

describe('an authenticator app', () => {
  it('is begun with a URI that apps read, and counts once a code of it was confirmed', async () => {
    const { send, read, address } = await person()
    const { status, body } = await send('')
    assert.equal(status, 201)
    assert.equal(
      body.uri,
      `otpauth://totp/Genex:${address}?issuer=Genex&secret=${body.secret}&algorithm=SHA1&digits=6&period=30`,
    )
    assert.deepEqual((await read()).body, { recoveryCodesLeft: 0 })
    const confirmed = await send('/confirm', { code: codeOf(String(body.secret)) })
    assert.equal((confirmed.body.recoveryCodes as string[]).length, 10)
    const known = (await read()).body
    assert.equal(known.recoveryCodesLeft, 10)
    assert.equal(typeof known.confirmedAt, 'string')
  })

  it('that was not confirmed is replaced by the next', async () => {
    const { send } = await person()
    const [first, second] = [await send(''), await send('')]
    assertProblem(await send('/confirm', { code: wrongCode(String(second.body.secret)) }), 401, 'TOTP_REFUSED')
    assert.notEqual(first.body.secret, second.body.secret)
    assert.equal((await send('/confirm', { code: codeOf(String(second.body.secret)) })).status, 200)
  })

  it('that was confirmed is not replaced', async () => {
    const { send } = await enrolled()
    assertProblem(await send(''), 409, 'TOTP_ENROLLED')
    assertProblem(await send('/confirm', { code: '123456' }), 409, 'TOTP_NOT_ENROLLED')
  })

  it('keeps neither secret nor recovery codes in the clear', async () => {
    const { secret, recoveryCodes, address } = await enrolled()
    const text = `select t.sealed, string_agg(r.hash, ' ') as hashes from app.totp t join app.recovery_code r using (account)
      where account = $1 group by t.sealed`
    const stored = JSON.stringify((await world().dependencies.pool.query(text, [address])).rows)
    assert.ok(stored.length > 700)
    for (const clear of [secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replaceAll('-', ''))])
      assert.ok(!stored.includes(clear))
  })

  it('whose row was moved to another account does not open', async () => {
    const [one, other] = [await enrolled(), await enrolled()]
    const text = 'update app.totp set sealed = (select sealed from app.totp where account = $1) where account = $2'
    await world().dependencies.pool.query(text, [one.address, other.address])
    assert.ok((await other.send('/recovery-codes', { code: codeOf(one.secret) })).status >= 500)
  })

  it('is changed after a fresh proof only', async () => {
    const { send } = await person()
    world().advance(301)
    for (const [path, body] of [
      ['', {}],
      ['/confirm', { code: '123456' }],
      ['/remove', { code: '123456' }],
    ] as const)
      assertProblem(await send(path, body), 401, 'STEP_UP_REQUIRED')
  })
})

describe('a code of the app', () => {
  it('is taken of this step and one either way, each once', async () => {
    for (const steps of [-1, 0, 1]) {
      const { send, secret } = await enrolled()
      const code = codeOf(secret, steps)
      assert.equal((await send('/recovery-codes', { code })).status, 200)
      assertProblem(await send('/recovery-codes', { code }), 401, 'TOTP_REFUSED')
    }
  })

  it('is not taken two steps off', async () => {
    for (const steps of [-2, 2]) {
      const { send, secret } = await enrolled()
      assertProblem(await send('/recovery-codes', { code: codeOf(secret, steps) }), 401, 'TOTP_REFUSED')
    }
  })

  it('of an earlier step is over once a later one was taken', async () => {
    const { send, secret } = await enrolled()
    const earlier = codeOf(secret)
    assert.equal((await send('/recovery-codes', { code: codeOf(secret, 1) })).status, 200)
    assertProblem(await send('/recovery-codes', { code: earlier }), 401, 'TOTP_REFUSED')
  })

  it('that comes twice at once is taken once', async () => {
    const { send, secret } = await enrolled()
    const code = codeOf(secret)
    const answers = await Promise.all([1, 2, 3, 4].map(() => send('/recovery-codes', { code })))
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 401, 401, 401])
  })

  it('may be tried five times in fifteen minutes, over all processes', async () => {
    const { send, secret } = await enrolled()
    const wrong = { code: wrongCode(secret) }
    for (let i = 0; i < 5; i++) assertProblem(await send('/remove', wrong), 401, 'TOTP_REFUSED')
    assertProblem(await send('/remove', { code: codeOf(secret) }), 429, 'RATE_LIMITED')
  })

  it('that is right gives the tries back', async () => {
    const { send, secret } = await enrolled()
    for (let i = 0; i < 4; i++) await send('/remove', { code: wrongCode(secret) })
    assert.equal((await send('/recovery-codes', { code: codeOf(secret) })).status, 200)
    assertProblem(await send('/remove', { code: wrongCode(secret) }), 401, 'TOTP_REFUSED')
    assert.equal((await send('/remove', { code: codeOf(secret, 1) })).status, 204)
  })

  it('is taken no more after a hundred wrong ones, until a recovery code', async () => {
    const { send, secret, recoveryCodes, address } = await enrolled()
    await world().dependencies.pool.query('update app.totp set failures = 100 where account = $1', [address])
    assertProblem(await send('/remove', { code: codeOf(secret) }), 403, 'TOTP_LOCKED')
    const renewed = await send('/recovery-codes', { recoveryCode: recoveryCodes[0] })
    assert.equal(renewed.status, 200)
    assert.equal((await send('/remove', { code: codeOf(secret) })).status, 204)
  })
})

describe('a recovery code', () => {
  it('takes the app away when it is lost, written with or without dashes', async () => {
    const { send, read, recoveryCodes } = await enrolled()
    const code = recoveryCodes[3]?.replaceAll('-', '').toLowerCase()
    assert.equal((await send('/remove', { recoveryCode: code })).status, 204)
    assert.deepEqual((await read()).body, { recoveryCodesLeft: 0 })
    assertProblem(await send('/remove', { recoveryCode: recoveryCodes[4] }), 401, 'RECOVERY_CODE_REFUSED')
  })

  it('is good once, also twice at once, and ends with the next set', async () => {
    const { send, recoveryCodes } = await enrolled()
    const [first, second] = recoveryCodes
    const answers = await Promise.all([1, 2].map(() => send('/recovery-codes', { recoveryCode: first })))
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 401])
    assertProblem(await send('/recovery-codes', { recoveryCode: second }), 401, 'RECOVERY_CODE_REFUSED')
  })

  it('of another account is refused', async () => {
    const [{ recoveryCodes }, { send }] = [await enrolled(), await enrolled()]
    assertProblem(await send('/remove', { recoveryCode: recoveryCodes[0] }), 401, 'RECOVERY_CODE_REFUSED')
  })
})
