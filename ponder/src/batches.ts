import { type Context, type Event, ponder } from 'ponder:registry'
import { batch, operatorSign, settlement, skip } from 'ponder:schema'
import { decodeRecords, type TradeRecord } from '../../sdk/src/batch/decode-records.ts'
import { laterSales } from './final-sale.ts'
import { logRow, lower } from './rows.ts'
import { changeSettlement } from './settings.ts'
import { storeTrade } from './trades.ts'

type BatchSettled = Event<'Settlement:BatchSettled'>
type BatchContext = Context<'Settlement:BatchSettled'>

ponder.on('Settlement:BatchSettled', async ({ event, context }) => {
  const records = decodeRecords(event.args.records)
  const batchNo = Number(event.args.batchNo)
  await storeBatch(event, context, records)
  const sold = laterSales(records)
  for (const [index, record] of records.entries()) {
    const part = { event, context, batchNo, index, salesAfter: sold[index] ?? 0 }
    if (record.code === 'FILLED') await storeTrade(part, record)
    else await storeSkip(part, record)
  }
})

async function storeBatch(event: BatchSettled, context: BatchContext, records: readonly TradeRecord[]): Promise<void> {
  const { id: _, chainId, recordedAt, ...place } = logRow(event, context)
  const { journalHead } = event.args
  const batchNo = Number(event.args.batchNo)
  const trades = records.filter(({ code }) => code === 'FILLED')
  await context.db.insert(batch).values({
    ...place,
    chainId,
    batchNo,
    journalHead,
    trades: trades.length,
    skips: records.length - trades.length,
    units: trades.reduce((sum, { units }) => sum + units, 0),
    turnoverUsdc6: trades.reduce((sum, { priceUsdc6, units }) => sum + priceUsdc6 * BigInt(units), 0n),
    settledBy: event.transaction.from,
    settledAt: recordedAt,
  })
  await changeSettlement(context, { batchNo, journalHead, ...(await signOfLife(context, recordedAt)) })
}

/** A batch of the operator is a heartbeat and ends a silence; one that anyone settles while it lasts is neither. */
async function signOfLife(context: BatchContext, at: number) {
  const state = await context.db.find(settlement, { chainId: context.chain.id })
  const isSilent = state?.silentSince != null && (state.normalFrom === null || at < state.normalFrom)
  return isSilent ? {} : { heartbeatAt: at, silentSince: null, normalFrom: null }
}

async function storeSkip(
  part: { event: BatchSettled; context: BatchContext; batchNo: number; index: number },
  { buy, sell, ...record }: TradeRecord,
): Promise<void> {
  const { event, context, batchNo, index } = part
  const row = logRow(event, context)
  await context.db.insert(skip).values({
    ...row,
    id: `${row.id}:${index}`,
    batchNo,
    index,
    code: record.code,
    failingSide: record.failingSide ?? null,
    causedBySkip: record.causedBySkip,
    series: record.series,
    priceUsdc6: record.priceUsdc6,
    units: record.units,
    buyer: lower(buy.account),
    buyLane: buy.lane,
    buySeq: buy.seq,
    buyPosition: Number(buy.position),
    seller: lower(sell.account),
    sellLane: sell.lane,
    sellSeq: sell.seq,
    sellPosition: Number(sell.position),
  })
}

ponder.on('Settlement:HeartbeatRecorded', async ({ event, context }) => {
  const heartbeatAt = event.args.recordedAt
  await context.db.insert(operatorSign).values({ ...logRow(event, context), sign: 'heartbeat', at: heartbeatAt })
  await changeSettlement(context, { heartbeatAt })
})

ponder.on('Settlement:SilenceDeclared', async ({ event, context }) => {
  const { by, recordedAt: silentSince } = event.args
  await context.db
    .insert(operatorSign)
    .values({ ...logRow(event, context), sign: 'silence_declared', at: silentSince, by })
  await changeSettlement(context, { silentSince })
})

ponder.on('Settlement:NormalNoticed', async ({ event, context }) => {
  const { from: normalFrom } = event.args
  await context.db
    .insert(operatorSign)
    .values({ ...logRow(event, context), sign: 'normal_noticed', at: normalFrom, by: event.transaction.from })
  await changeSettlement(context, { normalFrom })
})
