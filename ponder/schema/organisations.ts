import { index, onchainTable, primaryKey } from 'ponder'
import { logColumns, seconds } from './columns.ts'

/** An account of several people (contracts/organisation). */
export const organisation = onchainTable(
  'organisation',
  (t) => ({
    chainId: t.integer().notNull(),
    address: t.hex().notNull(),
    /** How many owners act together. */
    ownersNeeded: t.integer().notNull(),
    createdAt: seconds(t).notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.chainId, table.address] }) }),
)

/** Everybody who ever was a member; role `none` once dismissed. */
export const organisationMember = onchainTable(
  'organisation_member',
  (t) => ({
    chainId: t.integer().notNull(),
    organisation: t.hex().notNull(),
    member: t.hex().notNull(),
    role: t.text().notNull(),
    changedAt: seconds(t).notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.chainId, table.organisation, table.member] }) }),
)

/** What a call needs by amount; no bands: the owners. */
export const organisationRule = onchainTable(
  'organisation_rule',
  (t) => ({
    chainId: t.integer().notNull(),
    organisation: t.hex().notNull(),
    target: t.hex().notNull(),
    selector: t.hex().notNull(),
    /** Word of the call's arguments that is its amount; 255: none. */
    amountAt: t.integer().notNull(),
    bands: t.json().$type<{ upTo: string; approvals: number; owners: number }[]>().notNull(),
    changedAt: seconds(t).notNull(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.chainId, table.organisation, table.target, table.selector] }),
  }),
)

/** A call that was carried out in an organisation's name. */
export const organisationAction = onchainTable(
  'organisation_action',
  (t) => ({
    ...logColumns(t),
    organisation: t.hex().notNull(),
    digest: t.hex().notNull(),
    target: t.hex().notNull(),
    selector: t.hex().notNull(),
    nonce: t.bigint().notNull(),
    /** In the unit of the call's argument. */
    amount: t.bigint().notNull(),
  }),
  (table) => ({ organisationActionBlockIndex: index('organisation_action_block_index').on(table.blockNumber) }),
)

/** Who signed it, and as what. */
export const organisationApproval = onchainTable('organisation_approval', (t) => ({
  ...logColumns(t),
  organisation: t.hex().notNull(),
  digest: t.hex().notNull(),
  member: t.hex().notNull(),
  role: t.text().notNull(),
}))
