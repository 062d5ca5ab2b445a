import { index, onchainTable, onchainView, primaryKey, sql } from 'ponder'
import { logColumns } from './columns.ts'

/**
 * One leg of a double entry; id is the entry's with `:<leg>`. A positive amount is received by the account, a negative one
 * given; the legs of an entry sum to zero per asset. Accounts are listed in ponder/src/ledger/accounts.ts.
 */
export const posting = onchainTable(
  'posting',
  (t) => ({
    ...logColumns(t),
    /** chainId:txHash:logIndex, and `:<index>` for a trade of a batch. */
    entryId: t.text().notNull(),
    /** The event that it was made from. */
    event: t.text().notNull(),
    account: t.text().notNull(),
    /** chainId:token for money, chainId:core:series for units. */
    asset: t.text().notNull(),
    amount: t.bigint().notNull(),
  }),
  (table) => ({
    postingEntryIndex: index('posting_entry_index').on(table.entryId),
    postingAccountIndex: index('posting_account_index').on(table.account, table.asset, table.blockNumber),
  }),
)

/** The sum of all postings of an account in an asset. */
export const ledgerBalance = onchainTable(
  'ledger_balance',
  (t) => ({
    chainId: t.integer().notNull(),
    account: t.text().notNull(),
    asset: t.text().notNull(),
    amount: t.bigint().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.chainId, table.account, table.asset] }) }),
)

/** Entries that do not sum to zero in an asset: always empty. */
export const unbalancedEntry = onchainView('unbalanced_entry').as((query) =>
  query
    .select({
      entryId: posting.entryId,
      asset: posting.asset,
      amount: sql<string>`sum(${posting.amount})`.as('amount'),
    })
    .from(posting)
    .groupBy(posting.entryId, posting.asset)
    .having(sql`sum(${posting.amount}) <> 0`),
)

/** The trial balance: what each asset's postings sum to; every amount is zero. */
export const trialBalance = onchainView('trial_balance').as((query) =>
  query
    .select({
      asset: posting.asset,
      accounts: sql<string>`count(distinct ${posting.account})`.as('accounts'),
      postings: sql<string>`count(*)`.as('postings'),
      amount: sql<string>`sum(${posting.amount})`.as('amount'),
    })
    .from(posting)
    .groupBy(posting.asset),
)
