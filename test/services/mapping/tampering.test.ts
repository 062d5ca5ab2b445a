import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, describe, it } from 'node:test'
import fc from 'fast-check'
import { changeMapping } from '../../../api/domain/address-map/change-mapping.ts'
import { takeCheckpoint } from '../../../api/domain/address-map/checkpoint.ts'
import type { AddressMapDependencies } from '../../../api/domain/address-map/dependencies.ts'
import { placeRecords } from '../../../api/domain/address-map/place-records.ts'
import { registerContact } from '../../../api/domain/address-map/register-contact.ts'
import { resolveContact } from '../../../api/domain/address-map/resolve-contact.ts'
import { verifyAddressMap } from '../../../api/domain/address-map/verify-address-map.ts'
import type { Contact } from '../../../kit/contact.ts'
import { newAccount, newContact, signChange, useMappingWorld } from './support/mapping-world.ts'

const RUNS = process.env.LONG ? 500 : 40
const hasCode = (code: string) => ({ code })

/** A column, and an expression that makes another value of it. */
const FIELDS = {
  record: {
    user_commitment: 'overlay(user_commitment placing $flip from 12)',
    version: 'version + 7',
    account: 'overlay(account placing $flip from 12)',
    guardian: 'overlay(guardian placing $flip from 12)',
    previous: 'overlay(previous placing $flip from 12)',
    issued_at: 'issued_at + 1',
    withdrawals_from: 'withdrawals_from - 1',
    place: 'overlay(place placing $flip from 30)',
    signatures: "signatures - 'hsm' - 'auditor'",
  },
  contact: {
    user_id: "user_id || '0'",
    kind: "case kind when 'phone' then 'email' else 'phone' end",
    tag: 'overlay(tag placing $flip from 12)',
    sealed_contact: 'overlay(sealed_contact placing $letter from 30)',
    sealed_salt: 'overlay(sealed_salt placing $letter from 30)',
  },
} as const

describe('an address map that somebody with the database altered', () => {
  const world = useMappingWorld()
  const contacts: Contact[] = []
  let dependencies: AddressMapDependencies
  const query = (text: string, values: unknown[] = []) => dependencies.pool.query(text, values)
  const resolve = (contact: Contact | undefined) => {
    assert.ok(contact)
    return resolveContact(dependencies, { asker: newAccount().address, contact, purpose: 'withdrawal' })
  }
  const verify = () => verifyAddressMap(dependencies)

  before(async () => {
    const { config, ...rest } = world().dependencies
    dependencies = { ...rest, config: { ...config, MAPPING_CHECKPOINT_SEC: 0, MAPPING_COOL_DOWN_SEC: 86_400 } }
    for (let i = 0; i < 6; i++) {
      const [contact, account] = [newContact(), newAccount()]
      const mapping = await registerContact(dependencies, { contact, account: account.address, userId: randomUUID() })
      contacts.push(contact)
      // Every second one has a second version; a root is signed after the fourth contact.
      if (i % 2 === 1)
        await changeMapping(
          dependencies,
          await signChange(world(), { last: mapping, signer: account, account: account.address }),
        )
      if (i === 3) assert.equal((await takeCheckpoint(dependencies))?.size, 6)
    }
    await placeRecords(dependencies)
  })

  /** Runs statements, looks, and puts everything back as it was. */
  async function altered(statements: readonly string[], look: () => Promise<void>): Promise<void> {
    const tables = ['record', 'contact', 'node', 'checkpoint']
    for (const table of tables) await query(`create table public.kept_${table} as table address_map.${table}`)
    try {
      for (const statement of statements) await query(statement)
      await look()
    } finally {
      await query(`truncate ${tables.map((table) => `address_map.${table}`).join(', ')}, address_map.proposal`)
      for (const table of tables) {
        await query(`insert into address_map.${table} table public.kept_${table}`)
        await query(`drop table public.kept_${table}`)
      }
    }
  }

  it('is sound before', async () => {
    const { findings, isIntact, size, placedSize, contacts: count, checkpoints } = await verify()
    assert.deepEqual(
      { findings, isIntact, size, placedSize, count, checkpoints },
      {
        findings: [],
        isIntact: true,
        size: 9,
        placedSize: 9,
        count: 6,
        checkpoints: 1,
      },
    )
    for (const contact of [contacts[0], contacts[2], contacts[4]]) assert.ok(await resolve(contact))
  })

  it('is found out by any changed field of any record or contact, and the place is named', async () => {
    const changes = Object.entries(FIELDS).flatMap(([table, columns]) =>
      Object.entries(columns).map(([column, expression]) => ({ table, column, expression })),
    )
    const property = fc.asyncProperty(fc.constantFrom(...changes), fc.nat(), async (change, at) => {
      const { table, column, expression } = change
      const key = table === 'record' ? 'position' : 'user_commitment'
      const { rows } = await query(`select * from address_map.${table} order by ${key}`)
      const row = rows[at % rows.length]
      const value = expression
        .replace('$flip', `translate(substr(${column}, 12, 1), '0123456789abcdef', '123456789abcdef0')`)
        .replace('from 30', 'from 12')
        .replace('$letter', `translate(substr(${column}, 12, 1), 'ABCDabcd0123', 'BCDAbcda1230') || 'zZ'`)
      const statement = `update address_map.${table} set ${column} = ${value} where ${key} = '${row[key]}'`
      await altered([statement], async () => {
        const { findings } = await verify()
        const isNamed = findings.some((finding) =>
          table === 'record'
            ? 'position' in finding && finding.position === Number(row.position)
            : 'userCommitment' in finding && finding.userCommitment === row.user_commitment,
        )
        assert.ok(isNamed, `${statement}\n${JSON.stringify(findings)}`)
      })
    })
    await fc.assert(property, { numRuns: RUNS })
  })

  it('pays nobody to an account that was changed', async () => {
    const thief = newAccount().address.toLowerCase()
    const statement = `update address_map.record set account = '${thief}'`
    await altered([statement], () => assert.rejects(resolve(contacts[0]), hasCode('MAPPING_TAMPERED')))
  })

  it('pays nobody when two contacts were swapped, and names both', async () => {
    const { rows } = await query('select user_commitment, tag from address_map.contact order by created_at limit 2')
    const [first, second] = rows
    const swap = [
      `update address_map.contact set tag = 'x' where user_commitment = '${first.user_commitment}'`,
      `update address_map.contact set tag = '${first.tag}' where user_commitment = '${second.user_commitment}'`,
      `update address_map.contact set tag = '${second.tag}' where user_commitment = '${first.user_commitment}'`,
    ]
    await altered(swap, async () => {
      await assert.rejects(resolve(contacts[0]), hasCode('MAPPING_TAMPERED'))
      const named = (await verify()).findings.flatMap((finding) =>
        'userCommitment' in finding ? [finding.userCommitment] : [],
      )
      assert.deepEqual(new Set(named), new Set([first.user_commitment, second.user_commitment]))
    })
  })

  it('pays nobody when the last version was taken away: the signers remember it', async () => {
    const { rows } = await query(
      'select user_commitment, position from address_map.record where version = 2 order by position',
    )
    const last = rows.at(-1)
    const cut = [
      `delete from address_map.record where position = ${last.position}`,
      `delete from address_map.node where level = 0 and index = ${last.position}`,
    ]
    await altered(cut, async () => {
      await assert.rejects(resolve(contacts[5]), hasCode('MAPPING_TAMPERED'))
      const { findings } = await verify()
      assert.deepEqual(
        findings.map((finding) => [finding.kind, 'position' in finding ? finding.position : undefined]),
        [['missing', Number(last.position)]],
      )
    })
  })

  it('pays nobody to a record that is not in the signed root', async () => {
    await altered(["update address_map.node set hash = translate(hash, '01', '10') where level = 1"], async () => {
      await assert.rejects(resolve(contacts[0]), hasCode('MAPPING_TAMPERED'))
      const { findings } = await verify()
      assert.deepEqual(new Set(findings.map(({ kind }) => kind)), new Set(['node-differs']))
    })
  })

  it('pays nobody by a root that the platform did not sign', async () => {
    await altered(['update address_map.checkpoint set issued_at = issued_at + 1'], async () => {
      await assert.rejects(resolve(contacts[0]), hasCode('MAPPING_TAMPERED'))
      assert.deepEqual(
        (await verify()).findings.map(({ kind }) => kind),
        ['checkpoint-forged'],
      )
    })
  })

  it('is found out when a contact, or all versions of one, are gone', async () => {
    const { rows } = await query('select user_commitment from address_map.record where version = 1 order by position')
    const { user_commitment } = rows[0]
    await altered([`delete from address_map.contact where user_commitment = '${user_commitment}'`], async () => {
      assert.ok((await verify()).findings.some(({ kind }) => kind === 'record-without-contact'))
    })
    await altered([`delete from address_map.record where user_commitment = '${user_commitment}'`], async () => {
      const kinds = (await verify()).findings.map(({ kind }) => kind)
      assert.ok(kinds.includes('contact-without-record') && kinds.includes('missing'))
    })
  })

  it('is not extended by a root over another history', async () => {
    const other = "update address_map.node set hash = translate(hash, '01', '10') where level = 0 and index = 0"
    const subtrees = "update address_map.node set hash = translate(hash, '01', '10') where level = 2 and index = 0"
    await altered([other, subtrees], async () => {
      await assert.rejects(takeCheckpoint(dependencies), hasCode('MAPPING_CHECKPOINT_REFUSED'))
    })
  })

  it('takes no root that its signer did not sign as asked', async () => {
    const { platform } = dependencies.mappingSigners
    const signCheckpoint: typeof platform.signCheckpoint = async (checkpoint, proof) => {
      const signed = await platform.signCheckpoint(checkpoint, proof)
      return { ...signed, issuedAt: signed.issuedAt + 1 }
    }
    const mappingSigners = { ...dependencies.mappingSigners, platform: { ...platform, signCheckpoint } }
    await assert.rejects(takeCheckpoint({ ...dependencies, mappingSigners }), hasCode('MAPPING_SIGNATURE_WRONG'))
  })

  it('goes on from a root whose signature was lost in a kill', async () => {
    const second = await takeCheckpoint(dependencies)
    assert.equal(second?.size, 9)
    await query('delete from address_map.checkpoint where size = 9')
    assert.deepEqual(await takeCheckpoint(dependencies), second)

    await query('delete from address_map.checkpoint where size = 9')
    await registerContact(dependencies, { contact: newContact(), account: newAccount().address, userId: randomUUID() })
    assert.equal((await takeCheckpoint(dependencies))?.size, 10)
    assert.equal(await takeCheckpoint(dependencies), undefined)
    assert.deepEqual((await verify()).findings, [])
  })
})
