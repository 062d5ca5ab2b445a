import type pg from 'pg'
import type { Hex } from 'viem'
import { isAddressEqual, zeroAddress } from 'viem'
import { RetryableError } from '../../../kit/errors.ts'
import { inTransaction } from '../../../kit/transaction.ts'
import { type LoggedMapping, mappingLeaf, type SignedMapping } from '../../../sdk/src/mapping/record.ts'
import type { Mapping } from '../../../sdk/src/typed-data/mapping.ts'
import type { ChangeAuthorization } from '../../clients/mapping-signers.ts'
import { forgetContact, readContact, readOpening } from '../../store/address-map/contacts.ts'
import { insertLeaf } from '../../store/address-map/nodes.ts'
import { insertRecord, readChain } from '../../store/address-map/records.ts'
import type { Queries } from '../../store/data-keys.ts'
import { collectSignatures } from './collect-signatures.ts'
import type { AddressMapDependencies } from './dependencies.ts'
import { placeRecords } from './place-records.ts'

export interface Proposal {
  record: Mapping
  authorization: ChangeAuthorization | undefined
}

export async function readProposal(queries: Queries, userCommitment: Hex): Promise<Proposal | undefined> {
  const text = 'select record, authorization_ from address_map.proposal where user_commitment = $1'
  const { rows } = await queries.query(text, [userCommitment])
  return rows.map(proposalOf)[0]
}

/** Written before any signer is asked. */
export async function insertProposal(queries: Queries, { record, authorization }: Proposal): Promise<void> {
  await queries.query(
    'insert into address_map.proposal (user_commitment, record, authorization_) values ($1, $2, $3)',
    [record.userCommitment, JSON.stringify(record), authorization ? JSON.stringify(authorization) : null],
  )
}

/**
 * One at a time begins or finishes a change of a mapping. @throws MAPPING_BUSY.
 */
export async function lockMapping(client: pg.PoolClient, userCommitment: Hex): Promise<void> {
  const text = 'select 1 from address_map.contact where user_commitment = $1 for no key update nowait'
  await client.query(text, [userCommitment]).catch((cause: { code?: string }) => {
    if (cause.code !== LOCK_NOT_AVAILABLE) throw cause
    const details = 'The signers are being asked.'
    throw new RetryableError('The mapping is being changed.', { code: 'MAPPING_BUSY', details, status: 409, cause })
  })
}

const LOCK_NOT_AVAILABLE = '55P03'

/**
 * Brings the proposal of a mapping to its end: two signatures and a place in the log, or a refusal for good and no trace. While too few
 * signers answer it stays and is tried again. Undefined when there was none.
 * @throws the signers' refusal, MAPPING_SIGNERS_UNAVAILABLE, MAPPING_BUSY.
 */
export async function finishProposal(
  dependencies: AddressMapDependencies,
  userCommitment: Hex,
): Promise<LoggedMapping | undefined> {
  const outcome = await inTransaction(dependencies.pool, async (client) => {
    await lockMapping(client, userCommitment)
    const proposal = await readProposal(client, userCommitment)
    if (!proposal) return undefined
    const { record, authorization } = proposal
    const ring = dependencies.config.FIELD_KEYS
    const contact = await readContact(client, userCommitment)
    const opening = contact && (await readOpening({ queries: client, ring }, contact))
    const history = await readChain(client, userCommitment)
    const request = { record, ...(opening ? { opening } : {}), ...(authorization ? { authorization } : {}) }
    const collected = await collectSignatures(dependencies, request, history.map(withoutPlace))
    // Nothing was written: the proposal stays as it is.
    if (collected.state === 'waiting') return collected.error
    if (collected.state === 'signed') return await append(client, { record, signatures: collected.signatures })
    await abandon(client, record)
    return collected.error
  })
  if (outcome instanceof Error) throw outcome
  if (outcome) await placeRecords(dependencies)
  return outcome
}

/** The next place of the log; one after another, so that none stays empty. */
async function append(client: pg.PoolClient, { record, signatures }: SignedMapping): Promise<LoggedMapping> {
  await client.query(`select pg_advisory_xact_lock(hashtext('address_map.append'))`)
  const { rows } = await client.query('select coalesce(max(position) + 1, 0) as next from address_map.record')
  const position = Number(rows[0]?.next)
  await insertRecord(client, position, { record, signatures })
  await insertLeaf(client, position, mappingLeaf(record))
  await client.query('delete from address_map.proposal where user_commitment = $1', [record.userCommitment])
  if (isAddressEqual(record.account, zeroAddress)) await forgetContact(client, record.userCommitment)
  return { position, record, signatures }
}

/** A first version that nobody signs leaves nothing behind: the contact is free. */
async function abandon(client: pg.PoolClient, { userCommitment, version }: Mapping): Promise<void> {
  await client.query('delete from address_map.proposal where user_commitment = $1', [userCommitment])
  if (version === 1) await client.query('delete from address_map.contact where user_commitment = $1', [userCommitment])
}

function withoutPlace({ record, signatures }: LoggedMapping): SignedMapping {
  return { record, signatures }
}

function proposalOf(row: Record<string, unknown>): Proposal {
  return {
    record: row.record as Mapping,
    authorization: (row.authorization_ as ChangeAuthorization | null) ?? undefined,
  }
}
