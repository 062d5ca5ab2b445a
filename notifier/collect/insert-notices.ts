import type pg from 'pg'
import { noticeIdSql } from '../../kit/notices/notice-id.ts'

/**
 * Makes notifications of what a select finds: `account`, `source_key`, `kind`, `parameters` and `occurred_at`. Whatever was told before
 * is left as it is. Only under the collector's lock: numbers are given in the order of commits. Wakes the readers at the commit.
 */
export async function insertNotices(
  client: pg.PoolClient,
  select: string,
  values: readonly unknown[],
): Promise<number> {
  const text = `with told as (
      insert into notify.notification (id, account, kind, source_key, parameters, occurred_at)
      select ${noticeIdSql('found.source_key', 'found.account')}, lower(found.account), found.kind,
        found.source_key, found.parameters, found.occurred_at
      from (${select}) as found order by found.occurred_at, found.source_key
      on conflict (id) do nothing returning account),
    woken as (select pg_notify('notify', account) from (select distinct account from told) as each)
    select (select count(*) from told)::int as told, (select count(*) from woken)::int as woken`
  const { rows } = await client.query<{ told: number }>(text, [...values])
  return rows[0]?.told ?? 0
}
