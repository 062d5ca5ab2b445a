import { index, onchainTable, primaryKey } from 'ponder'
import { logColumns, seconds } from './columns.ts'

/** The core's own state: batch number, operator, fee rates and totals. One row per chain. */
export const settlement = onchainTable('settlement', (t) => ({
  chainId: t.integer().primaryKey(),
  batchNo: t.int8({ mode: 'number' }).notNull().default(0),
  journalHead: t.hex(),
  operator: t.hex(),
  coSigner: t.hex(),
  gate: t.hex(),
  takerBps: t.integer(),
  makerBps: t.integer(),
  issuerCapBps: t.integer(),
  exitDelaySec: t.integer(),
  heartbeatAt: seconds(t),
  silentSince: seconds(t),
  normalFrom: seconds(t),
  accruedFeesUsdc6: t.bigint().notNull().default(0n),
}))

export const batch = onchainTable(
  'batch',
  (t) => ({
    chainId: t.integer().notNull(),
    batchNo: t.int8({ mode: 'number' }).notNull(),
    journalHead: t.hex().notNull(),
    trades: t.integer().notNull(),
    skips: t.integer().notNull(),
    units: t.integer().notNull(),
    turnoverUsdc6: t.bigint().notNull(),
    settledBy: t.hex().notNull(),
    settledAt: seconds(t).notNull(),
    blockNumber: t.int8({ mode: 'number' }).notNull(),
    transactionHash: t.hex().notNull(),
    logIndex: t.integer().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.chainId, table.batchNo] }) }),
)

/** A settled trade; id chainId:txHash:logIndex:index. Prices per unit, fees and totals for all its units. */
export const trade = onchainTable(
  'trade',
  (t) => ({
    ...logColumns(t),
    batchNo: t.int8({ mode: 'number' }).notNull(),
    /** Place in the batch. */
    index: t.integer().notNull(),
    series: t.int8({ mode: 'number' }).notNull(),
    buyer: t.hex().notNull(),
    seller: t.hex().notNull(),
    priceUsdc6: t.bigint().notNull(),
    units: t.integer().notNull(),
    grossUsdc6: t.bigint().notNull(),
    buyerFeeUsdc6: t.bigint().notNull(),
    /** Of a primary sale the issuance fee, held with the proceeds. */
    sellerFeeUsdc6: t.bigint().notNull(),
    taker: t.text().$type<'buy' | 'sell'>().notNull(),
    /** Traded in the book of units that cannot be resold after this sale. */
    final: t.boolean().notNull(),
    primary: t.boolean().notNull(),
    toWallet: t.boolean().notNull(),
    tokenIds: t.bigint().array().notNull(),
  }),
  (table) => ({
    tradeSeriesIndex: index('trade_series_index').on(table.series, table.recordedAt),
    tradeBatchIndex: index('trade_batch_index').on(table.batchNo),
  }),
)

/**
 * The settled trades of one market and stretch of time, by the time of their blocks; `intervalSec` is one of the SDK's CANDLE_SECONDS.
 * `blockNumber` is the block of the last trade.
 */
export const candle = onchainTable(
  'candle',
  (t) => ({
    chainId: t.integer().notNull(),
    series: t.int8({ mode: 'number' }).notNull(),
    final: t.boolean().notNull(),
    intervalSec: t.integer().notNull(),
    openedAt: seconds(t).notNull(),
    openUsdc6: t.bigint().notNull(),
    highUsdc6: t.bigint().notNull(),
    lowUsdc6: t.bigint().notNull(),
    closeUsdc6: t.bigint().notNull(),
    units: t.int8({ mode: 'number' }).notNull(),
    turnoverUsdc6: t.bigint().notNull(),
    trades: t.integer().notNull(),
    blockNumber: t.int8({ mode: 'number' }).notNull(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.chainId, table.series, table.final, table.intervalSec, table.openedAt] }),
    candleTimeIndex: index('candle_time_index').on(table.intervalSec, table.openedAt),
  }),
)

/** One order's part of a trade; id is the trade's with `:buy` or `:sell`. */
export const fill = onchainTable(
  'fill',
  (t) => ({
    ...logColumns(t),
    tradeId: t.text().notNull(),
    batchNo: t.int8({ mode: 'number' }).notNull(),
    account: t.hex().notNull(),
    side: t.text().$type<'buy' | 'sell'>().notNull(),
    isTaker: t.boolean().notNull(),
    series: t.int8({ mode: 'number' }).notNull(),
    lane: t.integer().notNull(),
    seq: t.int8({ mode: 'number' }).notNull(),
    /** The order's place in the journal. */
    position: t.int8({ mode: 'number' }).notNull(),
    priceUsdc6: t.bigint().notNull(),
    units: t.integer().notNull(),
    feeBps: t.integer().notNull(),
    feeUsdc6: t.bigint().notNull(),
    /** Paid by a buyer, received by a seller; 0 for a primary seller, whose proceeds are held. */
    cashUsdc6: t.bigint().notNull(),
  }),
  (table) => ({
    fillAccountIndex: index('fill_account_index').on(table.account, table.recordedAt),
    fillOrderIndex: index('fill_order_index').on(table.account, table.lane, table.seq),
    fillBlockIndex: index('fill_block_index').on(table.blockNumber),
  }),
)

/** A trade that the core skipped; id chainId:txHash:logIndex:index. */
export const skip = onchainTable(
  'skip',
  (t) => ({
    ...logColumns(t),
    batchNo: t.int8({ mode: 'number' }).notNull(),
    index: t.integer().notNull(),
    code: t.text().notNull(),
    failingSide: t.text().$type<'buy' | 'sell' | 'both'>(),
    causedBySkip: t.boolean().notNull(),
    series: t.int8({ mode: 'number' }).notNull(),
    priceUsdc6: t.bigint().notNull(),
    units: t.integer().notNull(),
    buyer: t.hex().notNull(),
    buyLane: t.integer().notNull(),
    buySeq: t.int8({ mode: 'number' }).notNull(),
    buyPosition: t.int8({ mode: 'number' }).notNull(),
    seller: t.hex().notNull(),
    sellLane: t.integer().notNull(),
    sellSeq: t.int8({ mode: 'number' }).notNull(),
    sellPosition: t.int8({ mode: 'number' }).notNull(),
  }),
  (table) => ({
    skipBuyerIndex: index('skip_buyer_index').on(table.buyer),
    skipSellerIndex: index('skip_seller_index').on(table.seller),
    skipBlockIndex: index('skip_block_index').on(table.blockNumber),
  }),
)

/** The operator's signs of life, and their absence. */
export const operatorSign = onchainTable('operator_sign', (t) => ({
  ...logColumns(t),
  sign: t.text().$type<'heartbeat' | 'silence_declared' | 'normal_noticed'>().notNull(),
  /** The time that the event names. */
  at: seconds(t).notNull(),
  by: t.hex(),
}))

export const exitRequest = onchainTable(
  'exit_request',
  (t) => ({
    ...logColumns(t),
    account: t.hex().notNull(),
    maturesAt: seconds(t).notNull(),
    lapsesAt: seconds(t).notNull(),
  }),
  (table) => ({
    exitRequestAccountIndex: index('exit_request_account_index').on(table.account),
    exitRequestBlockIndex: index('exit_request_block_index').on(table.blockNumber),
  }),
)

export const merchant = onchainTable(
  'merchant',
  (t) => ({
    chainId: t.integer().notNull(),
    issuer: t.hex().notNull(),
    merchant: t.hex().notNull(),
    isAppointed: t.boolean().notNull(),
    changedAt: seconds(t).notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.chainId, table.issuer, table.merchant] }) }),
)
