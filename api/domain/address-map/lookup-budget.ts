import type { Address } from 'viem'
import { RetryableError } from '../../../kit/errors.ts'
import { MAX_LOOKUPS_PER_DAY, MAX_MISSED_LOOKUPS_PER_DAY } from '../../limits.ts'
import type { AddressMapDependencies } from './dependencies.ts'

type Dependencies = Pick<AddressMapDependencies, 'pool' | 'now'>

/**
 * Who looked for whom is nobody's business: only counts are kept, and only of today.
 * Counts a lookup as missed before it is made and takes that back when somebody was found, so that many at once are no way around the
 * budget. @throws MAPPING_LOOKUPS_EXHAUSTED (429).
 */
export async function spendLookup({ pool, now }: Dependencies, account: Address): Promise<() => Promise<void>> {
  const day = now().toISOString().slice(0, 10)
  const key = [account.toLowerCase(), day]
  const { rowCount } = await pool.query(
    `with earlier as (delete from address_map.lookup where day < $2)
     insert into address_map.lookup as l (account, day, asked, missed) values ($1, $2, 1, 1)
     on conflict (account, day) do update set asked = l.asked + 1, missed = l.missed + 1
       where l.asked < $3 and l.missed < $4`,
    [...key, MAX_LOOKUPS_PER_DAY, MAX_MISSED_LOOKUPS_PER_DAY],
  )
  if (rowCount !== 1) throw exhausted(now())
  return async () => {
    await pool.query('update address_map.lookup set missed = missed - 1 where account = $1 and day = $2', key)
  }
}

function exhausted(at: Date): RetryableError {
  const midnightMs = Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() + 1)
  return new RetryableError('Too many contacts were looked up.', {
    code: 'MAPPING_LOOKUPS_EXHAUSTED',
    details: `${MAX_LOOKUPS_PER_DAY} a day, of which ${MAX_MISSED_LOOKUPS_PER_DAY} may lead nowhere.`,
    status: 429,
    retryAfterSec: Math.ceil((midnightMs - at.getTime()) / 1000),
  })
}
