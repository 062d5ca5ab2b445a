import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import type { LocalAccount } from 'viem'
import { digestOf } from '../../../api/domain/step-up/operation.ts'
import type { ApiApp } from '../../../api/http/environment.ts'
import { type Answer, assertProblem, bearer, call, messageFor, newAccount, post, signIn } from './support/calls.ts'
import { assertionOf, bornWith, newPasskey, register } from './support/passkeys.ts'
import { useApiWorld } from './support/world.ts'

const STEP_UP = '/api/v1/auth/step-up'
const QUOTES = '/api/v1/payments/quotes'
const OPTIONS = '/api/v1/auth/passkeys/registration-options'
const QUOTE = { pay: 'USDC', amount: '10.00' }
const world = useApiWorld()
type Headers = Record<string, string>

/** Long enough after the sign-in that it proves nothing any more; its token still lives. */
const grow = () => world().advance(301)

/** The request that a proof is for. */
function operationOf(path: string, body: unknown) {
  const bodySha256 = createHash('sha256').update(JSON.stringify(body)).digest('hex')
  return { method: 'POST', path, bodySha256 }
}

async function proveByWallet(
  app: ApiApp,
  account: LocalAccount,
  headers: Headers,
  operation?: ReturnType<typeof operationOf>,
) {
  const message = await messageFor(app, account.address, operation ? { requestId: digestOf(operation) } : {})
  const signature = await account.signMessage({ message })
  return await post(app, STEP_UP, { kind: 'wallet', message, signature, operation }, headers)
}

async function aged(app = world().freshApp(100)) {
  const account = newAccount()
  const headers = bearer(await signIn(app, account))
  grow()
  return { app, account, headers }
}

/** Whether a refusal says what would do (RFC 9470). */
function assertStepUp(answer: Answer, ...parts: string[]): void {
  assertProblem(answer, 401, 'STEP_UP_REQUIRED')
  const challenge = answer.headers.get('www-authenticate') ?? ''
  for (const part of ['error="insufficient_user_authentication"', ...parts])
    assert.ok(challenge.includes(part), challenge)
}

describe('a session whose sign-in is older than five minutes', () => {
  it('is told which proofs would do', async () => {
    const { app, headers } = await aged()
    assertStepUp(
      await post(app, QUOTES, QUOTE, headers),
      'Bearer ',
      'acr_values="wallet passkey totp otp"',
      'max_age="300"',
    )
    assertStepUp(await post(app, OPTIONS, { label: 'a' }, headers), 'acr_values="wallet passkey totp"')
  })

  it('still reads, ends itself and cancels', async () => {
    const { app, headers } = await aged()
    assert.equal((await call(app, '/api/v1/auth/sessions', { headers })).status, 200)
    assertProblem(await post(app, '/api/v1/orders/cancel-all', {}, headers), 503, 'SEQUENCER_UNAVAILABLE')
    assert.equal((await post(app, '/api/v1/auth/sign-out', {}, headers)).status, 204)
  })

  it('does what takes a recent proof once its wallet signed again, for five minutes', async () => {
    const { app, account, headers } = await aged()
    const proven = await proveByWallet(app, account, headers)
    assert.deepEqual([proven.status, proven.body.kind, proven.body.operation], [200, 'wallet', undefined])
    for (let i = 0; i < 2; i++) assert.equal((await post(app, OPTIONS, { label: 'a' }, headers)).status, 201)
    grow()
    assertStepUp(await post(app, OPTIONS, { label: 'a' }, headers))
  })

  it('is not raised by what was proven in another session', async () => {
    const { app, account, headers } = await aged()
    const other = bearer(await signIn(app, account))
    grow()
    await proveByWallet(app, account, other)
    assertStepUp(await post(app, OPTIONS, { label: 'a' }, headers))
  })

  it('is raised by a passkey that has signed in, not by a mere claim', async () => {
    const app = world().freshApp(100)
    const [passkey, claim] = [newPasskey(), newPasskey()]
    const headers = bearer(await bornWith(app, passkey))
    assert.equal((await register(app, claim, { headers })).status, 201)
    grow()
    const prove = async (used: typeof passkey, options = headers) => {
      const { body } = await post(app, `${STEP_UP}/passkey-options`, {}, options)
      const credential = await assertionOf(used, String(body.challenge))
      return await post(app, STEP_UP, { kind: 'passkey', credential }, headers)
    }
    assertProblem(await prove(claim), 401, 'PASSKEY_REFUSED')
    assertProblem(await prove(newPasskey()), 401, 'PASSKEY_REFUSED')
    assertProblem(await prove(passkey, bearer(await signIn(app))), 401, 'PASSKEY_REFUSED')
    assertStepUp(await post(app, OPTIONS, { label: 'a' }, headers))
    assert.equal((await prove(passkey)).body.kind, 'passkey')
    assert.equal((await post(app, OPTIONS, { label: 'a' }, headers)).status, 201)
  })

  it('is raised by a code of the app and by a recovery code', async () => {
    const app = world().freshApp(100)
    const headers = bearer(await signIn(app))
    const { secret } = (await post(app, '/api/v1/auth/totp', {}, headers)).body
    const code = () => {
      const timestamp = world().dependencies.now().getTime()
      return new TOTP({ secret: Secret.fromBase32(String(secret)) }).generate({ timestamp })
    }
    const { recoveryCodes } = (await post(app, '/api/v1/auth/totp/confirm', { code: code() }, headers)).body
    const recoveryCode = (recoveryCodes as string[])[0]
    for (const proof of [() => ({ kind: 'totp', code: code() }), () => ({ kind: 'recovery-code', recoveryCode })]) {
      grow()
      assertStepUp(await post(app, OPTIONS, { label: 'a' }, headers))
      assert.equal((await post(app, STEP_UP, proof(), headers)).body.kind, 'totp')
      assert.equal((await post(app, OPTIONS, { label: 'a' }, headers)).status, 201)
    }
  })

  it('is not raised by another account’s wallet, nor by a code of nobody', async () => {
    const { app, headers } = await aged()
    assertProblem(await proveByWallet(app, newAccount(), headers), 403, 'ACCOUNT_MISMATCH')
    const contact = '+4915112345678'
    assertProblem(await post(app, `${STEP_UP}/otp`, { contact }, headers), 404, 'STEP_UP_CONTACT_UNKNOWN')
    const outbox = world().freshApp(1, { MESSAGES: 'outbox' })
    const code = { kind: 'otp', contact, code: '123456' }
    assertProblem(await post(outbox, STEP_UP, code, headers), 401, 'CODE_REFUSED')
    assertStepUp(await post(app, QUOTES, QUOTE, headers))
  })
})

describe('a proof for one request', () => {
  /** Quotes are not among what may share a proof here. */
  const strict = () => world().freshApp(100, { PROOF_REUSE: [] })
  const digest = digestOf(operationOf(QUOTES, QUOTE) as Parameters<typeof digestOf>[0])
  /** Past the proof: the index is away. */
  const isThrough = (answer: Answer) => answer.body.code !== 'STEP_UP_REQUIRED'

  it('is demanded where proofs are not shared, also right after the sign-in', async () => {
    const app = strict()
    const headers = bearer(await signIn(app))
    assertStepUp(await post(app, QUOTES, QUOTE, headers), `operation="${digest}"`)
  })

  it('by a wallet is good for exactly that request, once', async () => {
    const app = strict()
    const account = newAccount()
    const headers = bearer(await signIn(app, account))
    const proven = await proveByWallet(app, account, headers, operationOf(QUOTES, QUOTE))
    assert.deepEqual([proven.status, proven.body.operation], [200, digest])
    assertStepUp(await post(app, QUOTES, { ...QUOTE, amount: '11.00' }, headers))
    assertStepUp(await post(app, OPTIONS, { label: 'a' }, headers))
    assert.ok(isThrough(await post(app, QUOTES, QUOTE, headers)))
    assertStepUp(await post(app, QUOTES, QUOTE, headers))
  })

  it('used by two at once lets one through', async () => {
    const app = strict()
    const account = newAccount()
    const headers = bearer(await signIn(app, account))
    await proveByWallet(app, account, headers, operationOf(QUOTES, QUOTE))
    const answers = await Promise.all([1, 2, 3].map(() => post(app, QUOTES, QUOTE, headers)))
    assert.equal(answers.filter(isThrough).length, 1)
  })

  it('by a passkey is over a challenge of that operation', async () => {
    const app = strict()
    const passkey = newPasskey()
    const headers = bearer(await bornWith(world().freshApp(100), passkey))
    const operation = operationOf(QUOTES, QUOTE)
    const { body } = await post(app, `${STEP_UP}/passkey-options`, { operation }, headers)
    const credential = await assertionOf(passkey, String(body.challenge))
    const proven = await post(app, STEP_UP, { kind: 'passkey', credential }, headers)
    assert.equal(proven.body.operation, digest)
    assertProblem(await post(app, STEP_UP, { kind: 'passkey', credential }, headers), 401, 'PASSKEY_CHALLENGE_UNKNOWN')
    assertStepUp(await post(app, QUOTES, { ...QUOTE, amount: '11.00' }, headers))
    assert.ok(isThrough(await post(app, QUOTES, QUOTE, headers)))
  })

  it('does not stand for whatever else the session does', async () => {
    const { app, account, headers } = await aged()
    await proveByWallet(app, account, headers, operationOf(QUOTES, QUOTE))
    assertStepUp(await post(app, OPTIONS, { label: 'a' }, headers))
  })

  it('is over after five minutes', async () => {
    const app = strict()
    const account = newAccount()
    const headers = bearer(await signIn(app, account))
    await proveByWallet(app, account, headers, operationOf(QUOTES, QUOTE))
    grow()
    assertStepUp(await post(app, QUOTES, QUOTE, headers))
  })

  it('is refused when the message is over something else, and opens no session', async () => {
    const { app, account, headers } = await aged()
    const operation = operationOf(QUOTES, QUOTE)
    const message = await messageFor(app, account.address, { requestId: digestOf(operationOf(OPTIONS, QUOTE)) })
    const proof = { kind: 'wallet', message, signature: await account.signMessage({ message }), operation }
    assertProblem(await post(app, STEP_UP, proof, headers), 422, 'STEP_UP_OPERATION')
    const other = await messageFor(app, account.address, { requestId: digest })
    const signature = await account.signMessage({ message: other })
    assertProblem(await post(app, '/api/v1/auth/siwe', { message: other, signature }), 422, 'STEP_UP_OPERATION')
  })
})

describe('the digest of an operation', () => {
  it('is the one of the document', () => {
    const bodySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    const expected = createHash('sha256').update(`genex operation\nPOST\n/api/v1/x?y=1\n${bodySha256}`).digest('hex')
    assert.equal(digestOf({ method: 'POST', path: '/api/v1/x?y=1', bodySha256 }), expected)
    assert.throws(() => digestOf({ method: 'POST\n', path: '/', bodySha256 }), RangeError)
  })
})
