import { index, onchainTable, primaryKey } from 'ponder'
import { logColumns, seconds } from './columns.ts'

export const deposit = onchainTable(
  'deposit',
  (t) => ({ ...logColumns(t), account: t.hex().notNull(), amountUsdc6: t.bigint().notNull() }),
  (table) => ({
    depositAccountIndex: index('deposit_account_index').on(table.account),
    depositBlockIndex: index('deposit_block_index').on(table.blockNumber),
  }),
)

/** Cash that left the core; `recipient` is the account itself unless it was sent to another address. */
export const withdrawal = onchainTable(
  'withdrawal',
  (t) => ({
    ...logColumns(t),
    account: t.hex().notNull(),
    recipient: t.hex().notNull(),
    amountUsdc6: t.bigint().notNull(),
  }),
  (table) => ({
    withdrawalAccountIndex: index('withdrawal_account_index').on(table.account),
    withdrawalBlockIndex: index('withdrawal_block_index').on(table.blockNumber),
  }),
)

export const cashTransfer = onchainTable(
  'cash_transfer',
  (t) => ({ ...logColumns(t), from: t.hex().notNull(), to: t.hex().notNull(), amountUsdc6: t.bigint().notNull() }),
  (table) => ({
    cashTransferFromIndex: index('cash_transfer_from_index').on(table.from),
    cashTransferToIndex: index('cash_transfer_to_index').on(table.to),
    cashTransferBlockIndex: index('cash_transfer_block_index').on(table.blockNumber),
  }),
)

export const feeCollection = onchainTable('fee_collection', (t) => ({
  ...logColumns(t),
  recipient: t.hex().notNull(),
  amountUsdc6: t.bigint().notNull(),
}))

/** Money of the primary sales of one series on one UTC day that is still held: after its release the reserves of its live units. */
export const heldDay = onchainTable(
  'held_day',
  (t) => ({
    chainId: t.integer().notNull(),
    series: t.int8({ mode: 'number' }).notNull(),
    /** Days since 1970. */
    day: t.integer().notNull(),
    grossUsdc6: t.bigint().notNull().default(0n),
    buyerFeesUsdc6: t.bigint().notNull().default(0n),
    /** Part of `gross` that is the platform's. */
    issuanceFeesUsdc6: t.bigint().notNull().default(0n),
    units: t.integer().notNull().default(0),
    releasedAt: seconds(t),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.chainId, table.series, table.day] }) }),
)

export const release = onchainTable('release', (t) => ({
  ...logColumns(t),
  series: t.int8({ mode: 'number' }).notNull(),
  day: t.integer().notNull(),
  toIssuerUsdc6: t.bigint().notNull(),
  feesUsdc6: t.bigint().notNull(),
  reservedUsdc6: t.bigint().notNull(),
}))

/** The units sold on one day that nobody redeemed, settled after the series' end. */
export const breakage = onchainTable('breakage', (t) => ({
  ...logColumns(t),
  series: t.int8({ mode: 'number' }).notNull(),
  day: t.integer().notNull(),
  units: t.int8({ mode: 'number' }).notNull(),
  toPlatformUsdc6: t.bigint().notNull(),
  toIssuerUsdc6: t.bigint().notNull(),
}))

/** Movements of the guarantee funds: deposited from, withdrawn to or drawn to `counterparty`. */
export const guaranteeMove = onchainTable(
  'guarantee_move',
  (t) => ({
    ...logColumns(t),
    issuer: t.hex().notNull(),
    move: t.text().$type<'deposited' | 'withdrawn' | 'drawn'>().notNull(),
    counterparty: t.hex().notNull(),
    amountUsdc6: t.bigint().notNull(),
    reasonHash: t.hex(),
  }),
  (table) => ({ guaranteeMoveIssuerIndex: index('guarantee_move_issuer_index').on(table.issuer) }),
)

/** A market maker's deposit as it stands. */
export const makerDeposit = onchainTable(
  'maker_deposit',
  (t) => ({
    chainId: t.integer().notNull(),
    address: t.hex().notNull(),
    amountUsdc6: t.bigint().notNull().default(0n),
    withdrawalMaturesAt: seconds(t),
    /** Of the one claim that there can be. */
    claimState: t.text().$type<'open' | 'dismissed' | 'taken'>(),
    claimUsdc6: t.bigint(),
    claimMaturesAt: seconds(t),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.chainId, table.address] }) }),
)

type MakerDepositChange =
  | 'received'
  | 'withdrawal_requested'
  | 'withdrawal_voided'
  | 'withdrawn'
  | 'claim_opened'
  | 'claim_dismissed'
  | 'claim_taken'

/** Everything that happened to market makers' deposits; `counterparty` is who paid or was paid. */
export const makerDepositChange = onchainTable(
  'maker_deposit_change',
  (t) => ({
    ...logColumns(t),
    maker: t.hex().notNull(),
    change: t.text().$type<MakerDepositChange>().notNull(),
    counterparty: t.hex(),
    amountUsdc6: t.bigint(),
    maturesAt: seconds(t),
    reasonHash: t.hex(),
    by: t.hex(),
  }),
  (table) => ({ makerDepositChangeMakerIndex: index('maker_deposit_change_maker_index').on(table.maker) }),
)

/** Every ERC-20 Transfer of the money token. */
export const tokenTransfer = onchainTable(
  'token_transfer',
  (t) => ({
    ...logColumns(t),
    token: t.hex().notNull(),
    from: t.hex().notNull(),
    to: t.hex().notNull(),
    amountUsdc6: t.bigint().notNull(),
  }),
  (table) => ({
    tokenTransferFromIndex: index('token_transfer_from_index').on(table.from),
    tokenTransferToIndex: index('token_transfer_to_index').on(table.to),
  }),
)

/** What the Transfer logs leave each address with; the zero address carries the supply as a negative balance. */
export const tokenBalance = onchainTable(
  'token_balance',
  (t) => ({
    chainId: t.integer().notNull(),
    token: t.hex().notNull(),
    account: t.hex().notNull(),
    amountUsdc6: t.bigint().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.chainId, table.token, table.account] }) }),
)

export const tokenAllowance = onchainTable(
  'token_allowance',
  (t) => ({
    chainId: t.integer().notNull(),
    token: t.hex().notNull(),
    owner: t.hex().notNull(),
    spender: t.hex().notNull(),
    amountUsdc6: t.bigint().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.chainId, table.token, table.owner, table.spender] }) }),
)

/** ERC-3009 authorisations that were used or cancelled. */
export const tokenAuthorization = onchainTable(
  'token_authorization',
  (t) => ({
    chainId: t.integer().notNull(),
    token: t.hex().notNull(),
    authorizer: t.hex().notNull(),
    nonce: t.hex().notNull(),
    status: t.text().$type<'used' | 'cancelled'>().notNull(),
    transactionHash: t.hex().notNull(),
    recordedAt: seconds(t).notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.chainId, table.token, table.authorizer, table.nonce] }) }),
)
