import type pg from 'pg'
import { type Address, type Hex, isAddressEqual, zeroAddress } from 'viem'
import { BaseError } from '../../../kit/errors.ts'
import { inTransaction } from '../../../kit/transaction.ts'
import type { LoggedMapping } from '../../../sdk/src/mapping/record.ts'
import { hashMapping, type Mapping } from '../../../sdk/src/typed-data/mapping.ts'
import type { ChangeAuthorization } from '../../clients/mapping-signers.ts'
import { notFoundError } from '../../http/not-found.ts'
import { MAPPING_CHANGE_TTL_SEC } from '../../limits.ts'
import { readChain } from '../../store/address-map/records.ts'
import { type AddressMapDependencies, authorityOf } from './dependencies.ts'
import { finishProposal, insertProposal, lockMapping, readProposal } from './finish-proposal.ts'

export interface Change {
  userCommitment: Hex
  /** Zero ends the mapping. */
  account: Address
  guardian: Address
  version: number
  previous: Hex
  authorization: ChangeAuthorization
}

/**
 * The next version of a mapping, signed by its present account or guardian; the signers check that themselves. Of two changes at once
 * one wins; the other is told.
 * @throws MAPPING_UNKNOWN, MAPPING_SUPERSEDED, MAPPING_CHANGE_EXPIRED, and what `finishProposal` throws.
 */
export async function changeMapping(dependencies: AddressMapDependencies, change: Change): Promise<LoggedMapping> {
  const { pool } = dependencies
  const { userCommitment } = change
  const isBegun = await inTransaction(pool, (client) => begin(dependencies, client, change))
  const finished = await finishProposal(dependencies, userCommitment)
  const current = finished ?? (await readChain(pool, userCommitment)).at(-1)
  if (current && isSame(current.record, change)) return current
  // What was begun before had to come to its end first; this change no longer follows the last version.
  throw superseded(isBegun ? 'Another change came at the same time.' : 'Another change was begun before.')
}

/** Writes the proposal, unless it is there or done; false when another one is on its way. */
async function begin(dependencies: AddressMapDependencies, client: pg.PoolClient, change: Change): Promise<boolean> {
  const { userCommitment, authorization } = change
  const nowSec = Math.floor(dependencies.now().getTime() / 1000)
  await lockMapping(client, userCommitment)
  const pending = await readProposal(client, userCommitment)
  if (pending) return isSame(pending.record, change)
  const last = (await readChain(client, userCommitment)).at(-1)
  if (!last) throw notFoundError('MAPPING_UNKNOWN', 'There is no mapping of this commitment.')
  if (isSame(last.record, change)) return true
  requireNext(dependencies, last.record, change)
  requireTimely(authorization, nowSec)
  const record = recordOf(change, nowSec, dependencies.config.MAPPING_COOL_DOWN_SEC)
  await insertProposal(client, { record, authorization })
  return true
}

function recordOf(
  { userCommitment, account, guardian, version, previous }: Change,
  nowSec: number,
  coolDownSec: number,
): Mapping {
  const target = { userCommitment, account, guardian, version, previous }
  return { ...target, issuedAt: nowSec, withdrawalsFrom: nowSec + coolDownSec }
}

function isSame(record: Mapping, { account, guardian, version, previous }: Change): boolean {
  const isTarget = isAddressEqual(record.account, account) && isAddressEqual(record.guardian, guardian)
  return isTarget && record.version === version && record.previous === previous
}

function requireNext(dependencies: AddressMapDependencies, last: Mapping, { version, previous }: Change): void {
  const digest = hashMapping(authorityOf(dependencies).domain, last)
  if (isAddressEqual(last.account, zeroAddress)) throw notFoundError('MAPPING_UNKNOWN', 'The mapping was ended.')
  if (version === last.version + 1 && previous === digest) return
  throw superseded(`The next version is ${last.version + 1}, \`previous\` ${digest}.`)
}

function requireTimely({ deadline }: ChangeAuthorization, nowSec: number): void {
  if (deadline >= nowSec && deadline <= nowSec + MAPPING_CHANGE_TTL_SEC) return
  const details = `The deadline must be within ${MAPPING_CHANGE_TTL_SEC} s from now.`
  throw new BaseError('The signed change is not of now.', { code: 'MAPPING_CHANGE_EXPIRED', details, status: 422 })
}

function superseded(details: string): BaseError {
  return new BaseError('The change does not follow the last version.', {
    code: 'MAPPING_SUPERSEDED',
    details,
    status: 409,
  })
}
