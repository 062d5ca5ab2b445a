import { getAddress } from 'viem'
import { type Contact, normalizeContact } from '../../../kit/contact.ts'
import { BaseError } from '../../../kit/errors.ts'
import { openText } from '../../../kit/sealed-text.ts'
import { CODE_BUDGET_SEC, SIGN_UPS_AT_ONCE } from '../../limits.ts'
import type { AddressMapDependencies } from '../address-map/dependencies.ts'
import { eraseContacts } from '../address-map/erase-contacts.ts'
import { registerContact } from '../address-map/register-contact.ts'

/**
 * Leads the contacts of accounts that have signed in to them, those first that waited longest. A kill or absent signers leave a row as
 * it is, and the next round takes it up.
 */
export async function registerContacts(dependencies: AddressMapDependencies): Promise<void> {
  const { log, now, pool } = dependencies
  const { rows } = await pool.query(
    `select sign_up.id, sign_up.sealed, passkey.account from app.sign_up join app.passkey using (credential_id)
     where outcome is null and last_used_at is not null order by tried_at nulls first limit $1`,
    [SIGN_UPS_AT_ONCE],
  )
  for (const { id, sealed, account } of rows) {
    await pool.query('update app.sign_up set tried_at = $2 where id = $1', [id, now()])
    try {
      const contact = openContact(dependencies, { id, sealed })
      const outcome = await settle(dependencies, { userId: id, contact, account: getAddress(account) })
      const text = 'update app.sign_up set outcome = $2, sealed = null where id = $1'
      const { rowCount } = await pool.query(text, [id, outcome])
      // Its owner had it erased meanwhile.
      if (rowCount === 0) await eraseContacts(dependencies, id)
    } catch (error) {
      // Codes only: the message of an unforeseen error may repeat what it was given.
      const code = error instanceof BaseError ? error.code : 'UNEXPECTED'
      log.warn({ signUp: id, code }, 'a contact is not registered yet')
    }
  }
}

/** Drops what can be used no more. */
export async function dropExpired({ now, pool }: Pick<AddressMapDependencies, 'now' | 'pool'>): Promise<void> {
  const at = now()
  await pool.query('delete from app.one_time_code where expires_at <= $1', [at])
  await pool.query('delete from app.sign_up where credential_id is null and expires_at <= $1', [at])
  const over = new Date(at.getTime() - CODE_BUDGET_SEC * 1000)
  await pool.query('delete from app.code_budget where starts_at <= $1', [over])
}

/** A contact that leads to another account stays there; the new one keeps its `pending`, so that nobody is told. */
async function settle(
  dependencies: AddressMapDependencies,
  registration: Parameters<typeof registerContact>[1],
): Promise<'registered' | 'withheld'> {
  try {
    await registerContact(dependencies, registration)
    return 'registered'
  } catch (error) {
    if (error instanceof BaseError && error.code === 'MAPPING_CONTACT_TAKEN') return 'withheld'
    throw error
  }
}

function openContact({ config }: AddressMapDependencies, row: { id: string; sealed: string }): Contact {
  const contact = normalizeContact(openText(config.FIELD_KEYS, { table: 'sign_up', id: row.id }, row.sealed))
  if (contact) return contact
  throw new Error('a sealed contact is none')
}
