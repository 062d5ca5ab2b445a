import type pg from 'pg'
import { OUTBOX_AT_ONCE } from '../limits.ts'
import { insertNotices } from './insert-notices.ts'

/** What the services told in their own transactions. Taken away as it is made a notification: both or neither. */
export async function collectOutbox(client: pg.PoolClient): Promise<boolean> {
  const taken = await insertTaken(
    client,
    `kind <> 'organisation.approval_needed'`,
    'select account, source_key, kind, parameters, occurred_at from taken',
  )
  return taken === OUTBOX_AT_ONCE
}

/** What an organisation is told goes to those of its members who may approve; without the index it waits. */
export async function collectApprovals(
  client: pg.PoolClient,
  { chainId, schema }: { chainId: number; schema: string },
): Promise<boolean> {
  const taken = await insertTaken(
    client,
    `kind = 'organisation.approval_needed'`,
    `select m.member as account, taken.source_key, taken.kind, taken.parameters, taken.occurred_at from taken
     join ${schema}.organisation_member m on m.chain_id = ${chainId} and m.organisation = taken.account
       and m.role in ('approver', 'admin', 'owner')`,
  )
  return taken === OUTBOX_AT_ONCE
}

async function insertTaken(client: pg.PoolClient, where: string, select: string): Promise<number> {
  const { rows } = await client.query<{ seq: string }>(
    `select seq from notify.outbox where ${where} order by seq limit $1`,
    [OUTBOX_AT_ONCE],
  )
  if (rows.length === 0) return 0
  const seqs = rows.map(({ seq }) => seq)
  await insertNotices(client, `with taken as (select * from notify.outbox where seq = any($1)) ${select}`, [seqs])
  await client.query('delete from notify.outbox where seq = any($1)', [seqs])
  return seqs.length
}
