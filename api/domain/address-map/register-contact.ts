import { type Address, isAddressEqual, zeroAddress } from 'viem'
import { type Contact, contactTag } from '../../../kit/contact.ts'
import { BaseError } from '../../../kit/errors.ts'
import { type LoggedMapping, NO_PREVIOUS } from '../../../sdk/src/mapping/record.ts'
import { insertContact, readContactByTag, type StoredContact } from '../../store/address-map/contacts.ts'
import { readChain } from '../../store/address-map/records.ts'
import { inTransaction } from '../../store/transaction.ts'
import type { AddressMapDependencies } from './dependencies.ts'
import { finishProposal, insertProposal, readProposal } from './finish-proposal.ts'

export interface Registration {
  userId: string
  /** Proven by a one-time code. */
  contact: Contact
  account: Address
  /** May change the mapping when the account cannot. */
  guardian?: Address
}

/**
 * Makes a contact lead to an account. Repeating it is harmless and takes up what a failure left unfinished.
 * @throws MAPPING_CONTACT_TAKEN, and what `finishProposal` throws.
 */
export async function registerContact(
  dependencies: AddressMapDependencies,
  registration: Registration,
): Promise<LoggedMapping> {
  const { config, pool } = dependencies
  const tag = contactTag(config.CONTACT_KEY, registration.contact)
  const known = (await readContactByTag(pool, tag)) ?? (await propose(dependencies, registration))
  if (!known) return await registerContact(dependencies, registration)
  await requireSame(dependencies, known, registration)
  const finished = await finishProposal(dependencies, known.userCommitment)
  const current = finished ?? (await readChain(pool, known.userCommitment)).at(-1)
  if (current) return current
  throw taken()
}

/** Contact and first version, written together; undefined when somebody was faster. */
async function propose(
  { config, now, pool }: AddressMapDependencies,
  { userId, contact, account, guardian = zeroAddress }: Registration,
): Promise<Pick<StoredContact, 'userCommitment' | 'userId'> | undefined> {
  const tag = contactTag(config.CONTACT_KEY, contact)
  const issuedAt = Math.floor(now().getTime() / 1000)
  return await inTransaction(pool, async (client) => {
    const userCommitment = await insertContact({ queries: client, ring: config.FIELD_KEYS }, { userId, contact, tag })
    if (!userCommitment) return undefined
    const target = { userCommitment, account, guardian, version: 1, previous: NO_PREVIOUS }
    const record = { ...target, issuedAt, withdrawalsFrom: issuedAt }
    await insertProposal(client, { record, authorization: undefined })
    return { userCommitment, userId }
  })
}

/** A contact belongs to one person and one account; another account is a change, which the present one signs. */
async function requireSame(
  { pool }: AddressMapDependencies,
  { userCommitment, userId }: Pick<StoredContact, 'userCommitment' | 'userId'>,
  registration: Registration,
): Promise<void> {
  const last = (await readChain(pool, userCommitment)).at(-1)?.record
  const record = last ?? (await readProposal(pool, userCommitment))?.record
  if (userId === registration.userId && record && isAddressEqual(record.account, registration.account)) return
  throw taken()
}

function taken(): BaseError {
  const details = 'It is changed with the signature of its present account, or ended by it.'
  return new BaseError('The contact leads to an account already.', {
    code: 'MAPPING_CONTACT_TAKEN',
    details,
    status: 409,
  })
}
