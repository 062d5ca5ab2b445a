import type pg from 'pg'
import { noticeIdSql } from '../../kit/notices/notice-id.ts'
import { INTENT_GRACE_SEC, INTENTS_AT_ONCE } from '../limits.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { insertNotices } from './insert-notices.ts'

/** Over for good: without a transaction, with one that never got into a block, or in a block that is safe. */
const IS_OVER = `(i.state in ('executed', 'failed', 'refused') and (t.id is null or t.state in ('safe', 'final', 'failed')))`
const INTENTS = 'relayer.intent i left join relayer.transaction t on t.id = i.transaction_id'

/**
 * Tells what became of intents. They end in another order than they came in, so the cursor stands below the oldest that is open, and
 * also below those of the last minutes, since numbers are not given in the order of commits; what was told is passed over by its key.
 */
export async function collectIntents(client: pg.PoolClient, chainId: number): Promise<boolean> {
  if (!(await hasIntents(client))) return false
  const source = `intents:${chainId}`
  const after = (await readCursor(client, source)) ?? 0n
  const found = await insertNotices(
    client,
    `select i.account, 'intent:' || i.order_number as source_key,
       case i.state when 'executed' then 'intent.executed' else 'intent.failed' end as kind,
       jsonb_build_object('orderNumber', i.order_number, 'action', i.function_name)
         || case i.state when 'executed' then '{}'::jsonb else jsonb_build_object('reason', coalesce(i.code, 'UNKNOWN')) end
         as parameters,
       i.created_at as occurred_at
     from ${INTENTS} where i.chain_id = $1 and i.id > $2 and ${IS_OVER}
       and not exists (select from notify.notification n
         where n.id = ${noticeIdSql("'intent:' || i.order_number", 'i.account')})
     order by i.id limit $3`,
    [chainId, after, INTENTS_AT_ONCE],
  )
  if (found === INTENTS_AT_ONCE) return true
  const { rows } = await client.query<{ last: string | null }>(
    `select coalesce(min(i.id) filter (where not ${IS_OVER} or i.created_at > now() - make_interval(secs => $3)) - 1, max(i.id)) as last
     from ${INTENTS} where i.chain_id = $1 and i.id > $2`,
    [chainId, after, INTENT_GRACE_SEC],
  )
  const last = rows[0]?.last
  if (last !== null && last !== undefined) await writeCursor(client, source, BigInt(last))
  return false
}

/** Whether the relayer has ever started. */
async function hasIntents(client: pg.PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ known: boolean }>(`select to_regclass('relayer.intent') is not null as known`)
  return rows[0]?.known === true
}
