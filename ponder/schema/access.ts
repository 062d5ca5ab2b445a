import { index, onchainTable, primaryKey } from 'ponder'
import { logColumns, seconds } from './columns.ts'

/** A role of the access manager (ids in contracts/access/libraries/Roles.sol). */
export const role = onchainTable(
  'role',
  (t) => ({
    chainId: t.integer().notNull(),
    roleId: t.bigint().notNull(),
    label: t.text(),
    adminRoleId: t.bigint().notNull().default(0n),
    guardianRoleId: t.bigint().notNull().default(0n),
    grantDelaySec: t.integer().notNull().default(0),
    grantDelaySince: seconds(t),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.chainId, table.roleId] }) }),
)

export const roleMember = onchainTable(
  'role_member',
  (t) => ({
    chainId: t.integer().notNull(),
    roleId: t.bigint().notNull(),
    account: t.hex().notNull(),
    isMember: t.boolean().notNull(),
    /** From when the membership counts. */
    memberSince: seconds(t).notNull(),
    executionDelaySec: t.integer().notNull(),
    changedAt: seconds(t).notNull(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.chainId, table.roleId, table.account] }),
    roleMemberAccountIndex: index('role_member_account_index').on(table.account),
  }),
)

/** Which role may call a restricted function. */
export const restrictedFunction = onchainTable(
  'restricted_function',
  (t) => ({
    chainId: t.integer().notNull(),
    target: t.hex().notNull(),
    selector: t.hex().notNull(),
    roleId: t.bigint().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.chainId, table.target, table.selector] }) }),
)

export const accessTarget = onchainTable(
  'access_target',
  (t) => ({
    chainId: t.integer().notNull(),
    target: t.hex().notNull(),
    isClosed: t.boolean().notNull().default(false),
    adminDelaySec: t.integer().notNull().default(0),
    adminDelaySince: seconds(t),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.chainId, table.target] }) }),
)

/** A delayed call that the access manager holds; status: scheduled, executed, cancelled. */
export const accessOperation = onchainTable(
  'access_operation',
  (t) => ({
    chainId: t.integer().notNull(),
    operationHash: t.hex().notNull(),
    nonce: t.int8({ mode: 'number' }).notNull(),
    status: t.text().$type<'scheduled' | 'executed' | 'cancelled'>().notNull(),
    readyAt: seconds(t).notNull(),
    caller: t.hex().notNull(),
    target: t.hex().notNull(),
    data: t.hex().notNull(),
    changedAt: seconds(t).notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.chainId, table.operationHash, table.nonce] }) }),
)

/** Every membership, role and target change, in order. */
export const roleChange = onchainTable('role_change', (t) => ({
  ...logColumns(t),
  /** Name of the event. */
  change: t.text().notNull(),
  roleId: t.bigint(),
  account: t.hex(),
  target: t.hex(),
  value: t.text(),
}))

/** What the brake says of one domain; key 0 for `all`, else product, address or series as a number. */
export const brake = onchainTable(
  'brake',
  (t) => ({
    chainId: t.integer().notNull(),
    domain: t.text().notNull(),
    key: t.bigint().notNull(),
    setBy: t.hex().notNull(),
    setAt: seconds(t).notNull(),
    expiresAt: seconds(t).notNull(),
    incident: t.hex().notNull(),
    renewedBy: t.hex(),
    releasedBy: t.hex(),
    releasedAt: seconds(t),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.chainId, table.domain, table.key] }) }),
)

/** Every brake event, in order: set, renewed, released, hint_cleared. */
export const brakeChange = onchainTable('brake_change', (t) => ({
  ...logColumns(t),
  change: t.text().$type<'set' | 'renewed' | 'released' | 'hint_cleared'>().notNull(),
  domain: t.text().notNull(),
  key: t.bigint().notNull(),
  by: t.hex(),
  expiresAt: seconds(t),
  incident: t.hex(),
}))

/** A setting that an administrator changed: operator, gate, fees, exit delay, connected core and so on. */
export const settingChange = onchainTable('setting_change', (t) => ({
  ...logColumns(t),
  contract: t.text().notNull(),
  /** Name of the event. */
  setting: t.text().notNull(),
  value: t.text().notNull(),
}))
