import { integer, pgSchema, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/** What must never be on chain and is not derived from it: sessions and remembered answers. No personal data. */
const app = pgSchema('app')
const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

export const siweNonce = app.table('siwe_nonce', {
  nonce: text('nonce').primaryKey(),
  expiresAt: instant('expires_at').notNull(),
})

/** A family of refresh tokens: one sign-in on one device. */
export const session = app.table('session', {
  id: uuid('id').primaryKey(),
  account: text('account').notNull(),
  createdAt: instant('created_at').notNull().defaultNow(),
  revokedAt: instant('revoked_at'),
  revokedReason: text('revoked_reason'),
})

export const refreshToken = app.table('refresh_token', {
  /** SHA-256 of the token: a copy of the table opens no session. */
  hash: text('hash').primaryKey(),
  sessionId: uuid('session_id').notNull(),
  expiresAt: instant('expires_at').notNull(),
  spentAt: instant('spent_at'),
})

export const idempotency = app.table(
  'idempotency',
  {
    account: text('account').notNull(),
    key: text('key').notNull(),
    requestHash: text('request_hash').notNull(),
    claimedAt: instant('claimed_at').notNull().defaultNow(),
    status: integer('status'),
    body: text('body'),
  },
  (table) => [primaryKey({ columns: [table.account, table.key] })],
)
