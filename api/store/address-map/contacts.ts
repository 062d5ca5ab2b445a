import { randomBytes } from 'node:crypto'
import { bytesToHex, type Hex } from 'viem'
import { CONTACT_KINDS, type Contact, type ContactKind } from '../../../kit/contact.ts'
import { openField, sealField } from '../../../kit/field-encryption.ts'
import type { KeyRing } from '../../../kit/key-ring.ts'
import { type CommitmentOpening, commitmentOf } from '../../../sdk/src/mapping/record.ts'
import { ensureDataKey, type Queries, readDataKey } from '../data-keys.ts'

export interface StoredContact {
  userCommitment: Hex
  userId: string
  kind: ContactKind
  /** Gone when the mapping was ended or the contact shredded. */
  tag: Hex | undefined
  sealedContact: string | undefined
  sealedSalt: string | undefined
}

interface Dependencies {
  queries: Queries
  ring: KeyRing
}

const place = (user: string, column: string) => ({ user, table: 'address_map.contact', column, version: 1 })

/** Stores a contact under a fresh commitment; undefined when the contact leads somewhere already. */
export async function insertContact(
  { queries, ring }: Dependencies,
  { userId, contact, tag }: { userId: string; contact: Contact; tag: Hex },
): Promise<Hex | undefined> {
  const dataKey = await ensureDataKey({ queries, ring }, userId)
  const salt = bytesToHex(randomBytes(32))
  const userCommitment = commitmentOf({ contactTag: tag, salt })
  const sealed = [
    sealField(dataKey, place(userId, 'contact'), contact.value),
    sealField(dataKey, place(userId, 'salt'), salt),
  ]
  const { rowCount } = await queries.query(
    `insert into address_map.contact (user_commitment, user_id, kind, tag, sealed_contact, sealed_salt)
     values ($1, $2, $3, $4, $5, $6) on conflict (tag) do nothing`,
    [userCommitment, userId, contact.kind, tag, ...sealed],
  )
  return rowCount === 1 ? userCommitment : undefined
}

export async function readContactByTag(queries: Queries, tag: Hex): Promise<StoredContact | undefined> {
  return (await queries.query('select * from address_map.contact where tag = $1', [tag])).rows.map(contactOf)[0]
}

export async function readContact(queries: Queries, userCommitment: Hex): Promise<StoredContact | undefined> {
  const text = 'select * from address_map.contact where user_commitment = $1'
  return (await queries.query(text, [userCommitment])).rows.map(contactOf)[0]
}

/** A page of all contacts by commitment. */
export async function readContacts(queries: Queries, after: string, limit: number): Promise<StoredContact[]> {
  const text = 'select * from address_map.contact where user_commitment > $1 order by user_commitment limit $2'
  return (await queries.query(text, [after, limit])).rows.map(contactOf)
}

/** The opening of a contact's commitment; undefined when it was shredded. @throws FIELD_UNREADABLE. */
export async function readOpening(
  dependencies: Dependencies,
  { userId, tag, sealedSalt }: StoredContact,
): Promise<CommitmentOpening | undefined> {
  const dataKey = await readDataKey(dependencies, userId)
  if (!dataKey || tag === undefined || sealedSalt === undefined) return undefined
  return { contactTag: tag, salt: openField(dataKey, place(userId, 'salt'), sealedSalt) as Hex }
}

/** The contact in clear; undefined when it was shredded. @throws FIELD_UNREADABLE. */
export async function readClearContact(
  dependencies: Dependencies,
  stored: StoredContact,
): Promise<Contact | undefined> {
  const { userId, kind, sealedContact } = stored
  const dataKey = await readDataKey(dependencies, userId)
  if (!dataKey || sealedContact === undefined) return undefined
  return { kind, value: openField(dataKey, place(userId, 'contact'), sealedContact) }
}

/** The contact leads nowhere any more: nothing by which it could be found or read stays. */
export async function forgetContact(queries: Queries, userCommitment: Hex): Promise<void> {
  const text = 'update address_map.contact set tag = null, sealed_contact = null, sealed_salt = null'
  await queries.query(`${text} where user_commitment = $1`, [userCommitment])
}

function contactOf(row: Record<string, unknown>): StoredContact {
  const kind = CONTACT_KINDS.find((known) => known === row.kind)
  if (!kind) throw new Error('a contact of an unknown kind')
  return {
    userCommitment: row.user_commitment as Hex,
    userId: String(row.user_id),
    kind,
    tag: (row.tag as Hex | null) ?? undefined,
    sealedContact: (row.sealed_contact as string | null) ?? undefined,
    sealedSalt: (row.sealed_salt as string | null) ?? undefined,
  }
}
