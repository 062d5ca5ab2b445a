import type pg from 'pg'
import { noticeIdSql } from '../../kit/notices/notice-id.ts'
import { insertNotices } from './insert-notices.ts'

/** Proposals of the market watch to suspend a maker: few, so all of them are looked through. */
export async function collectProposals(client: pg.PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ known: boolean }>(
    `select to_regclass('watch.suspension_proposal') is not null as known`,
  )
  if (rows[0]?.known !== true) return false
  await insertNotices(
    client,
    `select account, 'proposal:' || id as source_key, 'maker.suspension_proposed' as kind,
       jsonb_build_object('days', jsonb_array_length(proposal -> 'days')) as parameters, created_at as occurred_at
     from watch.suspension_proposal p
     where not exists (select from notify.notification n
       where n.id = ${noticeIdSql("'proposal:' || p.id", 'p.account')})`,
    [],
  )
  return false
}
