import { index, onchainTable, primaryKey } from 'ponder'
import { logColumns, seconds } from './columns.ts'

/**
 * Passkeys of accounts as the account registry of one chain announced them. One speaks for its account while it is not removed and its
 * generation is the account's; besides, as long as it was not removed and the generation is 0, the one that the account is born with does.
 */
export const passkey = onchainTable(
  'passkey',
  (t) => ({
    chainId: t.integer().notNull(),
    account: t.hex().notNull(),
    /** keccak256(x, y). */
    keyId: t.hex().notNull(),
    /** Unknown of the one that the account is born with, until it is added again. */
    x: t.hex(),
    y: t.hex(),
    generation: t.integer().notNull(),
    addedAt: seconds(t),
    removedAt: seconds(t),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.chainId, table.account, table.keyId] }),
    passkeyKeyIdIndex: index('passkey_key_id_index').on(table.keyId),
  }),
)

/** A passkey account that the registry has announced anything of; the recovery columns are set while one is running. */
export const passkeyAccount = onchainTable(
  'passkey_account',
  (t) => ({
    chainId: t.integer().notNull(),
    address: t.hex().notNull(),
    /** Completed recoveries. */
    generation: t.integer().notNull().default(0),
    guardian: t.hex(),
    recoveryKeyId: t.hex(),
    recoveryX: t.hex(),
    recoveryY: t.hex(),
    recoveryRequestedAt: seconds(t),
    /** From when anyone may complete it. */
    recoveryReadyAt: seconds(t),
    deployedAt: seconds(t),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.chainId, table.address] }),
    passkeyAccountGuardianIndex: index('passkey_account_guardian_index').on(table.guardian),
  }),
)

type PasskeyChange =
  | 'added'
  | 'removed'
  | 'guardian_set'
  | 'recovery_requested'
  | 'recovery_vetoed'
  | 'recovery_completed'
  | 'deployed'

/** Everything that the account registry announced, in order. */
export const passkeyChange = onchainTable(
  'passkey_change',
  (t) => ({
    ...logColumns(t),
    account: t.hex().notNull(),
    change: t.text().$type<PasskeyChange>().notNull(),
    keyId: t.hex(),
    guardian: t.hex(),
    readyAt: seconds(t),
  }),
  (table) => ({
    passkeyChangeAccountIndex: index('passkey_change_account_index').on(table.account),
    passkeyChangeBlockIndex: index('passkey_change_block_index').on(table.blockNumber),
  }),
)
