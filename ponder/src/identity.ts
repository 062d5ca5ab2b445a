import { ponder } from 'ponder:registry'
import { identityChange } from 'ponder:schema'
import { changeAccount, logRow } from './rows.ts'

/** Names of `AccountState`, by number. */
const STATES = ['active', 'restricted', 'frozen', 'closed'] as const
/** Names of `MarketMakerState`, by number. */
const MARKET_MAKER_STATES = ['none', 'active', 'suspended', 'terminated'] as const
const stateOf = (state: number) => STATES[state] ?? 'frozen'

ponder.on('IdentityRegistry:IdentitySet', async ({ event, context }) => {
  const { account, ...identity } = event.args
  await context.db
    .insert(identityChange)
    .values({ ...logRow(event, context), account, change: 'identity', ...identity })
  // Whether it makes markets is said by its own event, next in the same transaction.
  const { marketMaker: _wish, ...certain } = identity
  await changeAccount(event, context, account, certain)
})

ponder.on('IdentityRegistry:MarketMakerStateSet', async ({ event, context }) => {
  const { account, reportHash, by } = event.args
  const marketMakerState = MARKET_MAKER_STATES[event.args.state] ?? 'terminated'
  const marketMaker = marketMakerState === 'active'
  await context.db.insert(identityChange).values({
    ...logRow(event, context),
    account,
    change: 'market_maker',
    marketMaker,
    marketMakerState,
    reportHash,
    by,
  })
  await changeAccount(event, context, account, { marketMaker, marketMakerState })
})

ponder.on('IdentityRegistry:AccountStateSet', async ({ event, context }) => {
  const { account, by } = event.args
  const state = stateOf(event.args.state)
  await context.db.insert(identityChange).values({ ...logRow(event, context), account, change: 'state', state, by })
  await changeAccount(event, context, account, { state })
})

ponder.on('IdentityRegistry:AccountFrozen', async ({ event, context }) => {
  const { account, caseHash, by } = event.args
  await context.db.insert(identityChange).values({ ...logRow(event, context), account, change: 'frozen', caseHash, by })
  await changeAccount(event, context, account, { state: 'frozen', freezeCaseHash: caseHash })
})

ponder.on('IdentityRegistry:AccountUnfrozen', async ({ event, context }) => {
  const { account, caseHash, by } = event.args
  await context.db
    .insert(identityChange)
    .values({ ...logRow(event, context), account, change: 'unfrozen', caseHash, by })
  // Its own state event, next in the same transaction, says what the account is from now on.
  await changeAccount(event, context, account, { freezeCaseHash: null })
})

ponder.on('IdentityRegistry:SanctionSet', async ({ event, context }) => {
  const { account, sanctioned, by } = event.args
  await context.db
    .insert(identityChange)
    .values({ ...logRow(event, context), account, change: 'sanction', sanctioned, by })
  await changeAccount(event, context, account, { sanctioned })
})

/** The core's copy of an identity: what trading obeys. */
ponder.on('Settlement:ProfileSet', async ({ event, context }) => {
  const { account, identity } = event.args
  const profile = { ...identity, state: stateOf(identity.state) }
  await context.db.insert(identityChange).values({ ...logRow(event, context), account, change: 'profile', ...profile })
  await changeAccount(event, context, account, profile)
})
