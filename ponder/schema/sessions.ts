import { index, onchainTable, primaryKey } from 'ponder'
import { logColumns, seconds } from './columns.ts'

/**
 * Session keys of accounts on one chain. One signs while it is not revoked, its number is above its account's ended ones, and its time is
 * not over.
 */
export const sessionKey = onchainTable(
  'session_key',
  (t) => ({
    chainId: t.integer().notNull(),
    account: t.hex().notNull(),
    key: t.hex().notNull(),
    /** Sessions of the account so far, when this one was registered. */
    number: t.integer().notNull(),
    kind: t.text().$type<'secp256k1' | 'p256'>().notNull(),
    expiresAt: seconds(t).notNull(),
    windowSec: t.int8({ mode: 'number' }).notNull(),
    windowLimitUsdc6: t.bigint().notNull(),
    totalLimitUsdc6: t.bigint().notNull(),
    /** Target and selector, as `0x…:0x…`. */
    functions: t.text().array().notNull(),
    recipients: t.hex().array().notNull(),
    /** Empty for any. */
    series: t.int8({ mode: 'number' }).array().notNull(),
    spentUsdc6: t.bigint().notNull(),
    spentInWindowUsdc6: t.bigint().notNull(),
    windowEndsAt: seconds(t),
    registeredAt: seconds(t).notNull(),
    revokedAt: seconds(t),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.chainId, table.account, table.key] }) }),
)

/** Sessions of an account up to `number` are over. */
export const sessionEnd = onchainTable(
  'session_end',
  (t) => ({
    chainId: t.integer().notNull(),
    account: t.hex().notNull(),
    number: t.integer().notNull(),
    endedAt: seconds(t).notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.chainId, table.account] }) }),
)

/** What session keys signed, in order. */
export const sessionUse = onchainTable(
  'session_use',
  (t) => ({
    ...logColumns(t),
    account: t.hex().notNull(),
    key: t.hex().notNull(),
    target: t.hex().notNull(),
    selector: t.hex().notNull(),
    amountUsdc6: t.bigint().notNull(),
  }),
  (table) => ({ sessionUseAccountIndex: index('session_use_account_index').on(table.account) }),
)
