import type { Context, Event } from 'ponder:registry'
import { coupon, fill, heldDay, lane, series, settlement, trade } from 'ponder:schema'
import type { RecordSide, TradeRecord } from '../../sdk/src/batch/decode-records.ts'
import { dayOf, tokenId } from '../../sdk/src/ids.ts'
import { type FillAmounts, fillAmounts } from '../../sdk/src/money.ts'
import { moneyOf } from './assets.ts'
import { storeCandles } from './candles.ts'
import { isFinalSale } from './final-sale.ts'
import { post } from './ledger/post.ts'
import { tradeEntry } from './ledger/trade-entries.ts'
import { addCash, blockTime, logRow, lower } from './rows.ts'

/** A trade's place: the log of its batch and its index in it. */
export interface TradePart {
  event: Event<'Settlement:BatchSettled'>
  context: Context<'Settlement:BatchSettled'>
  batchNo: number
  index: number
  /** Later sales of its first unit in the same batch. */
  salesAfter: number
}

/** Everything that one filled trade of a batch changes. */
export async function storeTrade(part: TradePart, record: TradeRecord): Promise<void> {
  const { event, context } = part
  const amounts = fillAmounts(record.priceUsdc6, record.units, record.buy.feeBps, record.sell.feeBps)
  const tokenIds = record.serials.map((serial) => tokenId(record.series, serial))
  const final = await isFinal(part, record)
  await insertTrade(part, record, amounts, { tokenIds, final })
  await storeCandles(event, context, { ...record, final })
  await storeFill(part, record, 'buy', amounts)
  await storeFill(part, record, 'sell', amounts)
  await addCash(event, context, lower(record.buy.account), -amounts.buyerPaysUsdc6)
  if (record.primary) await hold(part, record, amounts)
  else await pay(part, record, amounts)
  for (const id of tokenIds) await storeSale(part, record, id)
  await context.db
    .update(series, { chainId: context.chain.id, series: record.series })
    .set({ lastPriceUsdc6: record.priceUsdc6 })
  const entry = tradeEntry(record, { asset: moneyOf(context), day: dayOf(blockTime(event)) })
  await post({ event, context, name: 'BatchSettled' }, entry, part.index)
}

async function isFinal({ context, salesAfter }: TradePart, { series: number, serials, primary }: TradeRecord) {
  const chainId = context.chain.id
  const terms = await context.db.find(series, { chainId, series: number })
  const unit = await context.db.find(coupon, { chainId, tokenId: tokenId(number, serials[0] ?? 0) })
  return isFinalSale({ primary, salesAfter, resaleLimit: terms?.resaleLimit ?? 0, changes: unit?.changes ?? 0 })
}

async function insertTrade(
  { event, context, batchNo, index }: TradePart,
  record: TradeRecord,
  amounts: FillAmounts,
  { tokenIds, final }: { tokenIds: bigint[]; final: boolean },
): Promise<void> {
  const row = logRow(event, context)
  await context.db.insert(trade).values({
    ...row,
    id: `${row.id}:${index}`,
    batchNo,
    index,
    series: record.series,
    buyer: lower(record.buy.account),
    seller: lower(record.sell.account),
    priceUsdc6: record.priceUsdc6,
    units: record.units,
    grossUsdc6: amounts.grossUsdc6,
    buyerFeeUsdc6: amounts.buyerFeeUsdc6,
    sellerFeeUsdc6: amounts.sellerFeeUsdc6,
    taker: record.taker,
    final,
    primary: record.primary,
    toWallet: record.toWallet,
    tokenIds,
  })
}

/** One order's part: the fill itself and the lane that it fills. */
async function storeFill(
  { event, context, batchNo, index }: TradePart,
  record: TradeRecord,
  side: 'buy' | 'sell',
  amounts: FillAmounts,
): Promise<void> {
  const row = logRow(event, context)
  const order: RecordSide = record[side]
  const sellerCashUsdc6 = record.primary ? 0n : amounts.sellerReceivesUsdc6
  await context.db.insert(fill).values({
    ...row,
    id: `${row.id}:${index}:${side}`,
    tradeId: `${row.id}:${index}`,
    batchNo,
    account: lower(order.account),
    side,
    isTaker: record.taker === side,
    series: record.series,
    lane: order.lane,
    seq: order.seq,
    position: Number(order.position),
    priceUsdc6: record.priceUsdc6,
    units: record.units,
    feeBps: order.feeBps,
    feeUsdc6: side === 'buy' ? amounts.buyerFeeUsdc6 : amounts.sellerFeeUsdc6,
    cashUsdc6: side === 'buy' ? amounts.buyerPaysUsdc6 : sellerCashUsdc6,
  })
  await context.db
    .insert(lane)
    .values({
      chainId: context.chain.id,
      account: lower(order.account),
      lane: order.lane,
      seq: order.seq,
      filled: record.units,
    })
    .onConflictDoUpdate((row) => ({
      seq: order.seq,
      filled: row.seq === order.seq ? row.filled + record.units : record.units,
    }))
}

/** A primary sale: proceeds and fees stay held under the day of the sale. */
async function hold({ event, context }: TradePart, record: TradeRecord, amounts: FillAmounts): Promise<void> {
  const sold = {
    grossUsdc6: amounts.grossUsdc6,
    buyerFeesUsdc6: amounts.buyerFeeUsdc6,
    issuanceFeesUsdc6: amounts.sellerFeeUsdc6,
    units: record.units,
  }
  const day = dayOf(blockTime(event))
  await context.db
    .insert(heldDay)
    .values({ chainId: context.chain.id, series: record.series, day, ...sold })
    .onConflictDoUpdate((row) => ({
      grossUsdc6: row.grossUsdc6 + sold.grossUsdc6,
      buyerFeesUsdc6: row.buyerFeesUsdc6 + sold.buyerFeesUsdc6,
      issuanceFeesUsdc6: row.issuanceFeesUsdc6 + sold.issuanceFeesUsdc6,
      units: row.units + sold.units,
    }))
}

/** A resale: the seller is paid at once and both fees accrue. */
async function pay({ event, context }: TradePart, record: TradeRecord, amounts: FillAmounts): Promise<void> {
  await addCash(event, context, lower(record.sell.account), amounts.sellerReceivesUsdc6)
  await addFees(context, amounts.buyerFeeUsdc6 + amounts.sellerFeeUsdc6)
}

/** What a sale writes into a unit; its Transfer, earlier in the same transaction, made it or changed its owner. */
async function storeSale({ context }: TradePart, record: TradeRecord, id: bigint): Promise<void> {
  const first = { soldPriceUsdc6: record.priceUsdc6, buyerFeeBps: record.buy.feeBps }
  await context.db.update(coupon, { chainId: context.chain.id, tokenId: id }).set({
    ...(record.primary ? first : {}),
    lastPriceUsdc6: record.priceUsdc6,
    inMarket: !record.toWallet,
  })
}

/** Adds to the core's accrued fees. */
export async function addFees(context: Pick<Context, 'db' | 'chain'>, amountUsdc6: bigint): Promise<void> {
  await context.db
    .insert(settlement)
    .values({ chainId: context.chain.id, accruedFeesUsdc6: amountUsdc6 })
    .onConflictDoUpdate((row) => ({ accruedFeesUsdc6: row.accruedFeesUsdc6 + amountUsdc6 }))
}
