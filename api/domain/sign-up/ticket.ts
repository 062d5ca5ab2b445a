import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Contact } from '../../../kit/contact.ts'
import { BaseError } from '../../../kit/errors.ts'
import { sealText } from '../../../kit/sealed-text.ts'
import type { ApiConfig } from '../../config.ts'
import { SIGN_UP_TICKET_SEC } from '../../limits.ts'
import type { Queries } from '../../store/data-keys.ts'
import type { Database } from '../../store/database.ts'

interface Dependencies {
  config: ApiConfig
  now: () => Date
  queries: Queries
}

/** A ticket for a proven contact, good for one passkey; only its hash is kept. */
export async function insertTicket({ config, now, queries }: Dependencies, contact: Contact): Promise<string> {
  const id = randomUUID()
  const ticket = randomBytes(32).toString('base64url')
  const sealed = sealText(config.FIELD_KEYS, { table: 'sign_up', id }, contact.value)
  const expiresAt = new Date(now().getTime() + SIGN_UP_TICKET_SEC * 1000)
  const text = 'insert into app.sign_up (id, kind, sealed, ticket_hash, expires_at) values ($1, $2, $3, $4, $5)'
  await queries.query(text, [id, contact.kind, sealed, hashOf(ticket), expiresAt])
  return ticket
}

/** Spends a ticket for a passkey. @throws SIGN_UP_TICKET_REFUSED (401). */
export async function claimTicket(
  database: Pick<Database, 'execute'>,
  { ticket, credentialId, at }: { ticket: string; credentialId: string; at: Date },
): Promise<void> {
  const { rowCount } = await database.execute(
    sql`update app.sign_up set credential_id = ${credentialId}, ticket_hash = null
        where ticket_hash = ${hashOf(ticket)} and expires_at > ${at.toISOString()}`,
  )
  if (rowCount !== 1) throw ticketRefused()
}

export function ticketRefused(): BaseError {
  const details = 'It is unknown, older than 15 minutes or used, or came with a session.'
  return new BaseError('The sign-up ticket is not accepted.', { code: 'SIGN_UP_TICKET_REFUSED', details, status: 401 })
}

/** Of 256 random bits: a plain hash cannot be guessed back. */
function hashOf(ticket: string): string {
  return createHash('sha256').update(ticket).digest('hex')
}
