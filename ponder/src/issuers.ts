import { ponder } from 'ponder:registry'
import { issuer, issuerChange, merchant } from 'ponder:schema'
import type { Address, Hex } from 'viem'
import { blockTime, type IndexContext, type LogEvent, logRow } from './rows.ts'

/** Names of `IssuerStatus`, by number. */
const STATUSES = ['none', 'pending', 'active', 'suspended', 'terminated'] as const

type Change = Partial<Omit<typeof issuer.$inferInsert, 'chainId' | 'address'>>
type Decision = Pick<typeof issuerChange.$inferInsert, 'change' | 'reasonHash' | 'rating' | 'tier' | 'quotaUsdc6'>

async function changeIssuer(context: IndexContext, address: Address, change: Change): Promise<void> {
  await context.db
    .insert(issuer)
    .values({ chainId: context.chain.id, address, ...change })
    .onConflictDoUpdate(change)
}

async function record(event: LogEvent, context: IndexContext, address: Address, decision: Decision): Promise<void> {
  await context.db.insert(issuerChange).values({ ...logRow(event, context), issuer: address, ...decision })
}

ponder.on('IssuerRegistry:IssuerApplied', async ({ event, context }) => {
  const { issuer: address, ...hashes } = event.args
  await record(event, context, address, { change: 'IssuerApplied' })
  await changeIssuer(context, address, { status: 'pending', appliedAt: blockTime(event), ...hashes })
})

ponder.on('IssuerRegistry:IssuerApproved', async ({ event, context }) => {
  const { issuer: address, onboardedAt } = event.args
  await record(event, context, address, { change: 'IssuerApproved' })
  await changeIssuer(context, address, { status: 'active', onboardedAt })
})

ponder.on('IssuerRegistry:IssuerRejected', async ({ event, context }) => {
  const { issuer: address, reasonHash } = event.args
  await record(event, context, address, { change: 'IssuerRejected', reasonHash })
  // The registry forgets the application: the applicant may apply again.
  await changeIssuer(context, address, {
    status: 'none',
    appliedAt: null,
    companyHash: null,
    licenceHash: null,
    documentsHash: null,
  })
})

ponder.on('IssuerRegistry:IssuerReinstated', async ({ event, context }) => {
  await record(event, context, event.args.issuer, { change: 'IssuerReinstated' })
  await changeIssuer(context, event.args.issuer, { status: 'active' })
})

const ENDINGS = { IssuerSuspended: 'suspended', IssuerTerminated: 'terminated' } as const
for (const change of ['IssuerSuspended', 'IssuerTerminated'] as const) {
  ponder.on(`IssuerRegistry:${change}`, async ({ event, context }) => {
    const { issuer: address, reasonHash } = event.args as { issuer: Address; reasonHash: Hex }
    await record(event, context, address, { change, reasonHash })
    await changeIssuer(context, address, { status: ENDINGS[change] })
  })
}

ponder.on('IssuerRegistry:IssuerRated', async ({ event, context }) => {
  const { issuer: address, rating, quota: quotaUsdc6 } = event.args
  await record(event, context, address, { change: 'IssuerRated', rating, quotaUsdc6 })
  await changeIssuer(context, address, { rating, quotaUsdc6 })
})

ponder.on('IssuerRegistry:IssuerTierSet', async ({ event, context }) => {
  const { issuer: address, tier } = event.args
  await record(event, context, address, { change: 'IssuerTierSet', tier })
  await changeIssuer(context, address, { tier })
})

/** The core's copy of the registry's record: what trading obeys. */
ponder.on('Settlement:IssuerWordSet', async ({ event, context }) => {
  const { issuer: address, status, tier, rating, onboardedAt, quota } = event.args
  await changeIssuer(context, address, {
    status: STATUSES[status] ?? 'terminated',
    tier,
    rating,
    onboardedAt: onboardedAt === 0 ? null : onboardedAt,
    quotaUsdc6: quota,
  })
})

ponder.on('Settlement:QuotaUsed', async ({ event, context }) => {
  await changeIssuer(context, event.args.issuer, { quotaUsedUsdc6: event.args.quotaUsed })
})

ponder.on('Redemption:MerchantSet', async ({ event, context }) => {
  const { issuer: address, merchant: appointee, appointed: isAppointed } = event.args
  const changedAt = blockTime(event)
  await context.db
    .insert(merchant)
    .values({ chainId: context.chain.id, issuer: address, merchant: appointee, isAppointed, changedAt })
    .onConflictDoUpdate({ isAppointed, changedAt })
})
