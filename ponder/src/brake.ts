import { ponder } from 'ponder:registry'
import { brake, brakeChange, issuer, series } from 'ponder:schema'
import { numberToHex } from 'viem'
import { blockTime, changeAccount, logRow } from './rows.ts'

/** Names of `BrakeDomain`, by number. */
const DOMAINS = ['all', 'product', 'issuer', 'series', 'account'] as const
const domainOf = (domain: number) => DOMAINS[domain] ?? `domain_${domain}`

ponder.on('Brake:BrakeSet', async ({ event, context }) => {
  const { key, by, until: expiresAt, incident } = event.args
  const domain = domainOf(event.args.domain)
  await context.db
    .insert(brakeChange)
    .values({ ...logRow(event, context), change: 'set', domain, key, by, expiresAt, incident })
  const entry = { setBy: by, setAt: blockTime(event), expiresAt, incident }
  await context.db
    .insert(brake)
    .values({ chainId: context.chain.id, domain, key, ...entry })
    .onConflictDoUpdate({ ...entry, renewedBy: null, releasedBy: null, releasedAt: null })
})

ponder.on('Brake:BrakeRenewed', async ({ event, context }) => {
  const { key, by, until: expiresAt } = event.args
  const domain = domainOf(event.args.domain)
  await context.db
    .insert(brakeChange)
    .values({ ...logRow(event, context), change: 'renewed', domain, key, by, expiresAt })
  await context.db.update(brake, { chainId: context.chain.id, domain, key }).set({ renewedBy: by, expiresAt })
})

ponder.on('Brake:BrakeReleased', async ({ event, context }) => {
  const { key, by } = event.args
  const domain = domainOf(event.args.domain)
  const releasedAt = blockTime(event)
  await context.db.insert(brakeChange).values({ ...logRow(event, context), change: 'released', domain, key, by })
  await context.db
    .update(brake, { chainId: context.chain.id, domain, key })
    .set({ releasedBy: by, releasedAt, expiresAt: releasedAt })
})

ponder.on('Brake:BrakeHintCleared', async ({ event, context }) => {
  const { key } = event.args
  const domain = domainOf(event.args.domain)
  await context.db.insert(brakeChange).values({ ...logRow(event, context), change: 'hint_cleared', domain, key })
})

/** The core's own mark that sends its hot path to the brake's entry. */
ponder.on('Settlement:BrakeHintSet', async ({ event, context }) => {
  const { domain, key, on: brakeHint } = event.args
  const chainId = context.chain.id
  const name = domainOf(domain)
  if (name === 'series') await context.db.update(series, { chainId, series: Number(key) }).set({ brakeHint })
  const address = numberToHex(key, { size: 20 })
  if (name === 'account') await changeAccount(event, context, address, { brakeHint })
  if (name === 'issuer') {
    await context.db.insert(issuer).values({ chainId, address, brakeHint }).onConflictDoUpdate({ brakeHint })
  }
})
