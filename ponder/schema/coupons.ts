import { index, onchainTable, primaryKey } from 'ponder'
import { logColumns, seconds } from './columns.ts'

/** An issuer: the registry's record and the core's quota. rating 0 B .. 5 AAA, tier 0 silver .. 3 diamond. */
export const issuer = onchainTable(
  'issuer',
  (t) => ({
    chainId: t.integer().notNull(),
    address: t.hex().notNull(),
    status: t.text().$type<'none' | 'pending' | 'active' | 'suspended' | 'terminated'>().notNull().default('none'),
    tier: t.integer().notNull().default(0),
    rating: t.integer().notNull().default(0),
    quotaUsdc6: t.bigint().notNull().default(0n),
    quotaUsedUsdc6: t.bigint().notNull().default(0n),
    companyHash: t.hex(),
    licenceHash: t.hex(),
    documentsHash: t.hex(),
    guaranteeUsdc6: t.bigint().notNull().default(0n),
    brakeHint: t.boolean().notNull().default(false),
    appliedAt: seconds(t),
    onboardedAt: seconds(t),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.chainId, table.address] }) }),
)

/** Every decision about an issuer, in order; `change` is the event's name. */
export const issuerChange = onchainTable(
  'issuer_change',
  (t) => ({
    ...logColumns(t),
    issuer: t.hex().notNull(),
    change: t.text().notNull(),
    reasonHash: t.hex(),
    rating: t.integer(),
    tier: t.integer(),
    quotaUsdc6: t.bigint(),
  }),
  (table) => ({ issuerChangeIssuerIndex: index('issuer_change_issuer_index').on(table.issuer) }),
)

/** A series of coupons: the draft, the decision and, once approved, the core's counts. */
export const series = onchainTable(
  'series',
  (t) => ({
    chainId: t.integer().notNull(),
    series: t.int8({ mode: 'number' }).notNull(),
    issuer: t.hex().notNull(),
    status: t.text().$type<'draft' | 'approved' | 'rejected' | 'closed'>().notNull(),
    faceUsdc6: t.bigint().notNull(),
    issuePriceUsdc6: t.bigint().notNull(),
    supply: t.int8({ mode: 'number' }).notNull(),
    expiresAt: seconds(t).notNull(),
    refundWindowSec: t.integer().notNull(),
    resaleLimit: t.integer().notNull(),
    security: t.boolean().notNull(),
    transferable: t.boolean().notNull(),
    termsHash: t.hex().notNull(),
    metadataUri: t.text().notNull(),
    issuanceFeeBps: t.integer().notNull(),
    reservePerUnitUsdc6: t.bigint().notNull(),
    atRisk: t.boolean().notNull().default(false),
    brakeHint: t.boolean().notNull().default(false),
    minted: t.int8({ mode: 'number' }).notNull().default(0),
    ended: t.int8({ mode: 'number' }).notNull().default(0),
    /** Of the last trade. */
    lastPriceUsdc6: t.bigint(),
    createdAt: seconds(t).notNull(),
    decidedAt: seconds(t),
    decidedBy: t.hex(),
    reasonHash: t.hex(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.chainId, table.series] }),
    seriesIssuerIndex: index('series_issuer_index').on(table.issuer),
    seriesStatusIndex: index('series_status_index').on(table.status, table.expiresAt),
  }),
)

/** A unit. tokenId = series << 32 | serial. Price and fee are those of its last sale. */
export const coupon = onchainTable(
  'coupon',
  (t) => ({
    chainId: t.integer().notNull(),
    tokenId: t.bigint().notNull(),
    series: t.int8({ mode: 'number' }).notNull(),
    serial: t.int8({ mode: 'number' }).notNull(),
    /** The last owner, also after its end. */
    owner: t.hex().notNull(),
    status: t.text().$type<'active' | 'redeemed' | 'refunded' | 'recalled'>().notNull().default('active'),
    /** Ownership changes after the first sale. */
    changes: t.integer().notNull().default(0),
    inMarket: t.boolean().notNull().default(false),
    approved: t.hex(),
    /** First sale: price paid per unit and the fees with which it is held. */
    soldPriceUsdc6: t.bigint().notNull().default(0n),
    buyerFeeBps: t.integer().notNull().default(0),
    soldAt: seconds(t).notNull(),
    lastPriceUsdc6: t.bigint().notNull().default(0n),
    acquiredAt: seconds(t).notNull(),
    endedAt: seconds(t),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.chainId, table.tokenId] }),
    couponOwnerIndex: index('coupon_owner_index').on(table.owner, table.status),
    couponSeriesIndex: index('coupon_series_index').on(table.series, table.status),
  }),
)

/** Every ERC-721 Transfer: a first sale comes from the zero address, an end goes to it. */
export const couponTransfer = onchainTable(
  'coupon_transfer',
  (t) => ({
    ...logColumns(t),
    tokenId: t.bigint().notNull(),
    series: t.int8({ mode: 'number' }).notNull(),
    from: t.hex().notNull(),
    to: t.hex().notNull(),
  }),
  (table) => ({
    couponTransferTokenIndex: index('coupon_transfer_token_index').on(table.tokenId),
    couponTransferFromIndex: index('coupon_transfer_from_index').on(table.from),
    couponTransferToIndex: index('coupon_transfer_to_index').on(table.to),
  }),
)

/** Units entering or leaving the market other than by a trade. */
export const marketMove = onchainTable(
  'market_move',
  (t) => ({
    ...logColumns(t),
    account: t.hex().notNull(),
    entered: t.boolean().notNull(),
    tokenIds: t.bigint().array().notNull(),
  }),
  (table) => ({ marketMoveAccountIndex: index('market_move_account_index').on(table.account) }),
)

/** ERC-721 approval of all units of an owner to an operator. */
export const couponOperator = onchainTable(
  'coupon_operator',
  (t) => ({
    chainId: t.integer().notNull(),
    owner: t.hex().notNull(),
    operator: t.hex().notNull(),
    isApproved: t.boolean().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.chainId, table.owner, table.operator] }) }),
)

export const refund = onchainTable(
  'refund',
  (t) => ({
    ...logColumns(t),
    tokenId: t.bigint().notNull(),
    account: t.hex().notNull(),
    priceUsdc6: t.bigint().notNull(),
    buyerFeeUsdc6: t.bigint().notNull(),
    issuanceFeeUsdc6: t.bigint().notNull(),
  }),
  (table) => ({
    refundAccountIndex: index('refund_account_index').on(table.account),
    refundBlockIndex: index('refund_block_index').on(table.blockNumber),
  }),
)

/** A redemption: the core's event; the registry's confirmation of the same unit is `redemption_confirmation`. */
export const redemption = onchainTable(
  'redemption',
  (t) => ({
    ...logColumns(t),
    tokenId: t.bigint().notNull(),
    account: t.hex().notNull(),
    merchant: t.hex().notNull(),
    toIssuerUsdc6: t.bigint().notNull(),
    feesUsdc6: t.bigint().notNull(),
  }),
  (table) => ({
    redemptionAccountIndex: index('redemption_account_index').on(table.account),
    redemptionMerchantIndex: index('redemption_merchant_index').on(table.merchant),
    redemptionBlockIndex: index('redemption_block_index').on(table.blockNumber),
  }),
)

export const redemptionConfirmation = onchainTable('redemption_confirmation', (t) => ({
  ...logColumns(t),
  tokenId: t.bigint().notNull(),
  merchant: t.hex().notNull(),
  holder: t.hex().notNull(),
}))

export const recall = onchainTable(
  'recall',
  (t) => ({
    ...logColumns(t),
    tokenId: t.bigint().notNull(),
    account: t.hex().notNull(),
    paidUsdc6: t.bigint().notNull(),
  }),
  (table) => ({ recallBlockIndex: index('recall_block_index').on(table.blockNumber) }),
)
