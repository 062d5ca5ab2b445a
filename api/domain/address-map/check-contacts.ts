import type { Hex } from 'viem'
import { contactTag } from '../../../kit/contact.ts'
import { messageOf } from '../../../kit/errors.ts'
import { commitmentOf } from '../../../sdk/src/mapping/record.ts'
import { readClearContact, readContacts, readOpening, type StoredContact } from '../../store/address-map/contacts.ts'
import type { AddressMapDependencies } from './dependencies.ts'

/** A contact that no longer is what its commitment hides; the contact itself is never told. */
export interface ContactFinding {
  kind: 'contact-altered' | 'contact-without-record' | 'record-without-contact'
  userCommitment: Hex
  detail: string
}

const PAGE = 1_000

/**
 * Opens every contact and recomputes its hash and commitment. Erased ones have nothing to open and are counted only.
 */
export async function checkContacts(
  dependencies: Pick<AddressMapDependencies, 'config' | 'pool'>,
): Promise<{ contacts: number; erased: number; findings: ContactFinding[] }> {
  const findings: ContactFinding[] = []
  let [contacts, erased, after] = [0, 0, '']
  for (;;) {
    const page = await readContacts(dependencies.pool, after, PAGE)
    for (const stored of page) {
      contacts++
      const fault = await findFault(dependencies, stored)
      if (fault === 'erased') erased++
      else if (fault) findings.push({ kind: 'contact-altered', userCommitment: stored.userCommitment, detail: fault })
    }
    const last = page.at(-1)
    if (!last || page.length < PAGE) break
    after = last.userCommitment
  }
  return { contacts, erased, findings: [...findings, ...(await findUnpaired(dependencies))] }
}

async function findFault(
  { config, pool }: Pick<AddressMapDependencies, 'config' | 'pool'>,
  stored: StoredContact,
): Promise<string | undefined> {
  const access = { queries: pool, ring: config.FIELD_KEYS }
  const isErased = [stored.tag, stored.sealedContact, stored.sealedSalt].every((part) => part === undefined)
  if (isErased) return 'erased'
  try {
    const [contact, opening] = [await readClearContact(access, stored), await readOpening(access, stored)]
    if (!contact || !opening) return 'a part of it, or its data key, is missing'
    if (contactTag(config.CONTACT_KEY, contact) !== stored.tag) return 'it is found by another contact’s hash'
    return commitmentOf(opening) === stored.userCommitment ? undefined : 'its commitment hides another contact'
  } catch (error) {
    return messageOf(error)
  }
}

/** Contacts without any record that are not just being registered, and records whose contact row is gone. */
async function findUnpaired({ pool }: Pick<AddressMapDependencies, 'pool'>): Promise<ContactFinding[]> {
  const { rows: lonely } = await pool.query(
    `select user_commitment from address_map.contact c
     where not exists (select 1 from address_map.record r where r.user_commitment = c.user_commitment)
       and not exists (select 1 from address_map.proposal p where p.user_commitment = c.user_commitment)`,
  )
  const { rows: orphans } = await pool.query(
    `select distinct user_commitment from address_map.record r
     where not exists (select 1 from address_map.contact c where c.user_commitment = r.user_commitment)`,
  )
  const found = (kind: ContactFinding['kind'], detail: string) => (row: { user_commitment: Hex }) => ({
    kind,
    userCommitment: row.user_commitment,
    detail,
  })
  return [
    ...lonely.map(found('contact-without-record', 'all versions of its mapping are gone')),
    ...orphans.map(found('record-without-contact', 'its contact row is gone')),
  ]
}
