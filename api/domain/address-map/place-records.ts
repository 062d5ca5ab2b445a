import { messageOf } from '../../../kit/errors.ts'
import { inTransaction } from '../../../kit/transaction.ts'
import { isSignedBy } from '../../../sdk/src/mapping/parties.ts'
import { hashMapping, hashMappingPlace } from '../../../sdk/src/typed-data/mapping.ts'
import { MAPPING_PLACES_AT_ONCE } from '../../limits.ts'
import { readUnplaced, setPlace } from '../../store/address-map/records.ts'
import { type AddressMapDependencies, authorityOf } from './dependencies.ts'

/**
 * Has the platform's signer sign the places of records that have none yet, in order. It may be away: the records count all the same, are
 * pending, and get their places later. Gives how many got one.
 */
export async function placeRecords(dependencies: AddressMapDependencies): Promise<number> {
  const { log, mappingSigners, pool } = dependencies
  const authority = authorityOf(dependencies)
  return await inTransaction(pool, async (client) => {
    // The signer gives one place after another, so one of us asks; what comes in meanwhile is left to the next who comes, or to the job.
    const { rows } = await client.query(`select pg_try_advisory_xact_lock(hashtext('address_map.place')) as mine`)
    if (rows[0]?.mine !== true) return 0
    let count = 0
    for (const { position, record, signatures } of await readUnplaced(client, MAPPING_PLACES_AT_ONCE)) {
      try {
        const signature = await mappingSigners.platform.signPlace(position, { record, signatures })
        const digest = hashMapping(authority.domain, record)
        if (
          !(await isSignedBy(
            authority,
            'platform',
            hashMappingPlace(authority.domain, { position, digest }),
            signature,
          ))
        )
          throw new Error('not the platform’s signature')
        await setPlace(client, position, signature)
        count++
      } catch (error) {
        log.warn({ position, reason: messageOf(error) }, 'a mapping has no signed place yet')
        break
      }
    }
    return count
  })
}
