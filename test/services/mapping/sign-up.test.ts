import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { Address } from 'viem'
import type { AddressMapDependencies } from '../../../api/domain/address-map/dependencies.ts'
import { eraseContacts } from '../../../api/domain/address-map/erase-contacts.ts'
import { resolveContact } from '../../../api/domain/address-map/resolve-contact.ts'
import { verifyAddressMap } from '../../../api/domain/address-map/verify-address-map.ts'
import { dropExpired, registerContacts } from '../../../api/domain/sign-up/register-contacts.ts'
import type { ApiApp } from '../../../api/http/environment.ts'
import { normalizeContact } from '../../../kit/contact.ts'
import { bearer, call } from '../api/support/calls.ts'
import { newPasskey, register, signInWith } from '../api/support/passkeys.ts'
import { askCode, newNumber, SIGN_UP, takeCode, ticketFor } from '../api/support/sign-up.ts'
import { useApiWorld } from '../api/support/world.ts'
import { useMappingWorld } from './support/mapping-world.ts'

describe('the contact of a sign-up', () => {
  const api = useApiWorld()
  const mapping = useMappingWorld()
  let app: ApiApp
  let dependencies: AddressMapDependencies

  before(() => {
    app = api().freshApp(100, SIGN_UP)
    const { pool, now } = api().dependencies
    dependencies = { ...mapping().dependencies, pool, now }
  })

  /** Signs up as far as a passkey; `signIn` makes it count. */
  async function claim(contact: string) {
    const passkey = newPasskey()
    const signUpTicket = await ticketFor(app, api().dependencies, contact)
    assert.equal((await register(app, passkey, { signUpTicket })).status, 201)
    return passkey
  }
  async function signUp(contact: string) {
    const { body } = await signInWith(app, await claim(contact))
    const statuses = async () => {
      const headers = bearer(body as { accessToken: string })
      const { items } = (await call(app, '/api/v1/auth/contacts', { headers })).body
      return (items as { status: string }[]).map(({ status }) => status)
    }
    return { account: body.account as Address, statuses }
  }
  async function leadsTo(contact: string): Promise<Address | undefined> {
    const found = normalizeContact(contact)
    assert.ok(found)
    const asker = newPasskey().authenticator.publicKey.x.slice(0, 42) as Address
    const resolved = resolveContact(dependencies, { asker, contact: found, purpose: 'transfer' })
    return await resolved.then(
      ({ record }) => record.account,
      (error: { code?: string }) => {
        assert.equal(error.code, 'MAPPING_CONTACT_UNKNOWN')
        return undefined
      },
    )
  }

  it('leads to the account once its passkey has signed in, and is kept nowhere else', async () => {
    const [contact, claimed] = [newNumber(), newNumber()]
    const { account, statuses } = await signUp(contact)
    await claim(claimed)
    await registerContacts(dependencies)
    assert.deepEqual([await statuses(), await leadsTo(contact)], [['registered'], account])
    assert.equal(await leadsTo(claimed), undefined)
    const { rows } = await dependencies.pool.query("select sealed from app.sign_up where outcome = 'registered'")
    assert.deepEqual(rows, [{ sealed: null }])
    assert.deepEqual((await verifyAddressMap(dependencies)).findings, [])
  })

  it('goes when its owner erases it, waiting or withheld, and leads nowhere afterwards', async () => {
    const [waiting, taken] = [newNumber(), newNumber()]
    await signUp(taken)
    await registerContacts(dependencies)
    await signUp(taken)
    await registerContacts(dependencies)
    const { statuses } = await signUp(waiting)
    const { rows } = await dependencies.pool.query(
      "select id from app.sign_up where outcome is null or outcome = 'withheld'",
    )
    for (const { id } of rows) assert.equal(await eraseContacts(dependencies, id), 1)
    await registerContacts(dependencies)
    assert.deepEqual([await statuses(), await leadsTo(waiting)], [[], undefined])
    const left = await dependencies.pool.query('select 1 from app.sign_up where id = any($1)', [
      rows.map(({ id }) => id),
    ])
    assert.ok(rows.length >= 2)
    assert.equal(left.rows.length, 0)
  })

  it('that is erased while it is registered leads nowhere either', async () => {
    const contact = newNumber()
    const { statuses } = await signUp(contact)
    const { pool } = dependencies
    const erasing = Object.assign(Object.create(pool), {
      query: async (text: string, values: string[]) => {
        if (text.includes('set outcome')) await eraseContacts(dependencies, values[0] ?? '')
        return await pool.query(text, values)
      },
    })
    await registerContacts({ ...dependencies, pool: erasing })
    assert.deepEqual([await statuses(), await leadsTo(contact)], [[], undefined])
  })

  it('waits while signers are away and is registered when they are back', async () => {
    const contact = newNumber()
    const { account, statuses } = await signUp(contact)
    const { hsm, auditor } = mapping().signers
    await Promise.all([hsm.kill(), auditor.kill()])
    try {
      await registerContacts(dependencies)
      assert.deepEqual([await statuses(), await leadsTo(contact)], [['pending'], undefined])
    } finally {
      await Promise.all([hsm.start(), auditor.start()])
    }
    await registerContacts(dependencies)
    assert.deepEqual([await statuses(), await leadsTo(contact)], [['registered'], account])
    assert.ok(mapping().lines.length > 0)
    assert.ok(!mapping().lines.join('').includes(contact.slice(1)))
  })

  it('is registered once by whoever comes after a death before the last write, and by two at once', async () => {
    const contact = newNumber()
    const { account, statuses } = await signUp(contact)
    const { pool } = dependencies
    const dying = Object.assign(Object.create(pool), {
      query: (text: string, values: unknown[]) =>
        text.includes('set outcome') ? Promise.reject(new Error('died')) : pool.query(text, values),
    })
    await registerContacts({ ...dependencies, pool: dying })
    assert.deepEqual(await statuses(), ['pending'])
    await Promise.all([registerContacts(dependencies), registerContacts(dependencies)])
    assert.deepEqual([await statuses(), await leadsTo(contact)], [['registered'], account])
    assert.deepEqual((await verifyAddressMap(dependencies)).findings, [])
  })

  it('of another account stays there: the second sign-up ends like a first one that waits', async () => {
    const contact = newNumber()
    const first = await signUp(contact)
    await registerContacts(dependencies)
    const second = await signUp(contact)
    assert.deepEqual(await second.statuses(), ['pending'])
    await registerContacts(dependencies)
    assert.deepEqual([await second.statuses(), await first.statuses()], [['pending'], ['registered']])
    assert.equal(await leadsTo(contact), first.account)
    const { rows } = await dependencies.pool.query("select sealed from app.sign_up where outcome = 'withheld'")
    assert.deepEqual(rows, [{ sealed: null }])
  })

  it('is dropped with its ticket, and its code, when they are over', async () => {
    const [ticketed, asked] = [newNumber(), newNumber()]
    await ticketFor(app, api().dependencies, ticketed)
    await askCode(app, asked)
    await takeCode(api().dependencies, asked)
    const count = async () => {
      const text = `select (select count(*)::int from app.sign_up where credential_id is null) as tickets,
        (select count(*)::int from app.one_time_code) as codes, (select count(*)::int from app.code_budget) as budgets`
      return (await dependencies.pool.query(text)).rows[0]
    }
    await dropExpired(dependencies)
    const { tickets, codes } = await count()
    assert.deepEqual([tickets, codes], [1, 1])
    api().advance(3_601)
    await dropExpired(dependencies)
    assert.deepEqual(await count(), { tickets: 0, codes: 0, budgets: 0 })
  })
})
