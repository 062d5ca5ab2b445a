import { index, onchainTable, primaryKey } from 'ponder'
import { logColumns, seconds } from './columns.ts'

type MarketMakerState = 'none' | 'active' | 'suspended' | 'terminated'
type IdentityChange = 'identity' | 'market_maker' | 'state' | 'frozen' | 'unfrozen' | 'sanction' | 'profile'

/** An account: identity of the registry, money and exit of the core. Levels and states as in contracts/settlement. */
export const account = onchainTable(
  'account',
  (t) => ({
    chainId: t.integer().notNull(),
    address: t.hex().notNull(),
    level: t.integer().notNull().default(0),
    state: t.text().$type<'active' | 'restricted' | 'frozen' | 'closed'>().notNull().default('active'),
    sanctioned: t.boolean().notNull().default(false),
    kycExpiryDay: t.integer().notNull().default(0),
    jurisdiction: t.integer().notNull().default(0),
    accredited: t.boolean().notNull().default(false),
    marketMaker: t.boolean().notNull().default(false),
    marketMakerState: t.text().$type<MarketMakerState>().notNull().default('none'),
    /** Hash of the compliance case while frozen. */
    freezeCaseHash: t.hex(),
    brakeHint: t.boolean().notNull().default(false),
    cashUsdc6: t.bigint().notNull().default(0n),
    /** Live units owned, in the market or not. */
    units: t.integer().notNull().default(0),
    exitMaturesAt: seconds(t),
    exitLapsesAt: seconds(t),
    firstSeenAt: seconds(t).notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.chainId, table.address] }) }),
)

/** Every change of an identity, in order; only the columns that the event names are set. */
export const identityChange = onchainTable(
  'identity_change',
  (t) => ({
    ...logColumns(t),
    account: t.hex().notNull(),
    change: t.text().$type<IdentityChange>().notNull(),
    level: t.integer(),
    state: t.text(),
    kycExpiryDay: t.integer(),
    jurisdiction: t.integer(),
    accredited: t.boolean(),
    marketMaker: t.boolean(),
    marketMakerState: t.text().$type<MarketMakerState>(),
    /** Hash of the report that a change of the market maker's state rests on. */
    reportHash: t.hex(),
    sanctioned: t.boolean(),
    caseHash: t.hex(),
    by: t.hex(),
  }),
  (table) => ({
    identityChangeAccountIndex: index('identity_change_account_index').on(table.account),
    identityChangeBlockIndex: index('identity_change_block_index').on(table.blockNumber),
  }),
)

export const tradingKey = onchainTable(
  'trading_key',
  (t) => ({
    chainId: t.integer().notNull(),
    account: t.hex().notNull(),
    /** 0..7. */
    index: t.integer().notNull(),
    key: t.hex().notNull(),
    kind: t.text().$type<'secp256k1' | 'p256'>().notNull(),
    expiryDay: t.integer().notNull(),
    scope: t.integer().notNull(),
    epoch: t.integer().notNull(),
    registeredAt: seconds(t).notNull(),
    revokedAt: seconds(t),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.chainId, table.account, table.index] }),
    tradingKeyRegisteredIndex: index('trading_key_registered_index').on(table.registeredAt),
  }),
)

/** The latest change asked for a slot: 0..7 a key, 8 cancel-all, 16 + lane a lane's cancel. */
export const changeRequest = onchainTable(
  'change_request',
  (t) => ({
    chainId: t.integer().notNull(),
    account: t.hex().notNull(),
    slot: t.integer().notNull(),
    value: t.bigint().notNull(),
    requestedAt: seconds(t).notNull(),
    effectiveAt: seconds(t).notNull(),
    /** When it, or an instant change of the same slot, was carried out. */
    appliedAt: seconds(t),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.chainId, table.account, table.slot] }) }),
)

/** A lane of an account: the newest order that filled or was voided there. */
export const lane = onchainTable(
  'lane',
  (t) => ({
    chainId: t.integer().notNull(),
    account: t.hex().notNull(),
    lane: t.integer().notNull(),
    seq: t.int8({ mode: 'number' }).notNull().default(0),
    /** Units filled of order `seq`. */
    filled: t.int8({ mode: 'number' }).notNull().default(0),
    /** Orders of this sequence and older can never fill again. */
    voidedSeq: t.int8({ mode: 'number' }).notNull().default(0),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.chainId, table.account, table.lane] }) }),
)

/** Cancels on chain: one lane (`lane` and `seq` set) or every order of the account. */
export const orderCancel = onchainTable(
  'order_cancel',
  (t) => ({
    ...logColumns(t),
    account: t.hex().notNull(),
    lane: t.integer(),
    seq: t.int8({ mode: 'number' }),
  }),
  (table) => ({
    orderCancelAccountIndex: index('order_cancel_account_index').on(table.account),
    orderCancelBlockIndex: index('order_cancel_block_index').on(table.blockNumber),
  }),
)

/** What became of a signed intent in a batch; a refused one names no account. */
export const intentResult = onchainTable(
  'intent_result',
  (t) => ({
    ...logColumns(t),
    contract: t.text().notNull(),
    result: t.text().$type<'executed' | 'failed' | 'refused'>().notNull(),
    account: t.hex(),
    nonce: t.bigint(),
    /** Place in the batch, of a refused one. */
    itemIndex: t.integer(),
    selector: t.hex().notNull(),
    /** Revert data of the action or of its check. */
    reason: t.hex(),
  }),
  (table) => ({ intentResultAccountIndex: index('intent_result_account_index').on(table.account, table.nonce) }),
)
