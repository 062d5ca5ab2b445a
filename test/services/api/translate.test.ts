import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, describe, it } from 'node:test'
import type { LocalAccount } from 'viem'
import { createApp } from '../../../api/app.ts'
import { registerContact } from '../../../api/domain/address-map/register-contact.ts'
import type { ApiApp } from '../../../api/http/environment.ts'
import { ensureDataKey, readDataKey, shredDataKey } from '../../../api/store/data-keys.ts'
import { Addresses } from '../../../kit/addresses.ts'
import { changeMapping, ownMappings, resolveContact } from '../../../sdk/src/client/contacts.ts'
import type { Http } from '../../../sdk/src/client/http.ts'
import { createProtocolReader } from '../../../sdk/src/client/protocol.ts'
import { newContact, signChange, useMappingWorld } from '../mapping/support/mapping-world.ts'
import { bearer, call, newAccount, post, signIn, type Tokens } from './support/calls.ts'
import { useApiWorld } from './support/world.ts'

describe('phone numbers and e-mail addresses instead of addresses', () => {
  const api = useApiWorld()
  const mapping = useMappingWorld()
  let app: ApiApp
  const sessions = new Map<string, Tokens>()

  before(async () => {
    const { pool } = api().dependencies
    await pool.query('create schema live')
    await pool.query('create table live.account (chain_id integer, address text, level integer)')
    const { config, mappingSigners, addresses } = mapping().dependencies
    const own = api().dependencies
    const { MAPPING_SIGNERS, CONTACT_KEY, FIELD_KEYS } = config
    const settings = { ...own.config, MAPPING_SIGNERS, CONTACT_KEY, FIELD_KEYS, RATE_LIMIT_FACTOR: 10 }
    // The signers sign for their own deployment's core.
    const contracts = { ...own.addresses.toJSON(), ...addresses.toJSON() }
    const both = new Addresses('test', new Map(Object.entries(contracts)))
    app = createApp({ ...own, addresses: both, mappingSigners, config: settings })
  })

  /** Somebody signed in, of a KYC level on chain. */
  async function person(level = 1): Promise<LocalAccount> {
    const account = newAccount()
    sessions.set(account.address, await signIn(app, account))
    const { chainId, pool } = api().dependencies
    await pool.query('insert into live.account values ($1, $2, $3)', [chainId, account.address.toLowerCase(), level])
    return account
  }
  const session = ({ address }: LocalAccount) => bearer(sessions.get(address) ?? { accessToken: '' })
  const resolve = (account: LocalAccount, contact: string, purpose = 'transfer') =>
    post(app, '/api/v1/translate/resolve', { contact, purpose }, session(account))
  async function register(account: LocalAccount) {
    const contact = newContact()
    const { config, mappingSigners, addresses } = mapping().dependencies
    const dependencies = { ...api().dependencies, config, mappingSigners, addresses }
    return {
      contact,
      logged: await registerContact(dependencies, { contact, account: account.address, userId: randomUUID() }),
    }
  }

  it('tells the account, in whatever form the contact is written', async () => {
    const [asker, owner] = [await person(), await person()]
    const { contact } = await register(owner)
    const written = contact.value.replace('+49', '+49 (').replace('151', '151) ')
    const { status, body } = await resolve(asker, written)
    assert.deepEqual([status, body.account, body.version], [200, owner.address, 1])
  })

  it('tells nobody without a session, and nobody without a KYC level', async () => {
    const anonymous = await post(app, '/api/v1/translate/resolve', { contact: '+4915112345678', purpose: 'transfer' })
    assert.equal(anonymous.body.code, 'AUTH_REQUIRED')
    const { status, body } = await resolve(await person(0), '+4915112345678')
    assert.deepEqual([status, body.code], [403, 'MAPPING_LEVEL_REQUIRED'])
  })

  it('answers unknown contacts alike and never repeats them', async () => {
    const asker = await person()
    const answers = [await resolve(asker, '+4917600000000'), await resolve(asker, 'nobody@example.org')]
    for (const { status, body } of answers) {
      assert.deepEqual([status, body.code], [404, 'MAPPING_CONTACT_UNKNOWN'])
      assert.deepEqual(body, answers[0]?.body)
    }
    const malformed = await resolve(asker, '0176 1234567')
    assert.equal(malformed.body.code, 'REQUEST_INVALID')
    assert.ok(!JSON.stringify(malformed.body).includes('1234567'))
  })

  it('shows an owner what leads to her, and lets her lead it elsewhere by a signature', async () => {
    const [asker, owner, next] = [await person(), await person(), await person()]
    const { contact, logged } = await register(owner)
    const own = await call(app, '/api/v1/translate/mappings', { headers: session(owner) })
    const [item] = own.body.items as [Record<string, unknown>]
    assert.deepEqual(
      [item.contact, item.account, item.version, item.signedBy],
      [contact.value, owner.address, 1, ['platform', 'hsm', 'auditor']],
    )

    const { authorization, userCommitment, ...target } = await signChange(mapping(), {
      last: logged,
      signer: owner,
      account: next.address,
    })
    assert.equal(target.previous, item.digest)
    const path = `/api/v1/translate/mappings/${userCommitment}/changes`
    const changed = await post(app, path, { ...target, ...authorization }, session(asker))
    assert.deepEqual([changed.status, changed.body.account, changed.body.contact], [200, next.address, undefined])
    const again = await post(app, path, { ...target, ...authorization }, session(asker))
    assert.deepEqual(again.body, changed.body)
    assert.equal((await resolve(asker, contact.value, 'withdrawal')).body.code, 'MAPPING_COOLING_DOWN')
    const left = await call(app, '/api/v1/translate/mappings', { headers: session(owner) })
    assert.deepEqual(left.body.items, [])
  })

  it('is changed and looked up by the client library', async () => {
    const [owner, next] = [await person(), await person()]
    const { contact } = await register(owner)
    const http = httpOf(owner)
    const protocol = await createProtocolReader(http)()
    const session = { account: owner, http, protocol }
    const [own] = await ownMappings(session)
    assert.ok(own)
    const changed = await changeMapping(session, own, { account: next.address })
    assert.equal(changed.version, 2)
    assert.equal((await resolveContact(session, contact.value)).account, next.address)
    const [taken] = await ownMappings({ http: httpOf(next) })
    assert.equal(taken?.contact, contact.value)
  })

  /** The client's transport over the app itself. */
  function httpOf(account: LocalAccount): Http {
    const ask = async (path: string, init: RequestInit) => {
      const { status, body } = await call(app, path, init)
      assert.ok(status < 300, JSON.stringify(body))
      return body as never
    }
    return {
      get: (path) => ask(path, { headers: session(account) }),
      post: (path, body) =>
        ask(path, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...session(account) },
          body: JSON.stringify(body),
        }),
    } as Http
  }

  it('makes one data key of a person, however many ask at once, and none after it was shredded', async () => {
    const { pool, config } = mapping().dependencies
    const [access, user] = [{ queries: pool, ring: config.FIELD_KEYS }, randomUUID()]
    const keys = await Promise.all(Array.from({ length: 8 }, () => ensureDataKey(access, user)))
    for (const key of keys) assert.deepEqual(key, keys[0])
    assert.equal(await shredDataKey(pool, user), true)
    assert.equal(await shredDataKey(pool, user), false)
    assert.equal(await readDataKey(access, user), undefined)
  })
})
