import type pg from 'pg'
import { KEEP_BUDGETS_DAYS, KEEP_DELIVERIES_DAYS, KEEP_NOTIFICATIONS_DAYS } from './limits.ts'

/** Deletes what nobody looks for any more. */
export async function dropOld(pool: pg.Pool): Promise<void> {
  const olderThan = (table: string, column: string, where: string) =>
    `delete from notify.${table} where ${column} < now() - make_interval(days => $1)${where}`
  await pool.query(olderThan('delivery', 'created_at', ` and state <> 'waiting'`), [KEEP_DELIVERIES_DAYS])
  await pool.query(olderThan('notification', 'created_at', ' and routed_at is not null'), [KEEP_NOTIFICATIONS_DAYS])
  await pool.query(olderThan('budget', 'hour', ''), [KEEP_BUDGETS_DAYS])
}
