import type pg from 'pg'
import { isMandatory } from '../../kit/notices/kinds.ts'
import { MAX_PER_HOUR } from '../limits.ts'
import type { Delivery } from './deliveries.ts'

/** Whether an account may get another message by this channel in this hour. It is in the list all the same. */
export async function spendBudget(pool: pg.Pool, { account, channel, kind }: Delivery): Promise<boolean> {
  if (channel === 'webhook') return true
  const { rows } = await pool.query<{ used: number }>(
    `insert into notify.budget (account, channel, hour, used) values ($1, $2, date_trunc('hour', now()), 1)
     on conflict (account, channel, hour) do update set used = notify.budget.used + 1 returning used`,
    [account, channel],
  )
  const { usual, mandatory } = MAX_PER_HOUR[channel]
  return (rows[0]?.used ?? 0) <= (isMandatory(kind) ? mandatory : usual)
}
