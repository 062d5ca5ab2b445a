import type pg from 'pg'
import type { ContactKind } from '../../kit/contact.ts'
import { openDataKey, openField } from '../../kit/field-encryption.ts'
import type { KeyRing } from '../../kit/key-ring.ts'

/**
 * The contact to which something is sent right now, in clear; undefined when there is none any more. It goes into the message and
 * nowhere else. @throws FIELD_UNREADABLE.
 */
export async function readContact(
  { pool, ring }: { pool: pg.Pool; ring: KeyRing },
  { account, kind }: { account: string; kind: ContactKind },
): Promise<string | undefined> {
  const { rows } = await pool.query<{ user_id: string; sealed_contact: string; wrapped: string }>(
    `select c.user_id, c.sealed_contact, k.wrapped
     from address_map.record r
     join address_map.contact c on c.user_commitment = r.user_commitment
     join app.data_key k on k.user_id = c.user_id
     where r.account = $1 and c.kind = $2 and c.sealed_contact is not null and not exists (
       select from address_map.record later where later.user_commitment = r.user_commitment and later.version > r.version)
     order by r.position desc limit 1`,
    [account, kind],
  )
  const [row] = rows
  if (!row) return undefined
  const place = { user: row.user_id, table: 'address_map.contact', column: 'contact', version: 1 }
  return openField(openDataKey(ring, row.user_id, row.wrapped), place, row.sealed_contact)
}
