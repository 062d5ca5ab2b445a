import { createDataKey, openDataKey } from '../../kit/field-encryption.ts'
import type { KeyRing } from '../../kit/key-ring.ts'

/** A pool, or the connection of a running transaction. */
export interface Queries {
  query(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[]; rowCount: number | null }>
}

interface Dependencies {
  queries: Queries
  ring: KeyRing
}

/** A person's data key, made when there is none yet. */
export async function ensureDataKey({ queries, ring }: Dependencies, userId: string): Promise<Buffer> {
  const text = 'insert into app.data_key (user_id, wrapped) values ($1, $2) on conflict do nothing'
  const known = await readDataKey({ queries, ring }, userId)
  if (known) return known
  const { wrapped } = createDataKey(ring, userId)
  await queries.query(text, [userId, wrapped])
  // Two may have made one at once: the stored one counts.
  const stored = await readDataKey({ queries, ring }, userId)
  if (!stored) throw new Error('a data key vanished while it was made')
  return stored
}

/** Undefined when there is none or it was shredded: what it encrypted is gone. @throws FIELD_UNREADABLE. */
export async function readDataKey({ queries, ring }: Dependencies, userId: string): Promise<Buffer | undefined> {
  const { rows } = await queries.query('select wrapped from app.data_key where user_id = $1', [userId])
  const wrapped = rows[0]?.wrapped
  return typeof wrapped === 'string' ? openDataKey(ring, userId, wrapped) : undefined
}

/** Deletes the key and with it everything that it encrypts (PRV-1). Whether there was one. */
export async function shredDataKey(queries: Queries, userId: string): Promise<boolean> {
  const { rowCount } = await queries.query('delete from app.data_key where user_id = $1', [userId])
  return rowCount === 1
}
