import { type Address, type Hex, isAddressEqual, zeroAddress } from 'viem'
import { type Contact, contactTag } from '../../../kit/contact.ts'
import { BaseError } from '../../../kit/errors.ts'
import { inTransaction } from '../../../kit/transaction.ts'
import { type LoggedMapping, NO_PREVIOUS } from '../../../sdk/src/mapping/record.ts'
import { insertContact, readContactByTag, type StoredContact } from '../../store/address-map/contacts.ts'
import { readChain } from '../../store/address-map/records.ts'
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
 * Makes a contact lead to an account. Repeating it is harmless and takes up what a failure left unfinished. A contact whose last mapping
 * was ended a short time ago waits as long as after a change.
 * @throws MAPPING_CONTACT_TAKEN, and what `finishProposal` throws.
 */
export async function registerContact(
  dependencies: AddressMapDependencies,
  registration: Registration,
): Promise<LoggedMapping> {
  try {
    return await register(dependencies, registration, 0)
  } catch (error) {
    if (!(error instanceof BaseError) || error.code !== 'MAPPING_COOL_DOWN_SHORT') throw error
    return await register(dependencies, registration, dependencies.config.MAPPING_COOL_DOWN_SEC)
  }
}

async function register(
  dependencies: AddressMapDependencies,
  registration: Registration,
  coolDownSec: number,
): Promise<LoggedMapping> {
  const { config, pool } = dependencies
  const tag = contactTag(config.CONTACT_KEY, registration.contact)
  await propose(dependencies, { ...registration, tag, coolDownSec })
  // Somebody may have been faster, or this is a repetition: what is stored counts.
  const known = await readContactByTag(pool, tag)
  if (!known) throw taken()
  await requireSame(dependencies, known, registration)
  const finished = await finishProposal(dependencies, known.userCommitment)
  const current = finished ?? (await readChain(pool, known.userCommitment)).at(-1)
  if (current) return current
  throw taken()
}

/** Contact and first version, written together; nothing when the contact is there already. */
async function propose(
  { config, now, pool }: AddressMapDependencies,
  wish: Registration & { tag: Hex; coolDownSec: number },
): Promise<void> {
  const { account, guardian = zeroAddress, coolDownSec } = wish
  const issuedAt = Math.floor(now().getTime() / 1000)
  await inTransaction(pool, async (client) => {
    const userCommitment = await insertContact({ queries: client, ring: config.FIELD_KEYS }, wish)
    if (!userCommitment) return
    const target = { userCommitment, account, guardian, version: 1, previous: NO_PREVIOUS }
    const record = { ...target, issuedAt, withdrawalsFrom: issuedAt + coolDownSec }
    await insertProposal(client, { record, authorization: undefined })
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
