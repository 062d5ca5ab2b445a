import { ponder } from 'ponder:registry'
import { settingChange, settlement } from 'ponder:schema'
import { hexToString } from 'viem'
import { stringifyJson } from '../../kit/json.ts'
import { type IndexContext, type LogEvent, logRow } from './rows.ts'

interface Setting {
  contract: string
  setting: string
  value: string
}

async function record(event: LogEvent, context: IndexContext, setting: Setting): Promise<void> {
  await context.db.insert(settingChange).values({ ...logRow(event, context), ...setting })
}

/** Changes the core's own row. */
export async function changeSettlement(
  context: IndexContext,
  change: Partial<Omit<typeof settlement.$inferInsert, 'chainId'>>,
): Promise<void> {
  await context.db
    .insert(settlement)
    .values({ chainId: context.chain.id, ...change })
    .onConflictDoUpdate(change)
}

const MANAGED = [
  'Brake',
  'IdentityRegistry',
  'IssuerRegistry',
  'IssuerTreasury',
  'MarketMakerDeposits',
  'RateOracle',
  'SeriesRegistry',
  'Settlement',
] as const
for (const contract of MANAGED) {
  ponder.on(`${contract}:AuthorityUpdated`, async ({ event, context }) => {
    await record(event, context, { contract, setting: 'AuthorityUpdated', value: event.args.authority })
  })
}

for (const contract of ['Brake', 'IdentityRegistry'] as const) {
  ponder.on(`${contract}:CoreConnected`, async ({ event, context }) => {
    await record(event, context, { contract, setting: 'CoreConnected', value: event.args.core })
  })
}

ponder.on('IdentityRegistry:DepositsConnected', async ({ event, context }) => {
  const { deposits } = event.args
  await record(event, context, { contract: 'IdentityRegistry', setting: 'DepositsConnected', value: deposits })
})

ponder.on('MarketMakerDeposits:MinimumDepositSet', async ({ event, context }) => {
  const value = `${event.args.amount}`
  await record(event, context, { contract: 'MarketMakerDeposits', setting: 'MinimumDepositSet', value })
})

ponder.on('RateOracle:RateFeedSet', async ({ event, context }) => {
  const { asset, feed } = event.args
  const value = stringifyJson({ asset: hexToString(asset, { size: 32 }), ...feed })
  await record(event, context, { contract: 'RateOracle', setting: 'RateFeedSet', value })
})

ponder.on('RateOracle:UptimeFeedSet', async ({ event, context }) => {
  await record(event, context, { contract: 'RateOracle', setting: 'UptimeFeedSet', value: event.args.feed })
})

ponder.on('Settlement:OperatorSet', async ({ event, context }) => {
  const { operator } = event.args
  await record(event, context, { contract: 'Settlement', setting: 'OperatorSet', value: operator })
  await changeSettlement(context, { operator })
})

ponder.on('Settlement:CoSignerSet', async ({ event, context }) => {
  const { coSigner } = event.args
  await record(event, context, { contract: 'Settlement', setting: 'CoSignerSet', value: coSigner })
  await changeSettlement(context, { coSigner })
})

ponder.on('Settlement:GateSet', async ({ event, context }) => {
  const { gate } = event.args
  await record(event, context, { contract: 'Settlement', setting: 'GateSet', value: gate })
  await changeSettlement(context, { gate })
})

ponder.on('Settlement:ExitDelaySet', async ({ event, context }) => {
  const { delay } = event.args
  await record(event, context, { contract: 'Settlement', setting: 'ExitDelaySet', value: `${delay}` })
  await changeSettlement(context, { exitDelaySec: delay })
})

ponder.on('Settlement:FeesSet', async ({ event, context }) => {
  const { takerBps, makerBps, issuerCapBps } = event.args
  const value = `taker ${takerBps}, maker ${makerBps}, issuer cap ${issuerCapBps}`
  await record(event, context, { contract: 'Settlement', setting: 'FeesSet', value })
  await changeSettlement(context, { takerBps, makerBps, issuerCapBps })
})

ponder.on('Settlement:TransferOperatorSet', async ({ event, context }) => {
  const { operator, allowed } = event.args
  const value = `${operator} ${allowed ? 'allowed' : 'refused'}`
  await record(event, context, { contract: 'Settlement', setting: 'TransferOperatorSet', value })
})
