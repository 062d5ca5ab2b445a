import { sql } from 'drizzle-orm'
import type { NoticeKind } from '../../../kit/notices/kinds.ts'
import type { Notice } from '../../../kit/notices/notice.ts'
import type { Database } from '../../store/database.ts'

/** Tells a notice with the transaction of what it is about: exactly if that happened. The notifier takes it from there. */
export async function tellNotice<K extends NoticeKind>(
  tx: Pick<Database, 'execute'>,
  notice: Notice<K>,
): Promise<void> {
  const { sourceKey, account, kind, parameters, occurredAt } = notice
  await tx.execute(sql`
    insert into notify.outbox (source_key, account, kind, parameters, occurred_at)
    values (${sourceKey}, ${account.toLowerCase()}, ${kind}, ${JSON.stringify(parameters)}, ${occurredAt.toISOString()})
    on conflict do nothing`)
}
