import { type Context, ponder } from 'ponder:registry'
import {
  coupon,
  couponOperator,
  couponTransfer,
  marketMove,
  recall,
  redemption,
  redemptionConfirmation,
  refund,
  series,
} from 'ponder:schema'
import { zeroAddress } from 'viem'
import { splitTokenId } from '../../sdk/src/ids.ts'
import { unitsOf } from './assets.ts'
import { payRecall, payRedemption, payRefund } from './held.ts'
import { post } from './ledger/post.ts'
import { unitTransferEntry } from './ledger/trade-entries.ts'
import { blockTime, changeAccount, type IndexContext, type LogEvent, logRow } from './rows.ts'

ponder.on('Settlement:Transfer', async ({ event, context }) => {
  const { from, to, tokenId } = event.args
  const { series: seriesId } = splitTokenId(tokenId)
  await context.db.insert(couponTransfer).values({ ...logRow(event, context), tokenId, series: seriesId, from, to })
  if (from === zeroAddress) await mint(event, context, tokenId, to)
  else if (to === zeroAddress) await burn(event, context, tokenId)
  else await changeOwner(event, context, tokenId, to)
  if (from !== zeroAddress) await changeAccount(event, context, from, (row) => ({ units: row.units - 1 }))
  if (to !== zeroAddress) await changeAccount(event, context, to, (row) => ({ units: row.units + 1 }))
  await post({ event, context, name: 'Transfer' }, unitTransferEntry(from, to, unitsOf(context, seriesId)))
})

/** A first sale; its price follows with the batch. */
async function mint(event: LogEvent, context: IndexContext, tokenId: bigint, owner: `0x${string}`): Promise<void> {
  const { series: seriesId, serial } = splitTokenId(tokenId)
  const chainId = context.chain.id
  const soldAt = blockTime(event)
  await context.db
    .insert(coupon)
    .values({ chainId, tokenId, series: seriesId, serial, owner, soldAt, acquiredAt: soldAt })
  await context.db.update(series, { chainId, series: seriesId }).set((row) => ({ minted: row.minted + 1 }))
}

/** An end; which one follows or went before in the same transaction. */
async function burn(event: LogEvent, context: IndexContext, tokenId: bigint): Promise<void> {
  const chainId = context.chain.id
  await context.db
    .update(coupon, { chainId, tokenId })
    .set({ endedAt: blockTime(event), inMarket: false, approved: null })
  const key = { chainId, series: splitTokenId(tokenId).series }
  await context.db.update(series, key).set((row) => ({ ended: row.ended + 1 }))
}

async function changeOwner(
  event: LogEvent,
  context: IndexContext,
  tokenId: bigint,
  owner: `0x${string}`,
): Promise<void> {
  await context.db
    .update(coupon, { chainId: context.chain.id, tokenId })
    .set((row) => ({ owner, changes: row.changes + 1, acquiredAt: blockTime(event), approved: null }))
}

ponder.on('Settlement:Approval', async ({ event, context }) => {
  const { approved, tokenId } = event.args
  await context.db
    .update(coupon, { chainId: context.chain.id, tokenId })
    .set({ approved: approved === zeroAddress ? null : approved })
})

ponder.on('Settlement:ApprovalForAll', async ({ event, context }) => {
  const { owner, operator, approved: isApproved } = event.args
  await context.db
    .insert(couponOperator)
    .values({ chainId: context.chain.id, owner, operator, isApproved })
    .onConflictDoUpdate({ isApproved })
})

ponder.on('Settlement:UnitsEnteredMarket', async ({ event, context }) => {
  await moveUnits(event, context, { ...event.args, entered: true })
})

ponder.on('Settlement:UnitsLeftMarket', async ({ event, context }) => {
  await moveUnits(event, context, { ...event.args, entered: false })
})

async function moveUnits(
  event: LogEvent,
  context: IndexContext,
  move: { account: `0x${string}`; tokenIds: readonly bigint[]; entered: boolean },
): Promise<void> {
  const { account, tokenIds, entered } = move
  await context.db.insert(marketMove).values({ ...logRow(event, context), account, entered, tokenIds: [...tokenIds] })
  for (const tokenId of tokenIds) {
    const approval = entered ? { approved: null } : {}
    await context.db.update(coupon, { chainId: context.chain.id, tokenId }).set({ inMarket: entered, ...approval })
  }
}

ponder.on('Settlement:CouponRefunded', async ({ event, context }) => {
  const { tokenId, account, price, buyerFee, issuanceFee } = event.args
  await context.db.insert(refund).values({
    ...logRow(event, context),
    tokenId,
    account,
    priceUsdc6: price,
    buyerFeeUsdc6: buyerFee,
    issuanceFeeUsdc6: issuanceFee,
  })
  await endCoupon(event, context, tokenId, 'refunded')
  await payRefund(event, context)
})

ponder.on('Settlement:CouponRedeemed', async ({ event, context }) => {
  const { tokenId, account, merchant, toIssuer, fees } = event.args
  await context.db
    .insert(redemption)
    .values({ ...logRow(event, context), tokenId, account, merchant, toIssuerUsdc6: toIssuer, feesUsdc6: fees })
  await endCoupon(event, context, tokenId, 'redeemed')
  await payRedemption(event, context)
})

ponder.on('Settlement:CouponRecalled', async ({ event, context }) => {
  const { tokenId, owner, paid } = event.args
  await context.db.insert(recall).values({ ...logRow(event, context), tokenId, account: owner, paidUsdc6: paid })
  await endCoupon(event, context, tokenId, 'recalled')
  await payRecall(event, context)
})

ponder.on('Redemption:RedemptionConfirmed', async ({ event, context }) => {
  const { tokenId, merchant, holder } = event.args
  await context.db.insert(redemptionConfirmation).values({ ...logRow(event, context), tokenId, merchant, holder })
})

async function endCoupon(
  event: LogEvent,
  context: Pick<Context, 'db' | 'chain'>,
  tokenId: bigint,
  status: 'redeemed' | 'refunded' | 'recalled',
): Promise<void> {
  await context.db
    .update(coupon, { chainId: context.chain.id, tokenId })
    .set({ status, endedAt: blockTime(event), inMarket: false })
}
