import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import type { Hex } from 'viem'
import { getAddress } from 'viem'
import { migrateSchema } from '../../../kit/migrate.ts'
import type { SignedCheckpoint } from '../../../sdk/src/mapping/check-log.ts'
import type { LoggedMapping, SignedMapping } from '../../../sdk/src/mapping/record.ts'
import type { Queries } from '../data-keys.ts'

/** Brings schema `address_map` up to date. */
export async function migrateAddressMap(pool: pg.Pool): Promise<void> {
  await migrateSchema(pool, { schema: 'address_map', folder: fileURLToPath(new URL('./migrations', import.meta.url)) })
}

/** All versions of a mapping, oldest first. */
export async function readChain(queries: Queries, userCommitment: Hex): Promise<LoggedMapping[]> {
  const text = 'select * from address_map.record where user_commitment = $1 order by version'
  return (await queries.query(text, [userCommitment])).rows.map(loggedOf)
}

/** Commitments whose last version leads to the account. */
export async function readCommitmentsOf(queries: Queries, account: string): Promise<Hex[]> {
  const { rows } = await queries.query(
    `select user_commitment from address_map.record r where account = $1
       and not exists (select 1 from address_map.record later
         where later.user_commitment = r.user_commitment and later.version > r.version)
     order by position limit 50`,
    [account.toLowerCase()],
  )
  return rows.map((row) => row.user_commitment as Hex)
}

/** Records [from, from + limit) of the log. */
export async function readRecords(queries: Queries, from: number, limit: number): Promise<LoggedMapping[]> {
  const text = 'select * from address_map.record where position >= $1 order by position limit $2'
  return (await queries.query(text, [from, limit])).rows.map(loggedOf)
}

/** Records that the platform's signer has not given their place yet, in order. */
export async function readUnplaced(queries: Queries, limit: number): Promise<LoggedMapping[]> {
  const text = 'select * from address_map.record where place is null order by position limit $1'
  return (await queries.query(text, [limit])).rows.map(loggedOf)
}

/** Length of the log up to the first record without a signed place. */
export async function readPlacedSize(queries: Queries): Promise<number> {
  const { rows } = await queries.query(
    `select coalesce((select min(position) from address_map.record where place is null),
       (select max(position) + 1 from address_map.record), 0) as size`,
  )
  return Number(rows[0]?.size)
}

export async function insertRecord(queries: Queries, position: number, signed: SignedMapping): Promise<void> {
  const { record, signatures } = signed
  const { userCommitment, version, account, guardian, previous, issuedAt, withdrawalsFrom } = record
  const addresses = [account.toLowerCase(), guardian.toLowerCase()]
  await queries.query(
    `insert into address_map.record (position, user_commitment, version, account, guardian, previous, issued_at,
       withdrawals_from, signatures) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [position, userCommitment, version, ...addresses, previous, issuedAt, withdrawalsFrom, JSON.stringify(signatures)],
  )
}

export async function setPlace(queries: Queries, position: number, place: Hex): Promise<void> {
  await queries.query('update address_map.record set place = $2 where position = $1', [position, place])
}

/** By size; with `last`, only the last one. */
export async function readCheckpoints(queries: Queries): Promise<SignedCheckpoint[]> {
  return (await queries.query('select * from address_map.checkpoint order by size')).rows.map(checkpointOf)
}

export async function readLastCheckpoint(queries: Queries): Promise<SignedCheckpoint | undefined> {
  const { rows } = await queries.query('select * from address_map.checkpoint order by size desc limit 1')
  return rows.map(checkpointOf)[0]
}

export async function insertCheckpoint(queries: Queries, checkpoint: SignedCheckpoint): Promise<void> {
  const { size, root, issuedAt, signature } = checkpoint
  const text = 'insert into address_map.checkpoint (size, root, issued_at, signature) values ($1, $2, $3, $4)'
  await queries.query(`${text} on conflict (size) do nothing`, [size, root, issuedAt, signature])
}

function loggedOf(row: Record<string, unknown>): LoggedMapping {
  const { position, user_commitment, version, account, guardian, previous, issued_at, withdrawals_from } = row
  return {
    position: Number(position),
    record: {
      userCommitment: user_commitment as Hex,
      account: getAddress(String(account)),
      guardian: getAddress(String(guardian)),
      version: Number(version),
      previous: previous as Hex,
      issuedAt: Number(issued_at),
      withdrawalsFrom: Number(withdrawals_from),
    },
    signatures: row.signatures as SignedMapping['signatures'],
    ...(row.place === null ? {} : { place: row.place as Hex }),
  }
}

function checkpointOf(row: Record<string, unknown>): SignedCheckpoint {
  const { size, root, issued_at, signature } = row
  return { size: Number(size), root: root as Hex, issuedAt: Number(issued_at), signature: signature as Hex }
}
