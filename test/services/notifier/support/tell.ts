import { randomBytes, randomUUID } from 'node:crypto'
import type pg from 'pg'
import { insertContact } from '../../../../api/store/address-map/contacts.ts'
import { contactTag, normalizeContact } from '../../../../kit/contact.ts'
import { keyRingField } from '../../../../kit/key-ring.ts'
import type { NoticeKind, NoticeParameters } from '../../../../kit/notices/kinds.ts'
import { noticeIdSql } from '../../../../kit/notices/notice-id.ts'
import { Secret } from '../../../../kit/secret.ts'
import { until } from '../../../../local/until.ts'
import { FIELD_KEYS } from './notifier-world.ts'

export const ring = keyRingField.parse(FIELD_KEYS)
export const newAccount = () => `0x${randomBytes(20).toString('hex')}`
const CONTACT_KEY = new Secret('a-contact-key-of-32-bytes-for-the-tests')
let position = 0

/** Tells an account something as a service does; gives the id of the notification that it becomes. */
export async function tell<K extends NoticeKind>(
  pool: pg.Pool,
  account: string,
  kind: K,
  parameters: NoticeParameters<K>,
): Promise<string> {
  const key = `test:${randomUUID()}`
  const { rows } = await pool.query(
    `insert into notify.outbox (source_key, account, kind, parameters, occurred_at) values ($1, $2, $3, $4, now())
     returning ${noticeIdSql('$1', '$2')} as id`,
    [key, account, kind, JSON.stringify(parameters)],
  )
  return rows[0].id
}

export const tellDeposit = (pool: pg.Pool, account: string, dollars = 5) =>
  tell(pool, account, 'money.deposited', { amountUsdc6: String(dollars * 1_000_000) })

/** Leads a contact to an account, stored as the address map stores it. */
export async function giveContact(pool: pg.Pool, account: string, text: string): Promise<void> {
  const contact = normalizeContact(text)
  if (!contact) throw new Error('no contact')
  const tag = contactTag(CONTACT_KEY, contact)
  const commitment = await insertContact({ queries: pool, ring }, { userId: randomUUID(), contact, tag })
  await pool.query(
    `insert into address_map.record (position, user_commitment, version, account, guardian, previous, issued_at,
       withdrawals_from, signatures) values ($1, $2, 1, $3, '0x', '0x', 0, 0, '[]')`,
    [position++, commitment, account],
  )
}

export interface DeliveryRow {
  id: string
  channel: string
  state: string
  attempts: number
  error: string | null
  sequence: string | null
  next_in_sec: number
}

/** What became of a notification. */
export async function deliveriesOf(pool: pg.Pool, notificationId: string): Promise<DeliveryRow[]> {
  const { rows } = await pool.query<DeliveryRow>(
    `select id, channel, state, attempts, error, sequence, extract(epoch from next_at - now())::float8 as next_in_sec
     from notify.delivery where notification_id = $1 order by channel`,
    [notificationId],
  )
  return rows
}

/** Waits until the deliveries of a notification were made, or it was found that there are none. */
export async function routed(pool: pg.Pool, notificationId: string): Promise<void> {
  await until('the deliveries', async () => {
    const { rows } = await pool.query('select routed_at from notify.notification where id = $1', [notificationId])
    return rows[0]?.routed_at instanceof Date
  })
}

/** Makes what waits for its next attempt due. */
export async function makeDue(pool: pg.Pool): Promise<void> {
  await pool.query(`update notify.delivery set next_at = now() where state = 'waiting'`)
  await pool.query('update notify.message set next_at = now()')
}
