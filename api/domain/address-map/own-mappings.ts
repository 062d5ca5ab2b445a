import type { Address } from 'viem'
import type { LoggedMapping } from '../../../sdk/src/mapping/record.ts'
import { readClearContact, readContact } from '../../store/address-map/contacts.ts'
import { readCommitmentsOf } from '../../store/address-map/records.ts'
import type { AddressMapDependencies } from './dependencies.ts'
import { readTrustedMapping } from './trusted-mapping.ts'

/** What leads to an account, with the contacts in clear: for their owner alone. */
export async function listOwnMappings(
  dependencies: AddressMapDependencies,
  account: Address,
): Promise<{ mapping: LoggedMapping; contact: string | undefined }[]> {
  const { config, pool } = dependencies
  const own = []
  for (const userCommitment of await readCommitmentsOf(pool, account)) {
    const mapping = await readTrustedMapping(dependencies, userCommitment)
    const stored = await readContact(pool, userCommitment)
    const contact = stored && (await readClearContact({ queries: pool, ring: config.FIELD_KEYS }, stored))
    if (mapping) own.push({ mapping, contact: contact?.value })
  }
  return own
}
