import { type Context, ponder } from 'ponder:registry'
import { accessOperation, accessTarget, restrictedFunction, role, roleChange, roleMember } from 'ponder:schema'
import { blockTime, type IndexContext, type LogEvent, logRow } from './rows.ts'

type Change = Omit<typeof roleChange.$inferInsert, keyof ReturnType<typeof logRow> | 'change'>

async function record(event: LogEvent, context: IndexContext, name: string, change: Change): Promise<void> {
  await context.db.insert(roleChange).values({ ...logRow(event, context), change: name, ...change })
}

async function changeRole(context: Context, roleId: bigint, change: Partial<typeof role.$inferInsert>): Promise<void> {
  await context.db
    .insert(role)
    .values({ chainId: context.chain.id, roleId, ...change })
    .onConflictDoUpdate(change)
}

async function changeTarget(
  context: Context,
  target: `0x${string}`,
  change: Partial<typeof accessTarget.$inferInsert>,
): Promise<void> {
  await context.db
    .insert(accessTarget)
    .values({ chainId: context.chain.id, target, ...change })
    .onConflictDoUpdate(change)
}

ponder.on('AccessManager:RoleGranted', async ({ event, context }) => {
  const { roleId, account, delay, since, newMember } = event.args
  await record(event, context, 'RoleGranted', { roleId, account, value: `${delay}` })
  await changeRole(context, roleId, {})
  const changedAt = blockTime(event)
  await context.db
    .insert(roleMember)
    .values({
      chainId: context.chain.id,
      roleId,
      account,
      isMember: true,
      memberSince: Number(since),
      executionDelaySec: delay,
      changedAt,
    })
    // Of a member that is granted again, `since` is when the new delay counts.
    .onConflictDoUpdate((row) => ({
      isMember: true,
      memberSince: newMember ? Number(since) : row.memberSince,
      executionDelaySec: delay,
      changedAt,
    }))
})

ponder.on('AccessManager:RoleRevoked', async ({ event, context }) => {
  const { roleId, account } = event.args
  await record(event, context, 'RoleRevoked', { roleId, account })
  await context.db
    .update(roleMember, { chainId: context.chain.id, roleId, account })
    .set({ isMember: false, changedAt: blockTime(event) })
})

ponder.on('AccessManager:RoleLabel', async ({ event, context }) => {
  const { roleId, label } = event.args
  await record(event, context, 'RoleLabel', { roleId, value: label })
  await changeRole(context, roleId, { label })
})

ponder.on('AccessManager:RoleAdminChanged', async ({ event, context }) => {
  const { roleId, admin } = event.args
  await record(event, context, 'RoleAdminChanged', { roleId, value: `${admin}` })
  await changeRole(context, roleId, { adminRoleId: admin })
})

ponder.on('AccessManager:RoleGuardianChanged', async ({ event, context }) => {
  const { roleId, guardian } = event.args
  await record(event, context, 'RoleGuardianChanged', { roleId, value: `${guardian}` })
  await changeRole(context, roleId, { guardianRoleId: guardian })
})

ponder.on('AccessManager:RoleGrantDelayChanged', async ({ event, context }) => {
  const { roleId, delay, since } = event.args
  await record(event, context, 'RoleGrantDelayChanged', { roleId, value: `${delay}` })
  await changeRole(context, roleId, { grantDelaySec: delay, grantDelaySince: Number(since) })
})

ponder.on('AccessManager:TargetClosed', async ({ event, context }) => {
  const { target, closed } = event.args
  await record(event, context, 'TargetClosed', { target, value: `${closed}` })
  await changeTarget(context, target, { isClosed: closed })
})

ponder.on('AccessManager:TargetAdminDelayUpdated', async ({ event, context }) => {
  const { target, delay, since } = event.args
  await record(event, context, 'TargetAdminDelayUpdated', { target, value: `${delay}` })
  await changeTarget(context, target, { adminDelaySec: delay, adminDelaySince: Number(since) })
})

ponder.on('AccessManager:TargetFunctionRoleUpdated', async ({ event, context }) => {
  const { target, selector, roleId } = event.args
  await record(event, context, 'TargetFunctionRoleUpdated', { target, roleId, value: selector })
  await context.db
    .insert(restrictedFunction)
    .values({ chainId: context.chain.id, target, selector, roleId })
    .onConflictDoUpdate({ roleId })
})

ponder.on('AccessManager:OperationScheduled', async ({ event, context }) => {
  const { operationId: operationHash, nonce, schedule, caller, target, data } = event.args
  await context.db.insert(accessOperation).values({
    chainId: context.chain.id,
    operationHash,
    nonce,
    status: 'scheduled',
    readyAt: schedule,
    caller,
    target,
    data,
    changedAt: blockTime(event),
  })
})

ponder.on('AccessManager:OperationExecuted', async ({ event, context }) => {
  const { operationId: operationHash, nonce } = event.args
  await context.db
    .update(accessOperation, { chainId: context.chain.id, operationHash, nonce })
    .set({ status: 'executed', changedAt: blockTime(event) })
})

ponder.on('AccessManager:OperationCanceled', async ({ event, context }) => {
  const { operationId: operationHash, nonce } = event.args
  await context.db
    .update(accessOperation, { chainId: context.chain.id, operationHash, nonce })
    .set({ status: 'cancelled', changedAt: blockTime(event) })
})
