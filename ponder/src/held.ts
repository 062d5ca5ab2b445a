import { type Context, type Event, ponder } from 'ponder:registry'
import { breakage, coupon, heldDay, release, series } from 'ponder:schema'
import { dayOf, splitTokenId } from '../../sdk/src/ids.ts'
import { feeOf } from '../../sdk/src/money.ts'
import { moneyOf } from './assets.ts'
import { breakageEntry, redemptionEntry, refundEntry, releaseEntry } from './ledger/money-entries.ts'
import { post } from './ledger/post.ts'
import { addCash, blockTime, type IndexContext, logRow } from './rows.ts'
import { addFees } from './trades.ts'

type Refunded = Event<'Settlement:CouponRefunded'>
type Redeemed = Event<'Settlement:CouponRedeemed'>
type HeldContext = Context<'Settlement:CouponRefunded'>

/** A refund's money: it leaves the day on which the unit was sold. */
export async function payRefund(event: Refunded, context: HeldContext, args: Refunded['args']): Promise<void> {
  const { tokenId, account, price, buyerFee, issuanceFee } = args
  const sale = await saleOf(context, tokenId)
  await takeUnit(context, sale, { price, buyerFee, issuanceFee })
  await addCash(event, context, account, price + buyerFee)
  const entry = refundEntry({ account, series: sale.series, day: sale.day, price, buyerFee }, moneyOf(context))
  await post({ event, context, name: 'CouponRefunded' }, entry)
}

/** A redemption's money: the unit's share of its day while that is held, else the reserve kept for it. */
export async function payRedemption(event: Redeemed, context: HeldContext, args: Redeemed['args']): Promise<void> {
  const { tokenId, toIssuer, fees } = args
  const sale = await saleOf(context, tokenId)
  if (sale.isReleased) await addReserve(context, sale.series, -(toIssuer + fees))
  else await takeUnit(context, sale, sale)
  await addCash(event, context, sale.issuer, toIssuer)
  await addFees(context, fees)
  await post({ event, context, name: 'CouponRedeemed' }, redemptionEntry({ ...sale, toIssuer, fees }, moneyOf(context)))
}

ponder.on('Settlement:ProceedsReleased', async ({ event, context }) => {
  const { series: id, day, toIssuer, fees, reserved } = event.args
  const { issuer } = await seriesRow(context, id)
  await context.db.insert(release).values({
    ...logRow(event, context),
    series: id,
    day,
    toIssuerUsdc6: toIssuer,
    feesUsdc6: fees,
    reservedUsdc6: reserved,
  })
  await context.db
    .update(heldDay, { chainId: context.chain.id, series: id, day })
    .set({ grossUsdc6: 0n, buyerFeesUsdc6: 0n, issuanceFeesUsdc6: 0n, releasedAt: blockTime(event) })
  await addReserve(context, id, reserved)
  await addCash(event, context, issuer, toIssuer)
  await addFees(context, fees)
  const entry = releaseEntry({ issuer, series: id, day, toIssuer, fees, reserved }, moneyOf(context))
  await post({ event, context, name: 'ProceedsReleased' }, entry)
})

ponder.on('Settlement:BreakageSettled', async ({ event, context }) => {
  const { series: id, units, toPlatform, toIssuer } = event.args
  const { issuer } = await seriesRow(context, id)
  await context.db.insert(breakage).values({
    ...logRow(event, context),
    series: id,
    units,
    toPlatformUsdc6: toPlatform,
    toIssuerUsdc6: toIssuer,
  })
  await addReserve(context, id, -(toPlatform + toIssuer))
  await addCash(event, context, issuer, toIssuer)
  await addFees(context, toPlatform)
  await post(
    { event, context, name: 'BreakageSettled' },
    breakageEntry({ issuer, series: id, toPlatform, toIssuer }, moneyOf(context)),
  )
})

/** What the first sale of a unit put under its day, and whether that day is released. */
async function saleOf(context: IndexContext, tokenId: bigint) {
  const { series: id } = splitTokenId(tokenId)
  const unit = await context.db.find(coupon, { chainId: context.chain.id, tokenId })
  if (!unit) throw new RangeError(`coupon ${tokenId} ended before it was sold`)
  const { issuer, issuanceFeeBps } = await seriesRow(context, id)
  const day = dayOf(unit.soldAt)
  const held = await context.db.find(heldDay, { chainId: context.chain.id, series: id, day })
  return {
    series: id,
    issuer,
    day,
    isReleased: held?.releasedAt != null,
    price: unit.soldPriceUsdc6,
    buyerFee: feeOf(unit.soldPriceUsdc6, unit.buyerFeeBps),
    issuanceFee: feeOf(unit.soldPriceUsdc6, issuanceFeeBps),
  }
}

/** Takes one unit's money out of a day. */
async function takeUnit(
  context: IndexContext,
  { series: id, day }: { series: number; day: number },
  { price, buyerFee, issuanceFee }: { price: bigint; buyerFee: bigint; issuanceFee: bigint },
): Promise<void> {
  await context.db.update(heldDay, { chainId: context.chain.id, series: id, day }).set((row) => ({
    grossUsdc6: row.grossUsdc6 - price,
    buyerFeesUsdc6: row.buyerFeesUsdc6 - buyerFee,
    issuanceFeesUsdc6: row.issuanceFeesUsdc6 - issuanceFee,
    units: row.units - 1,
  }))
}

async function addReserve(context: IndexContext, id: number, amountUsdc6: bigint): Promise<void> {
  await context.db
    .update(series, { chainId: context.chain.id, series: id })
    .set((row) => ({ reservedUsdc6: row.reservedUsdc6 + amountUsdc6 }))
}

async function seriesRow(context: IndexContext, id: number) {
  const row = await context.db.find(series, { chainId: context.chain.id, series: id })
  if (!row) throw new RangeError(`series ${id} was never opened`)
  return row
}
