import assert from 'node:assert/strict'
import type { Server } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { Browser, Page } from 'playwright-core'
import { coordinatesOf } from '../../../api/domain/passkeys/public-key.ts'
import { passkeyAddress } from '../../../sdk/src/passkey/address.ts'
import { addAuthenticator, launchBrowser } from '../../support/browser.ts'
import { newNumber, takeCode } from '../api/support/sign-up.ts'
import { ACCOUNT_REGISTRY, useApiWorld } from '../api/support/world.ts'
import { freePort } from '../relayer/support/places.ts'

const world = useApiWorld()
let browser: Browser
let server: Server
let page: Page

/** Runs in the page: one POST (or GET without a body) to the API. */
const CALL = `async (path, body, token) => {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: 'Bearer ' + token } : {}) }
  const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) }
  const response = await fetch('/api/v1/auth/' + path, init)
  return { status: response.status, body: await response.json() }
}`

const REGISTER = `(async () => {
  const call = ${CALL}
  const options = (await call('passkeys/registration-options', { label: 'Laptop' })).body
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options)
  const credential = await navigator.credentials.create({ publicKey })
  const spki = Array.from(new Uint8Array(credential.response.getPublicKey()))
  return { spki, ...(await call('passkeys', { label: 'Laptop', credential: credential.toJSON() })) }
})()`

/** Runs in the page: what a sign-up form does, in two steps, since a person reads her messages in between. */
const ASK_CODE = (contact: string) => `(async () => {
  const call = ${CALL}
  return (await call('otp', { contact: '${contact}' })).status
})()`

const SIGN_UP_WITH = (contact: string, code: string) => `(async () => {
  const call = ${CALL}
  const { signUpTicket } = (await call('otp/verify', { contact: '${contact}', code: '${code}' })).body
  const options = (await call('passkeys/registration-options', { label: 'Laptop' })).body
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options)
  const credential = (await navigator.credentials.create({ publicKey })).toJSON()
  return await call('passkeys', { label: 'Laptop', credential, signUpTicket })
})()`

const SIGN_IN = `(async () => {
  const call = ${CALL}
  const options = (await call('passkeys/sign-in-options', {})).body
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
  const credential = await navigator.credentials.get({ publicKey })
  const { status, body } = await call('passkeys/sign-in', { credential: credential.toJSON(), device: 'Laptop' })
  const read = async (path) => (await call(path, undefined, body.accessToken)).body.items
  return { status, body, sessions: await read('sessions'), contacts: await read('contacts') }
})()`

interface Registered {
  spki: number[]
  status: number
  body: { account: string }
}

interface SignedIn {
  status: number
  body: { account: string }
  sessions: { device: string; method: string; isCurrent: boolean }[]
  contacts: { kind: string; status: string }[]
}

describe('a person with a browser', () => {
  let account = ''
  let takeAwayAuthenticator: () => Promise<void>

  before(async () => {
    const port = await freePort()
    const origin = `http://localhost:${port}`
    const place = {
      PUBLIC_URL: origin,
      PASSKEY_RP_ID: 'localhost',
      PASSKEY_ORIGINS: [origin],
      MESSAGES: 'outbox' as const,
    }
    const site = new Hono()
    site.get('/page', (context) => context.html('<!doctype html><title>bare page</title>'))
    site.route('/', world().freshApp(100, place))
    server = serve({ fetch: site.fetch, hostname: '127.0.0.1', port }) as Server
    browser = await launchBrowser()
    page = await browser.newPage()
    await page.goto(`${origin}/page`)
    takeAwayAuthenticator = await addAuthenticator(page)
  })

  after(async () => {
    await browser?.close()
    server?.close()
  })

  it('makes a passkey on a bare page, and her account is the one of its key', async () => {
    const { spki, status, body } = await page.evaluate<Registered>(REGISTER)
    assert.equal(status, 201, JSON.stringify(body))
    const point = `0x${Buffer.from(spki.slice(-64)).toString('hex')}` as const
    account = passkeyAddress(ACCOUNT_REGISTRY, coordinatesOf(point))
    assert.equal(body.account, account)
  })

  it('signs in with it, again later, and sees her devices', async () => {
    const first = await page.evaluate<SignedIn>(SIGN_IN)
    assert.deepEqual([first.status, first.body.account], [200, account])
    const again = await page.evaluate<SignedIn>(SIGN_IN)
    assert.deepEqual(
      again.sessions.map(({ device, method, isCurrent }) => [device, method, isCurrent]),
      [
        ['Laptop', 'passkey', true],
        ['Laptop', 'passkey', false],
      ],
    )
  })

  it('signs up on another device with her number and a passkey, and sees that device alone', async () => {
    await takeAwayAuthenticator()
    await addAuthenticator(page)
    const contact = newNumber()
    assert.equal(await page.evaluate(ASK_CODE(contact)), 202)
    const code = await takeCode(world().dependencies, contact)
    const registered = await page.evaluate<Registered>(SIGN_UP_WITH(contact, code))
    assert.equal(registered.status, 201, JSON.stringify(registered.body))
    const { status, body, sessions, contacts } = await page.evaluate<SignedIn>(SIGN_IN)
    assert.deepEqual([status, body.account], [200, registered.body.account])
    assert.notEqual(body.account, account)
    assert.deepEqual(
      sessions.map(({ device, method, isCurrent }) => [device, method, isCurrent]),
      [['Laptop', 'passkey', true]],
    )
    assert.deepEqual(contacts, [{ kind: 'phone', status: 'pending' }])
  })
})
