import { type Context, type Event, ponder } from 'ponder:registry'
import { breakage, coupon, heldDay, release, series } from 'ponder:schema'
import { dayOf, splitTokenId } from '../../sdk/src/ids.ts'
import { feeOf } from '../../sdk/src/money.ts'
import { moneyOf } from './assets.ts'
import {
  breakageEntry,
  type HeldPlace,
  recallEntry,
  redemptionEntry,
  refundEntry,
  releaseEntry,
} from './ledger/money-entries.ts'
import { post } from './ledger/post.ts'
import { addCash, blockTime, type IndexContext, logRow } from './rows.ts'
import { addFees } from './trades.ts'

type Refunded = Event<'Settlement:CouponRefunded'>
type Redeemed = Event<'Settlement:CouponRedeemed'>
type Recalled = Event<'Settlement:CouponRecalled'>
type HeldContext = Context<'Settlement:CouponRefunded'>

export async function payRefund(event: Refunded, context: HeldContext): Promise<void> {
  const { tokenId, account, price, buyerFee } = event.args
  const { place } = await takeUnit(context, tokenId)
  await addCash(event, context, account, price + buyerFee)
  await post({ event, context, name: 'CouponRefunded' }, refundEntry({ account, price, buyerFee }, place))
}

export async function payRedemption(event: Redeemed, context: HeldContext): Promise<void> {
  const { tokenId, toIssuer, fees } = event.args
  const { place, issuer } = await takeUnit(context, tokenId)
  await addCash(event, context, issuer, toIssuer)
  await addFees(context, fees)
  await post({ event, context, name: 'CouponRedeemed' }, redemptionEntry({ issuer, toIssuer, fees }, place))
}

export async function payRecall(event: Recalled, context: HeldContext): Promise<void> {
  const { tokenId, owner, paid } = event.args
  const { place } = await takeUnit(context, tokenId)
  await addCash(event, context, owner, paid)
  await post({ event, context, name: 'CouponRecalled' }, recallEntry({ owner, paid }, place))
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
    .set({ grossUsdc6: reserved, buyerFeesUsdc6: 0n, issuanceFeesUsdc6: 0n, releasedAt: blockTime(event) })
  await addCash(event, context, issuer, toIssuer)
  await addFees(context, fees)
  const place = { series: id, day, asset: moneyOf(context) }
  await post({ event, context, name: 'ProceedsReleased' }, releaseEntry({ issuer, toIssuer, fees }, place))
})

ponder.on('Settlement:BreakageSettled', async ({ event, context }) => {
  const { series: id, day, units, toPlatform, toIssuer } = event.args
  const chainId = context.chain.id
  const { issuer } = await seriesRow(context, id)
  await context.db.insert(breakage).values({
    ...logRow(event, context),
    series: id,
    day,
    units,
    toPlatformUsdc6: toPlatform,
    toIssuerUsdc6: toIssuer,
  })
  await context.db.update(heldDay, { chainId, series: id, day }).set({ grossUsdc6: 0n, units: 0 })
  // The units themselves stay as they are: nothing on chain names them any more.
  await context.db.update(series, { chainId, series: id }).set((row) => ({ ended: row.ended + units }))
  await addCash(event, context, issuer, toIssuer)
  await addFees(context, toPlatform)
  const place = { series: id, day, asset: moneyOf(context) }
  await post({ event, context, name: 'BreakageSettled' }, breakageEntry({ issuer, toPlatform, toIssuer }, place))
})

/** Takes an ended unit's part out of the day of its sale: the whole sale before the release, the reserve after it. */
async function takeUnit(context: HeldContext, tokenId: bigint): Promise<{ place: HeldPlace; issuer: `0x${string}` }> {
  const chainId = context.chain.id
  const { series: id } = splitTokenId(tokenId)
  const terms = await seriesRow(context, id)
  const unit = await context.db.find(coupon, { chainId, tokenId })
  if (!unit) throw new RangeError(`coupon ${tokenId} ended before it was sold`)
  const day = dayOf(unit.soldAt)
  const price = unit.soldPriceUsdc6
  const buyerFee = feeOf(price, unit.buyerFeeBps)
  const issuanceFee = feeOf(price, terms.issuanceFeeBps)
  await context.db.update(heldDay, { chainId, series: id, day }).set((row) => {
    const units = row.units - 1
    if (row.releasedAt !== null) return { units, grossUsdc6: row.grossUsdc6 - terms.reservePerUnitUsdc6 }
    return {
      units,
      grossUsdc6: row.grossUsdc6 - price,
      buyerFeesUsdc6: row.buyerFeesUsdc6 - buyerFee,
      issuanceFeesUsdc6: row.issuanceFeesUsdc6 - issuanceFee,
    }
  })
  return { place: { series: id, day, asset: moneyOf(context) }, issuer: terms.issuer }
}

async function seriesRow(context: IndexContext, id: number) {
  const row = await context.db.find(series, { chainId: context.chain.id, series: id })
  if (!row) throw new RangeError(`series ${id} was never opened`)
  return row
}
