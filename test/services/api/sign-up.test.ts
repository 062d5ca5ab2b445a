import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { createApp } from '../../../api/app.ts'
import type { ApiApp } from '../../../api/http/environment.ts'
import { insertContact } from '../../../api/store/address-map/contacts.ts'
import { contactTag, normalizeContact } from '../../../kit/contact.ts'
import { createLogger } from '../../../kit/log.ts'
import { assertProblem, bearer, call, post, signIn } from './support/calls.ts'
import { newPasskey, register, signInWith } from './support/passkeys.ts'
import {
  askCode,
  newAddress,
  newNumber,
  otherThan,
  SIGN_UP,
  takeCode,
  takeMessages,
  ticketFor,
  verify,
} from './support/sign-up.ts'
import { useApiWorld } from './support/world.ts'

const world = useApiWorld()
let shared: ApiApp | undefined
const app = () => {
  shared ??= world().freshApp(100, SIGN_UP)
  return shared
}
const take = (contact: string) => takeCode(world().dependencies, contact)
const ticket = (contact = newNumber()) => ticketFor(app(), world().dependencies, contact)
const contactsOf = async (headers: Record<string, string>) =>
  (await call(app(), '/api/v1/auth/contacts', { headers })).body.items

/** A contact that leads somewhere, as the address map stores it. */
async function knownContact(): Promise<string> {
  const { config, pool } = world().dependencies
  const contact = normalizeContact(newNumber())
  assert.ok(contact)
  const tag = contactTag(config.CONTACT_KEY, contact)
  assert.ok(await insertContact({ queries: pool, ring: config.FIELD_KEYS }, { userId: randomUUID(), contact, tag }))
  return contact.value
}

/** Everything that a caller sees of an answer. */
async function seen(path: string, body: object) {
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': newAddress() }
  const init = { method: 'POST', headers, body: JSON.stringify(body) }
  const response = await app().request(`/api/v1/auth/${path}`, init)
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() }
}

describe('a one-time code', () => {
  it('is sent to a number as SMS and to an address as e-mail', async () => {
    const [number, mail] = [newNumber(), `${randomUUID()}@example.org`]
    await askCode(app(), number)
    await askCode(app(), mail.toUpperCase())
    const messages = [number, mail].map((contact) => takeMessages(world().dependencies, contact))
    const kinds = (await Promise.all(messages)).map((found) => found.map(({ kind, to }) => [kind, to]))
    assert.deepEqual(kinds, [[['sms', number]], [['email', mail]]])
  })

  it('is asked for, tried and refused alike for known and unknown contacts, headers included', async () => {
    const contacts = [await knownContact(), newNumber(), await knownContact()]
    const [asked, wrong, right] = [[], [], []] as Awaited<ReturnType<typeof seen>>[][]
    for (const contact of contacts) {
      asked?.push(await seen('otp', { contact }))
      const code = await take(contact)
      wrong?.push(await seen('otp/verify', { contact, code: otherThan(code) }))
      const proven = await seen('otp/verify', { contact, code })
      const { signUpTicket, ...rest } = JSON.parse(proven.body)
      assert.equal(signUpTicket.length, 43)
      right?.push({ ...proven, body: JSON.stringify(rest) })
    }
    const statuses = [asked, wrong, right].map((answers) => answers?.map(({ status }) => status))
    assert.deepEqual(statuses, [Array(3).fill(202), Array(3).fill(401), Array(3).fill(201)])
    for (const answers of [asked, wrong, right])
      for (const answer of answers ?? []) assert.deepEqual(answer, answers?.[0])
  })

  it('is refused with one answer when it is wrong, expired, used, exhausted, another’s or nobody’s', async () => {
    const [wrong, expired, used, exhausted] = [newNumber(), newNumber(), newNumber(), newNumber()]
    await askCode(app(), expired)
    const old = await take(expired)
    world().advance(301)
    const codes = []
    for (const contact of [wrong, used, exhausted]) {
      await askCode(app(), contact)
      codes.push(await take(contact))
    }
    const [ofWrong = '', ofUsed = '', ofExhausted = ''] = codes
    assert.equal((await verify(app(), used, ofUsed)).status, 201)
    for (let i = 0; i < 5; i++) await verify(app(), exhausted, otherThan(ofExhausted))
    const answers = [
      await verify(app(), wrong, otherThan(ofWrong)),
      await verify(app(), expired, old),
      await verify(app(), used, ofUsed),
      await verify(app(), exhausted, ofExhausted),
      await verify(app(), newNumber(), ofWrong),
    ]
    for (const answer of answers) {
      assertProblem(answer, 401, 'CODE_REFUSED')
      assert.deepEqual(answer.body, answers[0]?.body)
    }
    assert.equal((await verify(app(), wrong, ofWrong)).status, 201)
  })

  it('is taken at its fifth try', async () => {
    const contact = newNumber()
    await askCode(app(), contact)
    const code = await take(contact)
    for (let i = 0; i < 4; i++) await verify(app(), contact, otherThan(code))
    assert.equal((await verify(app(), contact, code)).status, 201)
  })

  it('is good once, also for many at the same time', async () => {
    const contact = newNumber()
    await askCode(app(), contact)
    const code = await take(contact)
    // With connections open already they reach the database together.
    const { pool } = world().dependencies
    await Promise.all([1, 2, 3, 4, 5].map(() => pool.query('select 1')))
    const answers = await Promise.all([1, 2, 3, 4].map(() => verify(app(), contact, code)))
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 401, 401, 401])
  })

  it('replaces the one before', async () => {
    const contact = newNumber()
    // Until two differ: one time in a million they do not.
    const codes = []
    for (let i = 0; i < 5 && new Set(codes).size < 2; i++) {
      await askCode(app(), contact)
      codes.push(await take(contact))
    }
    assertProblem(await verify(app(), contact, codes[0] ?? ''), 401, 'CODE_REFUSED')
    assert.equal((await verify(app(), contact, codes.at(-1) ?? '')).status, 201)
  })

  it('opens nothing when its row is given to another contact', async () => {
    const [own, victim] = [newNumber(), newNumber()]
    await askCode(app(), own)
    const code = await take(own)
    const { config, pool } = world().dependencies
    const [from, to] = [own, victim].map((value) => contactTag(config.CONTACT_KEY, { kind: 'phone', value }))
    await pool.query('update app.one_time_code set tag = $2 where tag = $1', [from, to])
    assertProblem(await verify(app(), victim, code), 401, 'CODE_REFUSED')
  })

  it('is sent to a contact five times an hour over all processes; the sixth request looks the same', async () => {
    const contact = newNumber()
    const apps = [app(), world().freshApp(100, SIGN_UP)]
    const answers = await Promise.all([0, 1, 0, 1, 0, 1].map((i) => askCode(apps[i] ?? app(), contact)))
    for (const { status, body } of answers) assert.deepEqual([status, body], [202, answers[0]?.body])
    assert.equal((await takeMessages(world().dependencies, contact)).length, 5)
    world().advance(3_601)
    await askCode(app(), contact)
    await take(contact)
  })

  it('is asked for twenty times an hour from one address over all processes', async () => {
    const address = newAddress()
    const apps = [app(), world().freshApp(100, SIGN_UP)]
    const ask = (i: number) => askCode(apps[i % 2] ?? app(), newNumber(), address)
    const first = await Promise.all(Array.from({ length: 20 }, (_, i) => ask(i)))
    assert.ok(first.every(({ status }) => status === 202))
    for (const i of [0, 1]) assertProblem(await ask(i), 429, 'RATE_LIMITED')
    world().advance(3_601)
    assert.equal((await ask(0)).status, 202)
  })

  it('is neither sent nor taken where no channel was chosen', async () => {
    const silent = world().freshApp(100, { PROXY_HOPS: 1 })
    assertProblem(await askCode(silent, newNumber()), 503, 'MESSAGES_UNAVAILABLE')
    assertProblem(await verify(silent, newNumber(), '000000'), 503, 'MESSAGES_UNAVAILABLE')
  })

  it('leaves neither itself nor its contact in tables or logs', async () => {
    const lines: string[] = []
    const { config, ...rest } = world().dependencies
    const log = createLogger('api', 'trace', { write: (line) => lines.push(line) })
    const logged = createApp({ ...rest, log, config: { ...config, ...SIGN_UP, RATE_LIMIT_FACTOR: 100 } })
    const contact = newNumber()
    await askCode(logged, contact)
    const { rows } = await rest.pool.query(
      'select row_to_json(c)::text as text from app.one_time_code c union all select row_to_json(m)::text from app.message_outbox m',
    )
    const code = await take(contact)
    await verify(logged, contact, otherThan(code))
    await verify(logged, contact, code)
    const tickets = await rest.pool.query('select row_to_json(s)::text as text from app.sign_up s')
    const digits = contact.slice(1)
    const stored = [...rows, ...tickets.rows].map(({ text }) => text as string)
    assert.ok(stored.length >= 3)
    for (const text of [...stored, ...lines]) assert.ok(!text.includes(digits))
    // As a number of its own: six digits of a time may be the same.
    for (const text of lines) assert.doesNotMatch(text, new RegExp(`(?<![0-9])${code}(?![0-9])`))
  })
})

describe('a sign-up ticket', () => {
  it('leads the contact to the account of a passkey that signs in, and is no session itself', async () => {
    const signUpTicket = await ticket()
    assertProblem(
      await call(app(), '/api/v1/auth/contacts', { headers: bearer({ accessToken: signUpTicket }) }),
      401,
      'TOKEN_INVALID',
    )
    const passkey = newPasskey()
    const registered = await register(app(), passkey, { signUpTicket })
    assert.deepEqual([registered.status, Object.keys(registered.body).toSorted()], [201, ['account', 'credentialId']])
    const signedIn = await signInWith(app(), passkey)
    const headers = bearer(signedIn.body as { accessToken: string })
    assert.deepEqual(await contactsOf(headers), [{ kind: 'phone', status: 'pending' }])
    assert.deepEqual(await contactsOf(bearer(await signIn(app()))), [])
  })

  it('is good for one passkey, within 15 minutes, and not when it is altered', async () => {
    const [used, old] = [await ticket(), await ticket()]
    const altered = `${used.startsWith('A') ? 'B' : 'A'}${used.slice(1)}`
    assertProblem(await register(app(), newPasskey(), { signUpTicket: altered }), 401, 'SIGN_UP_TICKET_REFUSED')
    assert.equal((await register(app(), newPasskey(), { signUpTicket: used })).status, 201)
    assertProblem(await register(app(), newPasskey(), { signUpTicket: used }), 401, 'SIGN_UP_TICKET_REFUSED')
    world().advance(901)
    assertProblem(await register(app(), newPasskey(), { signUpTicket: old }), 401, 'SIGN_UP_TICKET_REFUSED')
  })

  it('and its passkey are taken together or not at all', async () => {
    const [taken, next] = [newPasskey(), newPasskey()]
    await register(app(), taken)
    await signInWith(app(), taken)
    const signUpTicket = await ticket()
    assertProblem(await register(app(), taken, { signUpTicket }), 422, 'PASSKEY_TAKEN')
    assertProblem(await register(app(), next, { signUpTicket: 'A'.repeat(43) }), 401, 'SIGN_UP_TICKET_REFUSED')
    assertProblem(await signInWith(app(), next), 401, 'PASSKEY_REFUSED')
    assert.equal((await register(app(), next, { signUpTicket })).status, 201)
  })

  it('is not taken in a session', async () => {
    const headers = bearer(await signIn(app()))
    const answer = await register(app(), newPasskey(), { headers, signUpTicket: await ticket() })
    assertProblem(answer, 401, 'SIGN_UP_TICKET_REFUSED')
  })

  it('goes with a claim that whoever holds the key replaces', async () => {
    const passkey = newPasskey()
    await register(app(), passkey, { signUpTicket: await ticket() })
    await register(app(), passkey)
    const { body } = await signInWith(app(), passkey)
    assert.deepEqual(await contactsOf(bearer(body as { accessToken: string })), [])
  })

  it('is refused by its form before anything is looked up', async () => {
    const answer = await post(app(), '/api/v1/auth/otp/verify', { contact: newNumber(), code: '12345' })
    assertProblem(answer, 400, 'REQUEST_INVALID')
  })
})
