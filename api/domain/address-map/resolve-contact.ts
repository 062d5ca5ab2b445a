import { type Address, isAddressEqual, zeroAddress } from 'viem'
import { type Contact, contactTag } from '../../../kit/contact.ts'
import { BaseError } from '../../../kit/errors.ts'
import { commitmentOf, type LoggedMapping } from '../../../sdk/src/mapping/record.ts'
import { notFoundError } from '../../http/not-found.ts'
import { readContactByTag, readOpening } from '../../store/address-map/contacts.ts'
import type { AddressMapDependencies } from './dependencies.ts'
import { spendLookup } from './lookup-budget.ts'
import { readTrustedMapping, requireLatest } from './trusted-mapping.ts'

export const RESOLVE_PURPOSES = ['transfer', 'withdrawal'] as const
export type ResolvePurpose = (typeof RESOLVE_PURPOSES)[number]

/**
 * The account that a contact leads to, for somebody who pays to it. Unknown, ended and erased contacts get one and the same answer.
 * @throws MAPPING_CONTACT_UNKNOWN, MAPPING_COOLING_DOWN, MAPPING_TAMPERED, MAPPING_SIGNERS_UNAVAILABLE, MAPPING_LOOKUPS_EXHAUSTED.
 */
export async function resolveContact(
  dependencies: AddressMapDependencies,
  { asker, contact, purpose }: { asker: Address; contact: Contact; purpose: ResolvePurpose },
): Promise<LoggedMapping> {
  const giveBack = await spendLookup(dependencies, asker)
  const found = await readMapping(dependencies, contact)
  if (!found) throw notFoundError('MAPPING_CONTACT_UNKNOWN', 'Nobody can be paid by this contact.')
  await giveBack()
  if (purpose === 'transfer') return found
  await requireLatest(dependencies, found)
  requireCooledDown(found, dependencies.now())
  return found
}

async function readMapping(dependencies: AddressMapDependencies, contact: Contact): Promise<LoggedMapping | undefined> {
  const { config, log, pool } = dependencies
  const tag = contactTag(config.CONTACT_KEY, contact)
  const stored = await readContactByTag(pool, tag)
  const opening = stored && (await readOpening({ queries: pool, ring: config.FIELD_KEYS }, stored))
  if (!stored || !opening) return undefined
  if (commitmentOf(opening) !== stored.userCommitment) {
    log.error({ userCommitment: stored.userCommitment }, 'a contact was attached to another mapping')
    const details = 'The contact is not the one of the commitment.'
    throw new BaseError('The mapping is not what was signed.', { code: 'MAPPING_TAMPERED', details, status: 500 })
  }
  const mapping = await readTrustedMapping(dependencies, stored.userCommitment)
  return mapping && !isAddressEqual(mapping.record.account, zeroAddress) ? mapping : undefined
}

function requireCooledDown({ record: { withdrawalsFrom } }: LoggedMapping, now: Date): void {
  if (now.getTime() >= withdrawalsFrom * 1000) return
  const details = `Withdrawals from ${new Date(withdrawalsFrom * 1000).toISOString()} on.`
  throw new BaseError('The mapping was changed a short time ago.', {
    code: 'MAPPING_COOLING_DOWN',
    details,
    status: 422,
  })
}
