import type pg from 'pg'
import { stringifyJson } from '../../kit/json.ts'
import { migrateSchema } from '../../kit/migrate.ts'
import { MAX_LISTED } from '../limits.ts'
import type { PaymentEntry } from '../saga/journal.ts'
import type { AuditNote } from '../saga/ports.ts'
import type { Purchase } from '../saga/purchase.ts'
import { COLUMNS, type PurchaseRow, purchaseOfRow } from './purchase-row.ts'

type Queryable = Pick<pg.Pool, 'query'>

const NAMES = Object.keys(COLUMNS) as (keyof Purchase)[]
const COLUMN_LIST = NAMES.map((name) => COLUMNS[name]).join(', ')

/** Brings schema `payments` up to date. */
export async function migratePayments(pool: pg.Pool): Promise<void> {
  await migrateSchema(pool, { schema: 'payments', folder: new URL('./drizzle', import.meta.url).pathname })
}

/** Stores a new purchase; one that is there already is given back as it is. */
export async function insertPurchase(db: Queryable, purchase: Purchase): Promise<Purchase> {
  const places = NAMES.map((_, i) => `$${i + 1}`).join(', ')
  const text = `insert into payments.purchase (${COLUMN_LIST}) values (${places}) on conflict (id) do nothing`
  await db.query(text, valuesOf(purchase))
  return (await findPurchase(db, purchase.id)) ?? purchase
}

export async function findPurchase(db: Queryable, id: string): Promise<Purchase | undefined> {
  const { rows } = await db.query<PurchaseRow>('select * from payments.purchase where id = $1', [id])
  return rows[0] && purchaseOfRow(rows[0])
}

/** The newest of an account. */
export async function listPurchases(db: Queryable, account: string): Promise<Purchase[]> {
  const text = 'select * from payments.purchase where account = $1 order by created_at desc, id limit $2'
  const { rows } = await db.query<PurchaseRow>(text, [account, MAX_LISTED])
  return rows.map(purchaseOfRow)
}

/** Locks the purchase that has waited longest and nobody works on; the lock ends with the transaction, and with the process. */
export async function claimDue(client: Queryable, now: Date): Promise<Purchase | undefined> {
  const text = `select * from payments.purchase where due_at <= $1 order by due_at limit 1 for update skip locked`
  const { rows } = await client.query<PurchaseRow>(text, [now])
  return rows[0] && purchaseOfRow(rows[0])
}

export async function savePurchase(client: Queryable, purchase: Purchase): Promise<void> {
  const sets = NAMES.map((name, i) => `${COLUMNS[name]} = $${i + 1}`).join(', ')
  await client.query(`update payments.purchase set ${sets} where id = $1`, valuesOf(purchase))
}

/** Books entries; the primary key refuses a second one of a kind. */
export async function insertEntries(client: Queryable, entries: readonly PaymentEntry[], at: Date): Promise<void> {
  for (const { purchaseId, kind, legs } of entries) {
    for (const [leg, { account, asset, amount }] of legs.entries()) {
      const text =
        'insert into payments.posting (purchase_id, kind, leg, account, asset, amount, at) values ($1, $2, $3, $4, $5, $6, $7)'
      await client.query(text, [purchaseId, kind, leg, account, asset, amount, at])
    }
  }
}

export async function insertAudit(
  client: Queryable,
  { purchaseId, note, at }: { purchaseId: string; note: AuditNote; at: Date },
): Promise<void> {
  const text = 'insert into payments.audit (purchase_id, kind, detail, at) values ($1, $2, $3, $4)'
  await client.query(text, [purchaseId, note.kind, JSON.stringify(note.detail), at])
}

export interface ReceivedEvent {
  provider: string
  eventId: string
  type: string
  checkoutId?: string | undefined
  purchaseId?: string | undefined
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Keeps an event once and has its purchase looked at; false when the event was kept before, or speaks of nothing of ours. */
export async function receiveEvent(db: Queryable, event: ReceivedEvent, now: Date): Promise<boolean> {
  const { provider, eventId, type, checkoutId = null } = event
  const purchaseId = event.purchaseId && UUID.test(event.purchaseId) ? event.purchaseId : null
  const text = `with kept as (
      insert into payments.provider_event (provider, event_id, type, purchase_id, received_at)
      values ($1, $2, $3, $5, $6) on conflict do nothing returning 1)
    update payments.purchase set due_at = least(due_at, $6)
    where provider = $1 and (id = $5 or checkout_id = $4) and exists (select from kept)`
  const { rowCount } = await db.query(text, [provider, eventId, type, checkoutId, purchaseId, now])
  return (rowCount ?? 0) > 0
}

/** The books by account, what is owed to all purchases as one: dollars and stablecoin, each summing to zero. */
export async function readBalances(db: Queryable): Promise<{ account: string; asset: string; amount: bigint }[]> {
  const text = `select case when account like 'payer:%' then 'payers' else account end as account, asset, sum(amount)::text as amount
    from payments.posting group by 1, 2 order by 1, 2`
  const { rows } = await db.query<{ account: string; asset: string; amount: string }>(text)
  return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }))
}

/** What an account paid in or is about to by its purchases since a moment, begun before this one: of two at once the first counts. */
export async function moneyInBefore(
  db: Queryable,
  { id, account, createdAt }: Pick<Purchase, 'id' | 'account' | 'createdAt'>,
  since: Date,
): Promise<{ usdc6: bigint; open: number }> {
  const text = `select coalesce(sum(pay_usdc6) filter (where state not in ('cancelled', 'refunded')), 0) as usdc6,
      count(*) filter (where ended_at is null)::int as open
    from payments.purchase where account = $1 and created_at >= $2 and (created_at, id) < ($3, $4)`
  const { rows } = await db.query<{ usdc6: string; open: number }>(text, [account, since, createdAt, id])
  return { usdc6: BigInt(rows[0]?.usdc6 ?? 0), open: rows[0]?.open ?? 0 }
}

function valuesOf(purchase: Purchase): unknown[] {
  return NAMES.map((name) => {
    const value = purchase[name]
    return name === 'order' || name === 'return' ? (value === null ? null : stringifyJson(value)) : value
  })
}
