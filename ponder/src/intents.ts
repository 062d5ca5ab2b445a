import { ponder } from 'ponder:registry'
import { intentResult } from 'ponder:schema'
import { logRow } from './rows.ts'

/** The contracts that carry signed intents. */
const CONTRACTS = [
  'AccountRegistry',
  'IssuerRegistry',
  'IssuerTreasury',
  'MarketMakerDeposits',
  'OrganisationFactory',
  'Redemption',
  'SeriesRegistry',
  'Settlement',
] as const

for (const contract of CONTRACTS) {
  ponder.on(`${contract}:IntentExecuted`, async ({ event, context }) => {
    const { account, nonce, selector } = event.args
    await context.db
      .insert(intentResult)
      .values({ ...logRow(event, context), contract, result: 'executed', account, nonce, selector })
  })

  ponder.on(`${contract}:IntentFailed`, async ({ event, context }) => {
    const { account, nonce, selector, reason } = event.args
    await context.db
      .insert(intentResult)
      .values({ ...logRow(event, context), contract, result: 'failed', account, nonce, selector, reason })
  })

  ponder.on(`${contract}:IntentRefused`, async ({ event, context }) => {
    const { index, selector, reason } = event.args
    await context.db
      .insert(intentResult)
      .values({ ...logRow(event, context), contract, result: 'refused', itemIndex: Number(index), selector, reason })
  })
}
