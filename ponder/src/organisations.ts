import { ponder } from 'ponder:registry'
import {
  organisation,
  organisationAction,
  organisationApproval,
  organisationMember,
  organisationRule,
} from 'ponder:schema'
import { blockTime, logRow, lower } from './rows.ts'

/** Names of `MemberRole`, by number. */
const ROLES = ['none', 'viewer', 'auditor', 'operator', 'approver', 'admin', 'owner'] as const
const roleOf = (role: number) => ROLES[role] ?? 'none'

ponder.on('OrganisationFactory:OrganisationCreated', async ({ event, context }) => {
  const { organisation: address, ownersNeeded } = event.args
  await context.db
    .insert(organisation)
    .values({ chainId: context.chain.id, address, ownersNeeded, createdAt: blockTime(event) })
})

ponder.on('Organisation:MemberSet', async ({ event, context }) => {
  const { member, role } = event.args
  const key = { chainId: context.chain.id, organisation: lower(event.log.address), member }
  const change = { role: roleOf(role), changedAt: blockTime(event) }
  await context.db
    .insert(organisationMember)
    .values({ ...key, ...change })
    .onConflictDoUpdate(change)
})

ponder.on('Organisation:OwnersNeededSet', async ({ event, context }) => {
  const key = { chainId: context.chain.id, address: lower(event.log.address) }
  await context.db.update(organisation, key).set({ ownersNeeded: event.args.ownersNeeded })
})

ponder.on('Organisation:RuleSet', async ({ event, context }) => {
  const { target, selector, amountAt } = event.args
  const key = { chainId: context.chain.id, organisation: lower(event.log.address), target, selector }
  const bands = event.args.bands.map(({ upTo, approvals, owners }) => ({ upTo: `${upTo}`, approvals, owners }))
  const change = { amountAt, bands, changedAt: blockTime(event) }
  await context.db
    .insert(organisationRule)
    .values({ ...key, ...change })
    .onConflictDoUpdate(change)
})

ponder.on('Organisation:ActionApproved', async ({ event, context }) => {
  const { digest, member, role } = event.args
  const row = { ...logRow(event, context), organisation: lower(event.log.address), digest, member, role: roleOf(role) }
  await context.db.insert(organisationApproval).values(row)
})

ponder.on('Organisation:ActionExecuted', async ({ event, context }) => {
  await context.db
    .insert(organisationAction)
    .values({ ...logRow(event, context), organisation: lower(event.log.address), ...event.args })
})
