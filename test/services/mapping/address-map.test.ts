import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { type Change, changeMapping } from '../../../api/domain/address-map/change-mapping.ts'
import { authorityOf } from '../../../api/domain/address-map/dependencies.ts'
import { eraseContacts } from '../../../api/domain/address-map/erase-contacts.ts'
import { registerContact } from '../../../api/domain/address-map/register-contact.ts'
import { resolveContact } from '../../../api/domain/address-map/resolve-contact.ts'
import { verifyAddressMap } from '../../../api/domain/address-map/verify-address-map.ts'
import { readChain } from '../../../api/store/address-map/records.ts'
import { checkSignatures } from '../../../sdk/src/mapping/parties.ts'
import { NOWHERE, newAccount, newContact, signChange, useMappingWorld } from './support/mapping-world.ts'

const DAY_SEC = 86_400
const hasCode = (code: string) => ({ code })

describe('the address map', () => {
  const world = useMappingWorld()

  async function register() {
    const [contact, account, userId] = [newContact(), newAccount(), randomUUID()]
    const mapping = await registerContact(world().dependencies, { contact, account: account.address, userId })
    return { contact, account, userId, mapping }
  }
  const resolve = (contact: ReturnType<typeof newContact>, purpose: 'transfer' | 'withdrawal' = 'withdrawal') =>
    resolveContact(world().dependencies, { asker: newAccount().address, contact, purpose })

  /** The account that the change led to, or the code of its refusal. BUSY is asked again: another call may have carried this change. */
  async function changeUntilAnswered(change: Change): Promise<string> {
    for (;;) {
      const outcome = await changeMapping(world().dependencies, change).then(
        ({ record }) => record.account,
        ({ code }: { code: string }) => code,
      )
      if (outcome !== 'MAPPING_BUSY') return outcome
    }
  }

  it('leads a contact to an account by three signatures', async () => {
    const { contact, account, mapping } = await register()

    const found = await resolve(contact)
    assert.equal(found.record.account, account.address)
    const { valid } = await checkSignatures(authorityOf(world().dependencies), mapping)
    assert.deepEqual(valid, ['platform', 'hsm', 'auditor'])
  })

  it('holds neither contact, plain hash nor salt in the record and in no log', async () => {
    const { contact, mapping } = await register()
    const { rows } = await world().dependencies.pool.query('select * from address_map.contact')
    const seen = [JSON.stringify(rows), JSON.stringify(mapping), ...world().lines]
    for (const signer of Object.values(world().signers)) seen.push(...signer.lines)
    for (const text of seen) assert.ok(!text.includes(contact.value.slice(1)))
  })

  it('is given the same mapping again, and refuses another account for the contact', async () => {
    const { contact, account, userId, mapping } = await register()
    const { dependencies } = world()
    const again = await registerContact(dependencies, { contact, account: account.address, userId })
    assert.equal(again.position, mapping.position)
    for (const other of [{ account: newAccount().address }, { userId: randomUUID() }]) {
      const registration = { contact, account: account.address, userId, ...other }
      await assert.rejects(registerContact(dependencies, registration), hasCode('MAPPING_CONTACT_TAKEN'))
    }
  })

  it('changes by the present account’s signature, and pays withdrawals there after a day only', async () => {
    const { contact, account, mapping } = await register()
    const next = newAccount().address
    await changeMapping(
      world().dependencies,
      await signChange(world(), { last: mapping, signer: account, account: next }),
    )

    assert.equal((await resolve(contact, 'transfer')).record.account, next)
    await assert.rejects(resolve(contact), hasCode('MAPPING_COOLING_DOWN'))
    world().advance(DAY_SEC + 1)
    assert.equal((await resolve(contact)).record.account, next)
    world().advance(-DAY_SEC - 1)
  })

  it('is changed by nobody else', async () => {
    const { mapping } = await register()
    const thief = newAccount()
    const change = await signChange(world(), { last: mapping, signer: thief, account: thief.address })
    await assert.rejects(changeMapping(world().dependencies, change), hasCode('MAPPING_NOT_AUTHORIZED'))
    assert.equal((await readChain(world().dependencies.pool, mapping.record.userCommitment)).length, 1)
  })

  it('refuses a change that is too late, too early or of another version', async () => {
    const { account, mapping } = await register()
    const { dependencies } = world()
    const nowSec = Math.floor(dependencies.now().getTime() / 1000)
    const wish = { last: mapping, signer: account, account: newAccount().address }
    for (const deadline of [nowSec - 100, nowSec + DAY_SEC])
      await assert.rejects(
        changeMapping(dependencies, await signChange(world(), { ...wish, deadline })),
        hasCode('MAPPING_CHANGE_EXPIRED'),
      )
    const change = await signChange(world(), wish)
    await assert.rejects(changeMapping(dependencies, { ...change, version: 3 }), hasCode('MAPPING_SUPERSEDED'))
    const unknown = { ...change, userCommitment: `0x${'12'.repeat(32)}` as const }
    await assert.rejects(changeMapping(dependencies, unknown), hasCode('MAPPING_UNKNOWN'))
  })

  it('lets one of two changes at once win', async () => {
    const { account, mapping } = await register()
    const changes = await Promise.all(
      [1, 2, 3].map(() => signChange(world(), { last: mapping, signer: account, account: newAccount().address })),
    )
    const outcomes = await Promise.all(changes.map((change) => changeUntilAnswered(change)))

    const chain = await readChain(world().dependencies.pool, mapping.record.userCommitment)
    assert.equal(chain.length, 2)
    const losers = outcomes.filter((outcome) => outcome === 'MAPPING_SUPERSEDED')
    assert.equal(losers.length, 2)
    assert.ok(outcomes.includes(chain.at(-1)?.record.account ?? 'none'))
  })

  it('ends by the account’s signature; registered anew, the contact waits as after a change', async () => {
    const { contact, account, mapping } = await register()
    await changeMapping(
      world().dependencies,
      await signChange(world(), { last: mapping, signer: account, account: NOWHERE }),
    )

    await assert.rejects(resolve(contact, 'transfer'), hasCode('MAPPING_CONTACT_UNKNOWN'))
    const again = await registerContact(world().dependencies, {
      contact,
      account: newAccount().address,
      userId: randomUUID(),
    })
    assert.notEqual(again.record.userCommitment, mapping.record.userCommitment)
    await assert.rejects(resolve(contact), hasCode('MAPPING_COOLING_DOWN'))
  })

  it('answers an erased contact like an unknown one, and its chain still verifies', async () => {
    const { contact, userId, mapping } = await register()
    const { dependencies } = world()
    assert.equal(await eraseContacts(dependencies, userId), 1)

    await assert.rejects(resolve(contact, 'transfer'), hasCode('MAPPING_CONTACT_UNKNOWN'))
    await assert.rejects(resolve(newContact(), 'transfer'), hasCode('MAPPING_CONTACT_UNKNOWN'))
    assert.equal((await readChain(dependencies.pool, mapping.record.userCommitment)).length, 1)
    const report = await verifyAddressMap(dependencies)
    assert.deepEqual(report.findings, [])
    assert.ok(report.erased >= 1)
  })

  it('gives an account 20 misses a day, many at once or not', async () => {
    const asker = newAccount().address
    const { contact } = await register()
    const ask = (wanted: ReturnType<typeof newContact>) =>
      resolveContact(world().dependencies, { asker, contact: wanted, purpose: 'transfer' })
    for (let i = 0; i < 25; i++) await ask(contact)
    const outcomes = await Promise.allSettled(Array.from({ length: 40 }, () => ask(newContact())))
    const codes = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : 'found'))
    assert.equal(codes.filter((code) => code === 'MAPPING_CONTACT_UNKNOWN').length, 20)
    assert.equal(codes.filter((code) => code === 'MAPPING_LOOKUPS_EXHAUSTED').length, 20)
    await assert.rejects(ask(contact), hasCode('MAPPING_LOOKUPS_EXHAUSTED'))
    world().advance(DAY_SEC)
    assert.ok(await ask(contact))
    world().advance(-DAY_SEC)
  })
})
