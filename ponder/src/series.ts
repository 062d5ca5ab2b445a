import { ponder } from 'ponder:registry'
import { series } from 'ponder:schema'
import { zeroHash } from 'viem'
import { blockTime } from './rows.ts'

/** Bits of `SeriesTerms.flags`. */
const SECURITY = 1
const TRANSFERABLE = 2
const AT_RISK = 4

ponder.on('SeriesRegistry:SeriesCreated', async ({ event, context }) => {
  const { draft, issuer, issuanceFeeBps, reservePerUnit } = event.args
  await context.db.insert(series).values({
    chainId: context.chain.id,
    series: event.args.series,
    issuer,
    status: 'draft',
    faceUsdc6: BigInt(draft.face),
    issuePriceUsdc6: BigInt(draft.issuePrice),
    supply: draft.supply,
    expiresAt: draft.expiry,
    refundWindowSec: draft.refundWindow,
    resaleLimit: draft.resaleLimit,
    security: draft.security,
    transferable: draft.transferable,
    termsHash: draft.termsHash,
    metadataUri: draft.metadataUri,
    issuanceFeeBps,
    reservePerUnitUsdc6: BigInt(reservePerUnit),
    createdAt: blockTime(event),
  })
})

ponder.on('SeriesRegistry:SeriesApproved', async ({ event, context }) => {
  const { series: id, by } = event.args
  await context.db
    .update(series, { chainId: context.chain.id, series: id })
    .set({ status: 'approved', decidedAt: blockTime(event), decidedBy: by })
})

ponder.on('SeriesRegistry:SeriesRejected', async ({ event, context }) => {
  const { series: id, reasonHash } = event.args
  await context.db
    .update(series, { chainId: context.chain.id, series: id })
    .set({ status: 'rejected', decidedAt: blockTime(event), decidedBy: event.transaction.from, reasonHash })
})

ponder.on('SeriesRegistry:SeriesClosed', async ({ event, context }) => {
  await context.db.update(series, { chainId: context.chain.id, series: event.args.series }).set({ status: 'closed' })
})

ponder.on('SeriesRegistry:SeriesAtRiskSet', async ({ event, context }) => {
  const { series: id, atRisk } = event.args
  await context.db.update(series, { chainId: context.chain.id, series: id }).set({ atRisk })
})

/** The core's words of a series. One that no registry has drafted starts here. */
ponder.on('Settlement:SeriesOpened', async ({ event, context }) => {
  const { series: id, terms } = event.args
  const opened = {
    issuer: terms.issuer,
    status: 'approved',
    faceUsdc6: BigInt(terms.face),
    supply: terms.supply,
    expiresAt: terms.expiry,
    refundWindowSec: terms.refundWindow,
    resaleLimit: terms.resaleLimit,
    issuanceFeeBps: terms.issuanceFeeBps,
    reservePerUnitUsdc6: BigInt(terms.reservePerUnit),
    ...flagsOf(terms.flags),
  } as const
  const drafted = { issuePriceUsdc6: 0n, termsHash: zeroHash, metadataUri: '', createdAt: blockTime(event) }
  await context.db
    .insert(series)
    .values({ chainId: context.chain.id, series: id, ...opened, ...drafted })
    .onConflictDoUpdate(opened)
})

ponder.on('Settlement:SupplyClosed', async ({ event, context }) => {
  const { series: id, supply } = event.args
  await context.db.update(series, { chainId: context.chain.id, series: id }).set({ supply })
})

ponder.on('Settlement:SeriesFlagsSet', async ({ event, context }) => {
  const { series: id, flags } = event.args
  await context.db.update(series, { chainId: context.chain.id, series: id }).set(flagsOf(flags))
})

function flagsOf(flags: number) {
  return {
    security: (flags & SECURITY) !== 0,
    transferable: (flags & TRANSFERABLE) !== 0,
    atRisk: (flags & AT_RISK) !== 0,
  }
}
