import type pg from 'pg'
import { EXPIRY_NOTICE_DAYS } from '../limits.ts'
import { insertNotices } from './insert-notices.ts'

const DAY_SEC = 86_400

/** Tells the holders of a series once, some days before its end; who buys later has seen the date. */
export async function collectExpiring(
  client: pg.PoolClient,
  { chainId, schema, nowSec }: { chainId: number; schema: string; nowSec: number },
): Promise<boolean> {
  for (const days of EXPIRY_NOTICE_DAYS) {
    const { rows } = await client.query<{ series: string }>(
      `select series from ${schema}.series s where chain_id = $1 and status = 'approved' and expires_at > $2 and expires_at <= $3
         and not exists (select from notify.cursor c where c.source = 'expiring:' || $1 || ':' || s.series || ':' || $4)`,
      [chainId, nowSec, nowSec + days * DAY_SEC, days],
    )
    for (const { series } of rows) await tellHolders(client, { chainId, schema, nowSec, days, series })
  }
  return false
}

interface Ending {
  chainId: number
  schema: string
  nowSec: number
  days: number
  series: string
}

async function tellHolders(client: pg.PoolClient, { chainId, schema, nowSec, days, series }: Ending): Promise<void> {
  const source = `expiring:${chainId}:${series}:${days}`
  await insertNotices(
    client,
    `select c.owner as account, '${source}' as source_key, 'coupon.expiring' as kind,
       jsonb_build_object('series', c.series, 'units', count(*), 'expiresAt', s.expires_at) as parameters,
       to_timestamp($3) as occurred_at
     from ${schema}.coupon c join ${schema}.series s on s.chain_id = c.chain_id and s.series = c.series
     where c.chain_id = $1 and c.series = $2 and c.status = 'active' group by c.owner, c.series, s.expires_at`,
    [chainId, series, nowSec],
  )
  await client.query('insert into notify.cursor (source, position) values ($1, $2)', [source, nowSec])
}
