import type pg from 'pg'
import type { Address } from 'viem'
import type { Reader } from '../../../kit/notices/format.ts'
import { isNoticeKind, type NoticeKind, type NoticeParameters } from '../../../kit/notices/kinds.ts'
import { renderNotice } from '../../../kit/notices/render.ts'

/** A notification as it lies in the table. */
export interface NotificationRow {
  id: string
  seq: string
  kind: string
  parameters: NoticeParameters<NoticeKind>
  occurred_at: Date
  read_at: Date | null
}

const COLUMNS = 'id, seq, kind, parameters, occurred_at, read_at'

interface PageWish {
  account: Address
  limit: number
  before: string | undefined
  isUnread: boolean
}

/** The newest first; one more than asked for tells that there are others. */
export async function readNotifications(
  pool: pg.Pool,
  { account, limit, before, isUnread }: PageWish,
): Promise<NotificationRow[]> {
  const { rows } = await pool.query<NotificationRow>(
    `select ${COLUMNS} from notify.notification
     where account = $1 and ($2::bigint is null or seq < $2) and (not $3 or read_at is null) order by seq desc limit $4`,
    [account.toLowerCase(), before ?? null, isUnread, limit],
  )
  return rows
}

/** What came behind a number, the oldest first. */
export async function readAfter(
  pool: pg.Pool,
  { account, after, limit }: { account: Address; after: bigint; limit: number },
): Promise<NotificationRow[]> {
  const { rows } = await pool.query<NotificationRow>(
    `select ${COLUMNS} from notify.notification where account = $1 and seq > $2 order by seq limit $3`,
    [account.toLowerCase(), after, limit],
  )
  return rows
}

/** The number of the account's newest notification; 0 without any. */
export async function newestOf(pool: pg.Pool, account: Address): Promise<bigint> {
  const { rows } = await pool.query<{ newest: string }>(
    'select coalesce(max(seq), 0) as newest from notify.notification where account = $1',
    [account.toLowerCase()],
  )
  return BigInt(rows[0]?.newest ?? 0)
}

export async function countUnread(pool: pg.Pool, account: Address): Promise<number> {
  const { rows } = await pool.query<{ unread: number }>(
    'select count(*)::int as unread from notify.notification where account = $1 and read_at is null',
    [account.toLowerCase()],
  )
  return rows[0]?.unread ?? 0
}

/** Marks own notifications as read, those named and all up to a number; others’ are left as they are. */
export async function markRead(
  pool: pg.Pool,
  { account, ids, upTo, at }: { account: Address; ids: readonly string[]; upTo: number; at: Date },
): Promise<void> {
  await pool.query(
    `update notify.notification set read_at = $4
     where account = $1 and read_at is null and (id = any($2::uuid[]) or seq <= $3)`,
    [account.toLowerCase(), ids, upTo, at],
  )
}

/** In the reader's language, with the bare parameters beside it for programs. */
export function viewOf(reader: Reader, { id, seq, kind, parameters, occurred_at, read_at }: NotificationRow) {
  if (!isNoticeKind(kind)) throw new Error(`a notification of an unknown kind: ${kind}`)
  return {
    id,
    number: Number(seq),
    kind,
    ...renderNotice(reader, { kind, parameters }),
    parameters: parameters as Record<string, string | number>,
    occurredAt: occurred_at.toISOString(),
    ...(read_at === null ? {} : { readAt: read_at.toISOString() }),
  }
}
